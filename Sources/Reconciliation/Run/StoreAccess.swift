// Stores by themselves: which of them a namespace may use, and where their values come from.

internal import Basics
public import ExternalSecrets

/// Looks stores up as the controller does, for whoever has no ExternalSecret yet.
public struct StoreAccess: Sendable {
  private let cluster: any ClusterReader
  private let sources: any SecretSourceProvider

  /// Stores of a cluster.
  ///
  /// - Parameters:
  ///   - cluster: Where the stores are.
  ///   - sources: What leads to their values.
  public init(cluster: any ClusterReader, sources: any SecretSourceProvider) {
    self.cluster = cluster
    self.sources = sources
  }

  /// A store, and where its values come from.
  ///
  /// - Parameters:
  ///   - reference: The store.
  ///   - namespace: The namespace that asks.
  /// - Returns: The store and its source.
  /// - Throws: Why the namespace can't use it, or it can't be read from here.
  public func source(
    _ reference: StoreReference, from namespace: String
  ) async throws(SecretSourceError) -> (store: SecretStore, source: any SecretSource) {
    let key = StoreKey(reference: reference, namespace: namespace)
    let directory = await StoreDirectory([key], cluster: cluster, sources: sources, controllerClass: "default")
    guard let resolved = directory.stores[key] else { throw .notFound }
    let source = try resolved.source.get()
    guard let store = resolved.store else { throw .notFound }
    return (store, source)
  }

  /// The stores that a namespace may use: of this controller, ready if they say so, and open to the namespace.
  ///
  /// - Parameter namespace: The namespace.
  /// - Returns: The stores; SecretStores first, by name.
  /// - Throws: ``ClusterReadError`` if they can't be listed.
  public func usable(from namespace: String) async throws(ClusterReadError) -> [StoreReference] {
    let own = try await cluster.objects(.secretStore, namespace: namespace, labels: LabelSelector(matchLabels: [:]))
    let shared = try await cluster.objects(.clusterSecretStore, namespace: nil, labels: LabelSelector(matchLabels: [:]))
    let keys = (own + shared).map {
      StoreKey(
        reference: StoreReference(name: $0.name, kind: StoreKind(rawValue: $0.kind) ?? .secretStore),
        namespace: namespace)
    }
    let directory = await StoreDirectory(
      Set(keys), cluster: cluster, sources: NoSources(), controllerClass: "default")
    let usable = keys.filter { key in
      switch directory.stores[key]?.source {
      // What isn't read here may still be readable for the controller.
      case .failure(.notReadable), .success: true
      case .failure, nil: false
      }
    }
    return usable.map(\.reference).sorted { ($0.kind.rawValue, $0.name) > ($1.kind.rawValue, $1.name) }
  }
}

/// Sources of nothing: what is left are the checks before.
private struct NoSources: SecretSourceProvider {
  func source(for store: SecretStore, namespace: String) async throws(SecretSourceError) -> any SecretSource {
    throw .notReadable(provider: store.provider?.name ?? "", reason: nil)
  }
}
