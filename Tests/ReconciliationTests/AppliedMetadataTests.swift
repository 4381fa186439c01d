import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// What others added to the ExternalSecret in the cluster stays when its file is applied, and is copied to the Secret.
@Suite struct AppliedMetadataTests {
  /// A cluster whose live ExternalSecret differs from the file's.
  private struct Overlaid: ClusterReader {
    let files: ManifestCluster
    let live: Manifest

    func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
      query.kind == .externalSecret ? live : try await files.object(query)
    }

    func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
      -> [Manifest]
    {
      try await files.objects(kind, namespace: namespace, labels: labels)
    }
  }

  private func copied(_ live: String, file: String) async throws -> [String] {
    let files = try ManifestCluster(
      yaml: Scenario.yaml(Scenario.one, metadata: "{name: case, namespace: default, annotations: \(file)}"))
    let cluster = Overlaid(files: files, live: try ManifestCluster.manifests(live)[0])
    let reconciler = Reconciler(cluster: cluster, sources: StoreSources(cluster: cluster, aws: nil))
    let object = try #require(await reconciler.reconcile(files.manifests).first?.written)
    return object.annotations.keys.filter { $0 != Bookkeeping.dataHashAnnotation }.sorted()
  }

  @Test("kubectl's annotation and a GitOps tool's stay; what was applied before and is gone from the file goes")
  func clientSideApply() async throws {
    let live = """
      kind: ExternalSecret
      apiVersion: external-secrets.io/v1
      metadata:
        name: case
        namespace: default
        uid: u
        annotations:
          argocd.argoproj.io/tracking-id: x
          old: x
          kept: x
          kubectl.kubernetes.io/last-applied-configuration: '{"metadata": {"annotations": {"old": "x", "kept": "x"}}}'
      """
    #expect(
      try await copied(live, file: "{kept: new, added: x}") == [
        "added", "argocd.argoproj.io/tracking-id", "kept", "kubectl.kubernetes.io/last-applied-configuration",
      ])
  }

  @Test("With server-side apply the managers' bookkeeping says what was applied before")
  func serverSideApply() async throws {
    let live = """
      kind: ExternalSecret
      apiVersion: external-secrets.io/v1
      metadata:
        name: case
        namespace: default
        uid: u
        annotations: {old: x, other: x}
        managedFields:
        - manager: kubectl
          operation: Apply
          fieldsV1: {"f:metadata": {"f:annotations": {"f:old": {}}}}
      """
    #expect(try await copied(live, file: "{}") == ["other"])
  }
}
