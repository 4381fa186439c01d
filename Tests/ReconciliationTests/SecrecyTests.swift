import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// No value shows in anything the engine's answers print by themselves.
@Suite struct SecrecyTests {
  @Test("Neither a decision's description nor a dump of it holds a value")
  func decisions() async throws {
    let live = """
      apiVersion: v1
      kind: Secret
      metadata: {name: other, namespace: default}
      """
    for spec in [
      Scenario.one.replacing("user", with: "pass"), "dataFrom: [{extract: {key: db}}]",
      "data: [{secretKey: p, remoteRef: {key: pass}}]\ntarget: {template: {data: {a: '{{ .p }}', b: '{{ .p | nosuch }}'}}}",
      "data: [{secretKey: p, remoteRef: {key: pass}}]\ntarget: {template: {data: {a: '{{ index .p \"x\" }}'}}}",
      "data: [{secretKey: p, remoteRef: {key: pass}}]\ntarget: {template: {templateFrom: [{literal: '{{ .p }}'}]}}",
      "data: [{secretKey: p, remoteRef: {key: pass, decodingStrategy: Base64URL}}]",
    ] {
      let decision = try await Scenario.decide(spec, more: live)
      var dumped = ""
      dump(decision.outcome, to: &dumped)
      dump(decision.notes, to: &dumped)
      #expect(!dumped.contains("p4ssw0rd"), "\(spec)")
      #expect(!"\(decision.outcome)\(decision.notes)".contains("p4ssw0rd"))
    }
  }
}
