import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// A ClusterExternalSecret is as many ExternalSecrets as it selects namespaces.
@Suite struct ClusterExternalSecretTests {
  private let cluster = """
    apiVersion: external-secrets.io/v1
    kind: ClusterSecretStore
    metadata: {name: store}
    spec: {provider: {fake: {data: [{key: k, value: v}]}}}
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: team-a, labels: {kubernetes.io/metadata.name: team-a, team: x}}
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: team-b, labels: {kubernetes.io/metadata.name: team-b, team: x}}
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: other}
    ---

    """

  private func decisions(_ selection: String, more: String = "") async throws -> [Decision] {
    let yaml =
      cluster + """
        apiVersion: external-secrets.io/v1
        kind: ClusterExternalSecret
        metadata: {name: shared, annotations: {external-secrets.io/force-sync: now}}
        spec:
          externalSecretName: child
          externalSecretMetadata: {labels: {l: x}}
          \(selection)
          externalSecretSpec:
            secretStoreRef: {name: store, kind: ClusterSecretStore}
            data: [{secretKey: out, remoteRef: {key: k}}]
        ---
        \(more)
        """
    return await (try ManifestCluster(yaml: yaml)).decisions().filter { $0.madeBy != nil }
  }

  @Test("Each selected namespace gets its ExternalSecret, and that its Secret; selectors and names are ORed")
  func expansion() async throws {
    let decisions = try await decisions(
      "namespaceSelectors: [{matchLabels: {team: x}}]\n  namespaces: [other, unlisted]")
    #expect(decisions.map(\.externalSecret.namespace) == ["other", "team-a", "team-b", "unlisted"])
    #expect(decisions.allSatisfy { $0.externalSecret.manifest.name == "child" && $0.data == ["out": "v"] })
    #expect(decisions.allSatisfy { $0.madeBy?.name == "shared" })
  }

  @Test("Children where it no longer selects, or by a former name, are deleted, and what they own with them")
  func dropped() async throws {
    func child(_ name: String, _ namespace: String, owner: String = "shared") -> String {
      """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata:
        name: \(name)
        namespace: \(namespace)
        uid: \(name)-\(namespace)
        ownerReferences:
        - {apiVersion: external-secrets.io/v1, kind: ClusterExternalSecret, name: \(owner), uid: c, controller: true}
      spec: {secretStoreRef: {name: store, kind: ClusterSecretStore}, data: [{secretKey: out, remoteRef: {key: k}}]}
      ---
      apiVersion: v1
      kind: Secret
      metadata:
        name: \(name)
        namespace: \(namespace)
        ownerReferences: [{apiVersion: external-secrets.io/v1, kind: ExternalSecret, name: \(name), uid: \(name)-\(namespace)}]
      """
    }
    let status = "namespaces: [team-a]\n"
    let more = """
      \(child("former", "team-a"))
      ---
      \(child("child", "team-b"))
      ---
      \(child("child", "other", owner: "someone"))
      """
    func decisions(_ metadata: String) async throws -> [String] {
      let yaml =
        cluster + """
          apiVersion: external-secrets.io/v1
          kind: ClusterExternalSecret
          metadata: {name: shared, uid: c\(metadata)}
          spec:
            externalSecretName: child
            \(status)
            externalSecretSpec:
              secretStoreRef: {name: store, kind: ClusterSecretStore}
              data: [{secretKey: out, remoteRef: {key: k}}]
          status: {externalSecretName: former, provisionedNamespaces: [team-a, team-b, other]}
          ---
          \(more)
          """
      // Each child is decided about once, though all of them stand among the manifests.
      let all = await (try ManifestCluster(yaml: yaml)).decisions()
      #expect(Set(all.map(\.externalSecret.manifest.reference)).count == all.count)
      return all.filter { $0.madeBy != nil }.map {
        "\($0.externalSecret.namespace)/\($0.externalSecret.manifest.name) \($0.outcome.word)"
      }
    }
    #expect(try await Set(decisions("")) == ["team-a/child write", "team-a/former delete", "team-b/child delete"])
    #expect(try await decisions(", deletionTimestamp: '2026-11-23T23:44:52Z'") == ["team-b/child delete"])
  }

  @Test("Labels are passed on, and of its annotations only force-sync")
  func metadata() async throws {
    let decision = try #require(try await decisions("namespaces: [other]").first)
    #expect(decision.externalSecret.manifest.labels == ["l": "x"])
    #expect(decision.externalSecret.manifest.annotations == ["external-secrets.io/force-sync": "now"])
  }

  @Test("An ExternalSecret of that name that it didn't make is in the way")
  func conflict() async throws {
    let foreign = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: child, namespace: other}
      spec: {data: [{secretKey: out, remoteRef: {key: k}}]}
      """
    let decision = try #require(try await decisions("namespaces: [other]", more: foreign).first)
    #expect(decision.outcome.word == "refuse")
    #expect(decision.failure?.message.contains("already exists in namespace other") == true)
    let own = foreign.replacing(
      "namespace: other}",
      with:
        "namespace: other, ownerReferences: [{apiVersion: external-secrets.io/v1, kind: ClusterExternalSecret, name: shared, uid: u, controller: true}]}"
    )
    #expect(try await decisions("namespaces: [other]", more: own).first?.outcome.word == "write")
  }

  @Test("A field of the spec keeps its place in the file")
  func places() async throws {
    let broken = try await decisions("namespaces: [other]").first
    #expect(broken?.externalSecret.manifest.range(of: ["spec", "data"]) != nil)
  }

  @Test("A selector Kubernetes would refuse is refused")
  func badSelector() async throws {
    let decision = try #require(
      try await decisions("namespaceSelectors: [{matchExpressions: [{key: a, operator: In}]}]").first)
    #expect(decision.outcome.word == "refuse")
  }
}
