// Restarting what uses a changed Secret: pods see new variables only when they start.

public import Basics
public import Kubernetes
public import SyncStatus

/// Restarts workloads as `kubectl rollout restart` does.
public struct WorkloadRestart: Sendable {
  private let client: KubernetesClient

  /// A way to restart workloads of a cluster.
  public init(_ client: KubernetesClient) {
    self.client = client
  }

  /// A workload, and the Secrets it uses whose data changed.
  public struct Candidate: Sendable {
    /// The workload.
    public var use: SecretUse
    /// The names of the Secrets.
    public var secrets: [String]
  }

  /// The Deployments, StatefulSets and DaemonSets that use Secrets whose data changed.
  ///
  /// - Parameter results: What became of the syncs.
  /// - Returns: The workloads, by namespace and name, and what couldn't be read.
  public func candidates(_ results: [SyncResult]) async -> (candidates: [Candidate], notes: [LocatedError]) {
    var candidates: [ObjectReference: Candidate] = [:]
    var notes: [LocatedError] = []
    let changed = Set(results.filter { $0.changes?.isEmpty == false }.map(\.target))
    for target in changed {
      let (uses, problems) = await StatusReader(client).uses(
        ofSecret: target.name, namespace: target.namespace ?? "")
      notes += problems
      for use in uses where use.isRestartable {
        candidates[use.user, default: Candidate(use: use, secrets: [])].secrets.append(target.name)
      }
    }
    let sorted = candidates.values.sorted { $0.use.user.description < $1.use.user.description }
    return (sorted, notes)
  }

  /// Restarts a workload: its pods are replaced as its update strategy says.
  ///
  /// - Parameters:
  ///   - use: The workload.
  ///   - now: The moment that stands in its template afterwards.
  /// - Throws: ``KubernetesError``.
  public func restart(_ use: SecretUse, now: Timestamp) async throws(KubernetesError) {
    let annotation: JSON = ["kubectl.kubernetes.io/restartedAt": .string(now.rfc3339)]
    _ = try await client.patch(
      use.resource, namespace: use.user.namespace, name: use.user.name,
      ["spec": ["template": ["metadata": ["annotations": annotation]]]])
  }
}
