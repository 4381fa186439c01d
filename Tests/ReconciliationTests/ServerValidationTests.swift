import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// What the API server would refuse.
@Suite struct ServerValidationTests {
  private func template(_ template: String) async throws -> Decision {
    try await Scenario.decide(Scenario.one + "\ntarget: {template: \(template)}")
  }

  @Test("More than 1 MiB is refused, and the biggest keys are named by size")
  func size() async throws {
    let big = String(repeating: "x", count: 600_000)
    let decision = try await template("{data: {a: '\(big)', b: '\(big)', small: x}}")
    let failure = try #require(decision.failure)
    #expect(failure.message.contains("1048576") && !failure.message.contains("xxx"))
    #expect(failure.hint == "the biggest keys are a (600000 bytes), b (600000 bytes), small (1 bytes)")
  }

  @Test(
    "Types ask for their keys",
    arguments: [
      ("{type: kubernetes.io/basic-auth}", "data[username]: Required value"),
      ("{type: kubernetes.io/ssh-auth}", "data[ssh-privatekey]: Required value"),
      ("{type: kubernetes.io/tls, data: {tls.crt: x}}", "data[tls.key]: Required value"),
      ("{type: kubernetes.io/dockerconfigjson}", "data[.dockerconfigjson]: Required value"),
      ("{type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: '[1]'}}", "must be a JSON object"),
    ])
  func types(spec: String, message: String) async throws {
    #expect(try await template(spec).failure?.message.contains(message) == true)
  }

  @Test("basic-auth is content with either key")
  func basicAuth() async throws {
    #expect(try await template("{type: kubernetes.io/basic-auth, data: {username: ''}}").outcome.word == "write")
  }

  @Test("Keys, labels and annotation names are checked, and a label's value is not quoted")
  func names() async throws {
    #expect(try await template("{data: {..a: x}}").failure?.message.contains("must not start with '..'") == true)
    #expect(try await template("{metadata: {labels: {a/b/c: x}}}").failure?.message.contains("metadata.labels") == true)
    let label = try await Scenario.decide(
      "data: [{secretKey: out, remoteRef: {key: db}}]\ntarget: {template: {metadata: {labels: {l: '{{ .out }}'}}}}")
    #expect(label.failure?.message.contains("metadata.labels[l]") == true)
    #expect(label.failure?.message.contains("p4ssw0rd") == false)
    #expect(label.failure?.path?.description == "spec.target.template.metadata.labels.l")
  }
}
