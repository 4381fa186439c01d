// Forces syncs and waits until each is known to have happened, or to have failed.

public import Basics
public import Kubernetes
internal import Reconciliation
public import SyncStatus

/// How syncs are forced.
public struct ForcedSyncOptions: Sendable {
  /// What a run changes.
  public enum Mode: Sendable {
    /// Everything it is asked to.
    case apply
    /// Nothing, and nothing is sent (`--dry-run=client`).
    case clientDryRun
    /// Nothing: the server only checks what is sent (`--dry-run=server`).
    case serverDryRun
  }

  /// What is changed.
  public var mode = Mode.apply
  /// Whether the outcome is waited for.
  public var waits = true
  /// How long it is waited for.
  public var timeout = Duration.seconds(120)
  /// Whether targets are invalidated, for policies that ignore requests.
  public var invalidates = false
  /// How many requests are under way at a time.
  public var concurrency = 16

  /// Force, and wait two minutes.
  public init() {}
}

/// Forces the controller to sync ExternalSecrets.
public struct ForcedSync: Sendable {
  let client: KubernetesClient
  let options: ForcedSyncOptions
  /// What stands for a value in reports.
  let fingerprint: @Sendable (SecretBytes) -> String
  /// Takes what is worth saying before the end, a sentence each.
  let note: @Sendable (String) -> Void
  /// The moment it is now, from which the request's text is made.
  let now: @Sendable () -> Timestamp

  /// A way to force syncs in a cluster.
  ///
  /// - Parameters:
  ///   - client: The cluster.
  ///   - options: How to force.
  ///   - fingerprint: What stands for a value in reports.
  ///   - now: The moment it is now.
  ///   - note: Takes what is worth saying before the end, a sentence each.
  public init(
    _ client: KubernetesClient, options: ForcedSyncOptions = ForcedSyncOptions(),
    fingerprint: @escaping @Sendable (SecretBytes) -> String, now: @escaping @Sendable () -> Timestamp,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.client = client
    self.options = options
    self.fingerprint = fingerprint
    self.now = now
    self.note = note
  }

  /// Forces syncs.
  ///
  /// Cancelling the task ends the waiting, not the requests under way: the results say what had been asked for by then.
  ///
  /// - Parameters:
  ///   - items: The ExternalSecrets, judged.
  ///   - clusters: The ClusterExternalSecrets through which those of `items` that they made are forced.
  /// - Returns: What became of each of `items`, in their order.
  public func run(_ items: [StatusItem], clusters: [ClusterSubject] = []) async -> [SyncResult] {
    noteDoubts(items)
    switch options.mode {
    case .clientDryRun:
      return items.map { item in
        result(of: item, item.obstacle(invalidates: options.invalidates).map { .blocked($0) } ?? .wouldRequest)
      }
    case .apply, .serverDryRun:
      let (stream, input) = AsyncStream<SyncInput>.makeStream()
      let work = Task {
        var round = SyncRound(self, items: items, clusters: clusters, request: request(for: items), input: input)
        return await round.run(stream)
      }
      return await withTaskCancellationHandler {
        await work.value
      } onCancel: {
        input.yield(.interrupted)
      }
    }
  }

  /// Says what makes syncs unlikely to succeed, once for all the objects it concerns.
  private func noteDoubts(_ items: [StatusItem]) {
    let doubts = Dictionary(grouping: items.filter { $0.doubt != nil }) { $0.doubt?.message ?? "" }
    for (message, concerned) in doubts.sorted(by: { $0.key < $1.key }) {
      let names = concerned.prefix(3).map { "\($0.object.namespace)/\($0.object.name)" }
      let rest = concerned.count > names.count ? " and \(concerned.count - names.count) more" : ""
      note("\(message), which \(names.joined(separator: ", "))\(rest) read\(concerned.count == 1 ? "s" : "") from")
    }
  }

  /// A text for the annotation that none of the objects has.
  private func request(for items: [StatusItem]) -> String {
    let now = now()
    let seconds = String(now.seconds)
    let isTaken = items.contains { $0.object.forceSync == seconds }
    return isTaken ? "\(seconds).\(now.nanoseconds)" : seconds
  }

  func result(
    of item: StatusItem, _ outcome: SyncResult.Outcome, duration: Duration? = nil, changes: [KeyChange]? = nil
  ) -> SyncResult {
    SyncResult(
      object: item.object.reference, isLegacy: item.object.isLegacy, target: item.object.target, outcome: outcome,
      duration: duration, changes: changes)
  }
}
