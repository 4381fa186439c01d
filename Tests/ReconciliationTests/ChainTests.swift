import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// ExternalSecrets that read what other ExternalSecrets write.
@Suite struct ChainTests {
  private func yaml(_ first: String, reads second: String) -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: \(first), namespace: default}
    spec:
      secretStoreRef: {name: cluster}
      data: [{secretKey: out, remoteRef: {key: \(second), property: out}}]
    ---

    """
  }

  private let store = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: cluster, namespace: default}
    spec:
      provider: {kubernetes: {remoteNamespace: default, server: {caBundle: ""}, auth: {serviceAccount: {name: sa}}}}
    ---

    """

  @Test("A Secret that is yet to be written fails its reader, as in the controller, and the writer is named")
  func writerIsNamed() async throws {
    let yaml = store + yaml("a", reads: "b") + Scenario.yaml(Scenario.one).replacing("name: case", with: "name: b")
    let decisions = await (try ManifestCluster(yaml: yaml)).decisions()
    let reader = try #require(decisions.first { $0.externalSecret.manifest.name == "a" })
    #expect(reader.outcome.word == "refuse")
    #expect(reader.failure?.hint?.hasPrefix("ExternalSecret default/b writes this Secret") == true)
  }

  @Test("Readers in a circle fail, each naming the next; nothing is followed without end")
  func circle() async throws {
    let yaml = store + yaml("a", reads: "b") + yaml("b", reads: "a")
    let decisions = await (try ManifestCluster(yaml: yaml)).decisions()
    #expect(decisions.map(\.outcome.word) == ["refuse", "refuse"])
    #expect(decisions.first?.failure?.hint?.contains("default/b") == true)
  }

  @Test("What is there already is read")
  func presentSecret() async throws {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: default}\nstringData: {out: x}\n"
    let decisions = await (try ManifestCluster(yaml: store + yaml("a", reads: "b") + secret)).decisions()
    #expect(decisions.first?.data == ["out": "x"])
  }

  @Test("A templateFrom Secret that is yet to be written names its writer too")
  func templateFrom() async throws {
    let spec = Scenario.one + "\ntarget: {template: {templateFrom: [{secret: {name: later, items: [{key: k}]}}]}}"
    let writer = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: later, namespace: default}
      spec: {secretStoreRef: {name: store}, data: [{secretKey: k, remoteRef: {key: user}}]}
      """
    let decision = try await Scenario.decide(spec, more: writer)
    #expect(decision.failure?.hint?.hasPrefix("ExternalSecret default/later writes this Secret") == true)
  }
}
