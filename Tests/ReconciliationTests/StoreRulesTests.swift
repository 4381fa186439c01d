import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// Which store an entry reads from, and whether it may.
@Suite struct StoreRulesTests {
  private func clusterStore(_ spec: String = "", name: String = "shared", controller: String = "") -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: ClusterSecretStore
    metadata: {name: \(name)}
    spec: {controller: "\(controller)", \(spec) provider: {fake: {data: [{key: k, value: v}]}}}
    """
  }

  private let fromShared = """
    data:
    - {secretKey: out, sourceRef: {storeRef: {name: shared, kind: ClusterSecretStore}}, remoteRef: {key: k}}
    """

  @Test(
    "A store of the files that the cluster would not take, and a fake one that calls itself invalid, give nothing",
    arguments: [
      ("{data: [{key: k}]}", "spec.provider.fake.data[0].value: Required value"),
      ("{data: [{key: k, value: v}], validationResult: 2}", "is not ready"),
      ("{data: [{key: k, value: v}], validationResult: 1}", nil),
    ])
  func unusable(fake: String, problem: String?) async throws {
    let store = """
      apiVersion: external-secrets.io/v1
      kind: ClusterSecretStore
      metadata: {name: shared}
      spec: {provider: {fake: \(fake)}}
      """
    let decision = try await Scenario.decide(fromShared, more: store)
    guard let problem else {
      #expect(decision.data == ["out": "v"])
      return
    }
    #expect(decision.failure?.message.contains(problem) == true, "\(decision.outcome)")
  }

  @Test("sourceRef.storeRef goes before secretStoreRef")
  func sourceRef() async throws {
    #expect(try await Scenario.decide(fromShared, more: clusterStore()).data == ["out": "v"])
  }

  @Test(
    "A ClusterSecretStore's conditions: any one that matches is enough",
    arguments: [
      ("[{namespaces: [other]}, {namespaces: [default]}]", true), ("[{namespaces: [other]}]", false),
      ("[{namespaceSelector: {matchLabels: {team: a}}}]", true),
      ("[{namespaceSelector: {matchLabels: {team: b}}}]", false),
      ("[{namespaceSelector: {matchLabels: {team: b}}, namespaceRegexes: [fau]}]", true),
      ("[{namespaceRegexes: ['^fau']}]", false), ("[{namespaceRegexes: ['(']}]", false), ("[]", true),
    ])
  func conditions(conditions: String, isAllowed: Bool) async throws {
    let namespace = """
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: default, labels: {kubernetes.io/metadata.name: default, team: a}}
      """
    let decision = try await Scenario.decide(
      fromShared, more: clusterStore("conditions: \(conditions),") + "\n" + namespace)
    #expect((decision.data == ["out": "v"]) == isAllowed)
    #expect(isAllowed || decision.condition?.reason == "SecretSyncedError")
  }

  @Test("Namespaces are matched on the label kubernetes.io/metadata.name, not on the name")
  func namespaceLabel() async throws {
    let namespace = "\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n"
    let decision = try await Scenario.decide(
      fromShared, more: clusterStore("conditions: [{namespaces: [default]}],") + namespace)
    #expect(decision.failure?.message.contains("denied by spec.condition") == true)
  }

  @Test("A store of another controller class makes the whole object be skipped")
  func controllerClass() async throws {
    let decision = try await Scenario.decide(fromShared, more: clusterStore(controller: "other"))
    #expect(decision.outcome.word == "skip" && decision.condition == nil)
    var settings = Reconciler.Settings()
    settings.controllerClass = "other"
    #expect(
      try await Scenario.decide(fromShared, more: clusterStore(controller: "other"), settings: settings).data
        == ["out": "v"])
  }

  @Test("After a ClusterSecretStore reference the class check doesn't find SecretStores: they fail instead")
  func classCheckQuirk() async throws {
    let own = """
      ---
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: foreign, namespace: default}
      spec: {controller: other, provider: {fake: {data: [{key: k, value: v}]}}}
      """
    let entry = "- {secretKey: two, sourceRef: {storeRef: {name: foreign}}, remoteRef: {key: k}}"
    let after = try await Scenario.decide(fromShared + "\n" + entry, more: clusterStore() + "\n" + own)
    #expect(after.failure?.message.contains("unmanaged store") == true)
    let alone = try await Scenario.decide("data:\n" + entry, more: own)
    #expect(alone.outcome.word == "skip")
  }

  @Test("A store that isn't there fails the object, at its entry")
  func missingStore() async throws {
    let decision = try await Scenario.decide(fromShared)
    #expect(decision.outcome.word == "refuse" && decision.condition?.reason == "SecretSyncedError")
    #expect(decision.failure?.path?.description == "spec.data[0]")
    #expect(decision.failure?.range != nil)
  }

  @Test("data[].sourceRef.generatorRef passes admission and then fails for want of a store")
  func generatorInData() async throws {
    let spec = """
      data:
      - secretKey: out
        remoteRef: {key: user}
        sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: Fake, name: g}}
      """
    let decision = try await Scenario.decide(spec)
    #expect(decision.failure?.message.hasPrefix("could not get SecretStore \"\"") == true)
  }

  @Test("A dataFrom entry with nothing but a store is accepted and yields nothing")
  func storeOnly() async throws {
    let spec = "dataFrom: [{sourceRef: {storeRef: {name: shared, kind: ClusterSecretStore}}}]\n" + Scenario.one
    #expect(try await Scenario.decide(spec, more: clusterStore()).data == ["out": "admin"])
  }

  @Test("A store that says it isn't ready can't be used")
  func notReady() async throws {
    let store = """
      apiVersion: external-secrets.io/v1
      kind: ClusterSecretStore
      metadata: {name: shared}
      spec: {provider: {fake: {data: [{key: k, value: v}]}}}
      status: {conditions: [{type: Ready, status: "False", message: no credentials}]}
      """
    let decision = try await Scenario.decide(fromShared, more: store)
    #expect(decision.failure?.message == "ClusterSecretStore \"shared\" is not ready")
    #expect(decision.failure?.hint?.contains("no credentials") == true)
  }
}

/// What never reaches the controller.
@Suite struct AcceptanceTests {
  @Test(
    "What the schema or the webhook refuses is refused, at its place, and sets no condition",
    arguments: [
      ("data: [{secretKey: out}]", "spec.data[0].remoteRef"),
      ("refreshPolicy: Sometimes\n" + Scenario.one, "spec.refreshPolicy"),
      ("data: [{secretKey: a, remoteRef: {key: user}}, {secretKey: a, remoteRef: {key: user}}]", "spec.data[1]"),
      ("target: {name: x}", "spec"),
    ])
  func refused(spec: String, path: String) async throws {
    let decision = try await Scenario.decide(spec)
    #expect(decision.outcome.word == "refuse" && decision.condition == nil)
    #expect(decision.failure?.path?.description.hasPrefix(path) == true)
    #expect(decision.failure?.range != nil)
  }

  @Test("A field nobody knows is a note, not a refusal; so is a version that is no longer served")
  func notes() async throws {
    let unknown = try await Scenario.decide("newField: 1\n" + Scenario.one)
    #expect(unknown.data == ["out": "admin"])
    #expect(unknown.notes.contains { $0.path?.description == "spec.newField" })
    let yaml = Scenario.yaml(Scenario.one).replacing(
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret",
      with: "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret")
    let old = try #require(await (try ManifestCluster(yaml: yaml)).decisions().first)
    #expect(old.data == ["out": "admin"] && old.notes.contains { $0.message.contains("no longer served") })
  }

  @Test("A PushSecret is recognised, and skipped with the reason")
  func pushSecret() async throws {
    let yaml = "apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: p, namespace: default}\n"
    let decision = try #require(await (try ManifestCluster(yaml: yaml)).decisions().first)
    #expect(decision.outcome.word == "skip" && decision.reason?.contains("nothing to preview") == true)
  }
}
