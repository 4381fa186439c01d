import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// When the controller would not even look.
@Suite struct RefreshRulesTests {
  /// The target as the controller left it, unless edited.
  private func target(hash: String? = nil, labels: String = "reconcile.external-secrets.io/managed: \"true\"") -> String
  {
    let hash = hash ?? ControllerHash.data(["out": SecretBytes(utf8: "old")])
    return """
      apiVersion: v1
      kind: Secret
      metadata:
        name: case
        namespace: default
        labels: {\(labels)}
        annotations: {\(Bookkeeping.dataHashAnnotation): "\(hash)"}
      stringData: {out: old}
      """
  }

  private func decide(_ policy: String, synced: String = "1-x", target: String, settings: Reconciler.Settings = .init())
    async throws -> Decision
  {
    let yaml = """
      \(Scenario.store)
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: case, namespace: default, generation: 1, uid: u}
      spec:
        secretStoreRef: {name: store}
        \(policy)
        data: [{secretKey: out, remoteRef: {key: user}}]
      status: {refreshTime: "2026-11-23T23:44:52Z", syncedResourceVersion: "\(synced)"}
      ---
      \(target)
      """
    return try #require(await (try ManifestCluster(yaml: yaml)).decisions(settings: settings).first)
  }

  @Test("CreatedOnce and a refreshInterval of 0 hold back while the target is valid; Periodic doesn't")
  func heldBack() async throws {
    #expect(try await decide("refreshPolicy: CreatedOnce", target: target()).outcome.word == "keep")
    #expect(try await decide("refreshInterval: \"0\"", target: target()).outcome.word == "keep")
    #expect(try await decide("refreshInterval: 0h0m0s", target: target()).outcome.word == "keep")
    #expect(try await decide("refreshInterval: 1h", target: target()).data == ["out": "admin"])
  }

  @Test("A target that is missing or edited, or an object never synced, is refreshed all the same")
  func invalidTargets() async throws {
    let old = ControllerHash.data(["out": SecretBytes(utf8: "old")], using: .md5)
    for target in ["", target(hash: "0"), target(hash: old)] {
      #expect(try await decide("refreshPolicy: CreatedOnce", target: target).outcome.word == "write")
    }
    #expect(try await decide("refreshPolicy: CreatedOnce", synced: "", target: target()).outcome.word == "write")
  }

  @Test("A target that lost its managed label gets it back, and is not refreshed for that")
  func lostLabel() async throws {
    let decision = try await decide("refreshPolicy: CreatedOnce", target: target(labels: "a: b"))
    #expect(decision.outcome.word == "keep" && decision.notes.contains { $0.message.contains("not managed yet") })
    #expect(decision.object?.labels[Bookkeeping.managedLabel]?.bytes == SecretBytes(utf8: "true"))
  }

  @Test("Under creationPolicy Orphan every target is valid")
  func orphan() async throws {
    let decision = try await decide(
      "refreshPolicy: CreatedOnce\n  target: {creationPolicy: Orphan}", target: target(hash: "0"))
    #expect(decision.outcome.word == "keep")
  }

  @Test("OnChange holds back only what has not changed since its last sync")
  func onChange() async throws {
    let version = ControllerHash.syncedResourceVersion(generation: 1, labels: [:], annotations: [:])
    #expect(try await decide("refreshPolicy: OnChange", synced: version, target: target()).outcome.word == "keep")
    #expect(try await decide("refreshPolicy: OnChange", synced: "0-x", target: target()).outcome.word == "write")
  }

  @Test("A forced look ignores the policy, and says whether the target was edited")
  func forced() async throws {
    var settings = Reconciler.Settings()
    settings.ignoresRefreshPolicy = true
    let decision = try await decide("refreshPolicy: CreatedOnce", target: target(), settings: settings)
    #expect(decision.data == ["out": "admin"] && decision.drift == .none)
    #expect(try await decide("refreshInterval: 1h", target: target(hash: "0")).drift == .edited)
  }
}
