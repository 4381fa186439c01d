// From a store to what its values are read by: one place that knows all providers.

public import ExternalSecrets
public import Reconciliation

/// Leads each store to the source for its provider.
public struct StoreSources: SecretSourceProvider {
  private let cluster: any ClusterReader
  private let aws: (any SecretSourceProvider)?
  private let valuesFile: ValuesFile?

  /// Sources over a cluster.
  ///
  /// - Parameters:
  ///   - cluster: Where the `kubernetes` provider's Secrets are.
  ///   - aws: What reads AWS; nil where nothing may be asked over the network.
  ///   - valuesFile: Values the user supplies; they go before what a provider holds.
  public init(cluster: any ClusterReader, aws: (any SecretSourceProvider)?, valuesFile: ValuesFile? = nil) {
    self.cluster = cluster
    self.aws = aws
    self.valuesFile = valuesFile
  }

  /// The source of a store's values.
  public func source(for store: SecretStore, namespace: String) async throws(SecretSourceError) -> any SecretSource {
    if let source = valuesFile?.source(for: store.manifest.name) { return source }
    switch store.provider {
    case .fake(let provider): return FakeSource(provider, store: store.manifest.name)
    case .kubernetes(let provider):
      if let problem = provider.connectionProblem {
        throw .failed(cause: problem, hint: "see spec.provider.kubernetes of the \(store.reference)")
      }
      guard provider.isSameCluster else {
        throw .notReadable(
          provider: "kubernetes", reason: "the store reads another cluster: \(provider.serverURL ?? "")")
      }
      return KubernetesSource(cluster: cluster, namespace: provider.remoteNamespace)
    case .aws:
      guard let aws else { throw .notReadable(provider: "aws", reason: "nothing is asked over the network") }
      return try await aws.source(for: store, namespace: namespace)
    case .other(let name, _): throw .notReadable(provider: name, reason: nil)
    case nil: throw .failed(cause: "the store names no provider", hint: "set spec.provider")
    }
  }

  /// The source of a legacy backend's values: those the user supplies under the backend's name, else AWS'.
  public func source(for backend: LegacyBackend) async throws(SecretSourceError) -> any LegacySource {
    if let source = valuesFile?.source(for: backend) { return source }
    guard backend.awsService != nil else { throw .notReadable(provider: backend.type, reason: nil) }
    guard let aws else { throw .notReadable(provider: backend.type, reason: "nothing is asked over the network") }
    return try await aws.source(for: backend)
  }
}

extension KubernetesProvider {
  /// Why the controller can't connect, whatever the credentials.
  fileprivate var connectionProblem: String? {
    guard authRef == nil else { return usesAuth ? "authRef and inline auth cannot both be set" : nil }
    guard usesAuth else { return "no auth provider given" }
    return serverURL?.isEmpty ?? true ? "no server URL provided" : nil
  }
}
