// Whether a controller seems to be running at all.

public import Basics
public import Kubernetes
public import SyncStatus

/// Looks for signs of life of a controller.
public struct ControllerSigns: Sendable {
  private let client: KubernetesClient

  /// A look at a cluster.
  public init(_ client: KubernetesClient) {
    self.client = client
  }

  /// The name of the lease by which the controller's replicas choose a leader.
  private static let lease = "external-secrets-controller"
  /// How old a sign may be.
  private static let validity = Duration.seconds(3600)

  /// Why no controller seems to be running; nil where there is a sign of one, or none may be looked for.
  ///
  /// - Parameters:
  ///   - items: The objects it should handle.
  ///   - now: The moment it is now.
  /// - Returns: A sentence.
  public func absence(for items: [StatusItem], now: Timestamp) async -> String? {
    // Objects of kubernetes-external-secrets are polled by a program that leaves no sign but their status.
    guard items.contains(where: { !$0.object.isLegacy }) else { return nil }
    let isRecent: (Timestamp?) -> Bool = { time in
      time.map { now.duration(since: $0) < Self.validity } ?? false
    }
    if items.contains(where: { isRecent($0.object.status.lastSync) || isRecent($0.warning?.lastSeen) }) { return nil }
    let named = ListOptions(fieldSelector: "metadata.name=\(Self.lease)")
    guard let leases = try? await client.list(.leases, options: named, { $0["spec"]?["renewTime"]?.string }) else {
      return nil
    }
    if leases.items.contains(where: { isRecent(Timestamp(rfc3339: $0)) }) { return nil }
    let recorded = ListOptions(fieldSelector: "source=external-secrets")
    guard let events = try? await client.list(.events, options: recorded, { Event($0).lastSeen }) else { return nil }
    guard !events.items.contains(where: { isRecent($0) }) else { return nil }
    return "no sign of a running controller: no lease, no event and no sync within the last hour"
  }
}
