// The files given, as they would be once applied, over what is in the cluster.

import ExternalSecrets
import Reconciliation

/// A live cluster in which the files given count as applied already.
///
/// Secrets and ExternalSecrets are taken from the cluster first: a live target must not be mistaken for the one in a
/// file, and what an ExternalSecret has become there (its identity, its status, what others added) is in no file.
struct LayeredCluster: ClusterReader {
  let files: FileCluster
  let live: any ClusterReader
  /// The names the files have an object of, so that those aren't asked for.
  let given: Set<ObjectQuery>

  private static let liveFirst: Set<ObjectKind> = [.secret, .namespace, .externalSecret]

  init(files manifests: [Manifest], live: any ClusterReader) {
    files = FileCluster(manifests)
    self.live = live
    given = Set(
      manifests.filter { !Self.liveFirst.contains($0.objectKind) }
        .map { ObjectQuery($0.objectKind, namespace: $0.namespace, name: $0.name) })
  }

  func prefetch(_ queries: [ObjectQuery]) async {
    await live.prefetch(queries.filter { !isGiven($0) })
  }

  private func isGiven(_ query: ObjectQuery) -> Bool {
    let namespace = query.kind.isClusterScoped ? nil : query.namespace
    return given.contains(ObjectQuery(query.kind, namespace: namespace, name: query.name))
  }

  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
    if isGiven(query) { return try await files.object(query) }
    if let found = try await live.object(query) { return found }
    return try await files.object(query)
  }

  func objects(
    _ kind: ObjectKind, namespace: String?, labels: LabelSelector
  ) async throws(ClusterReadError) -> [Manifest] {
    let here = try await files.objects(kind, namespace: namespace, labels: labels)
    let there = try await live.objects(kind, namespace: namespace, labels: labels)
    guard kind != .namespace else {
      let known = Set(there.map(\.name))
      return there + here.filter { !known.contains($0.name) }
    }
    let known = Set(here.map(\.reference))
    return here + there.filter { !known.contains($0.reference) }
  }
}
