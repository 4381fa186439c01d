// A live cluster, read through the Kubernetes client: each object once a run.

import Basics
import ExternalSecrets
import Kubernetes
import Reconciliation

/// The objects of a live cluster.
actor LiveCluster: ClusterReader {
  private let client: KubernetesClient
  private var answers: [ObjectQuery: Task<Result<Manifest?, ClusterReadError>, Never>] = [:]
  /// From this many objects of one kind and namespace on, one list is cheaper than so many reads.
  private static let listThreshold = 6

  init(_ client: KubernetesClient) {
    self.client = client
  }

  func prefetch(_ queries: [ObjectQuery]) async {
    let groups = Dictionary(grouping: Set(queries).filter { answers[$0] == nil }) { query in
      ObjectQuery(query.kind, version: query.version, namespace: query.namespace, name: "")
    }
    for (group, members) in groups {
      if members.count >= Self.listThreshold {
        let list = Task { [client] in await Self.list(client, group) }
        for query in members {
          answers[query] = Task { [client] in
            guard let found = await list.value else { return await Self.get(client, query) }
            return .success(found[query.name])
          }
        }
      } else {
        for query in members { start(query) }
      }
    }
    for query in queries { _ = await answers[query]?.value }
  }

  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
    try await start(query).value.get()
  }

  @discardableResult
  private func start(_ query: ObjectQuery) -> Task<Result<Manifest?, ClusterReadError>, Never> {
    if let known = answers[query] { return known }
    let task = Task { [client] in await Self.get(client, query) }
    answers[query] = task
    return task
  }

  private static func get(_ client: KubernetesClient, _ query: ObjectQuery) async -> Result<Manifest?, ClusterReadError>
  {
    do throws(KubernetesError) {
      guard let resource = try await client.resource(query.kind, version: query.version) else { return .success(nil) }
      let json = try await client.get(resource, namespace: query.namespace, name: query.name)
      return .success(json.map { Manifest($0) })
    } catch {
      return .failure(ClusterReadError(error.located.message, hint: error.located.hint))
    }
  }

  /// The objects of a kind and namespace by name; nil if they may not be listed.
  private static func list(_ client: KubernetesClient, _ group: ObjectQuery) async -> [String: Manifest]? {
    guard let resource = try? await client.resource(group.kind, version: group.version),
      let list = try? await client.list(resource, namespace: group.namespace)
    else { return nil }
    return Dictionary(list.items.map { Manifest($0) }.map { ($0.name, $0) }) { $1 }
  }

  func objects(
    _ kind: ObjectKind, namespace: String?, labels: LabelSelector
  ) async throws(ClusterReadError) -> [Manifest] {
    do throws(KubernetesError) {
      guard let resource = try await client.resource(kind, version: nil) else { return [] }
      let list = try await client.list(resource, namespace: namespace)
      return list.items.map { Manifest($0) }.filter { labels.matches($0.labels) }
    } catch {
      throw ClusterReadError(error.located.message, hint: error.located.hint)
    }
  }
}

extension KubernetesClient {
  /// A kind as this server serves it; nil if it doesn't.
  ///
  /// - Parameters:
  ///   - kind: The kind.
  ///   - version: The version wanted; nil for the best one served.
  /// - Returns: The resource.
  /// - Throws: ``KubernetesError``.
  func resource(_ kind: ObjectKind, version: String?) async throws(KubernetesError) -> APIResource? {
    switch kind {
    case .secret: return .secrets
    case .configMap: return .configMaps
    case .namespace: return .namespaces
    case .serviceAccount: return .serviceAccounts
    default: break
    }
    let known = kind.group == ObjectKind.externalSecretsGroup ? ["v1", "v1beta1"] : []
    // What a version serves is asked once a run; which versions there are only if none of the known ones has it.
    for version in [version].compactMap({ $0 }) + known {
      if let found = try await served(kind, version: version) { return found }
    }
    guard !kind.group.isEmpty else { return try await served(kind, version: "v1") }
    guard let group = try await group(kind.group) else { return nil }
    for version in [group.preferredVersion] + group.versions {
      if let found = try await served(kind, version: version) { return found }
    }
    return nil
  }

  private func served(_ kind: ObjectKind, version: String) async throws(KubernetesError) -> APIResource? {
    try await resources(group: kind.group, version: version).first { $0.kind == kind.name }
  }
}
