// What a forced sync can't overcome, known before anything is asked for.

internal import Basics
internal import ExternalSecrets
internal import Reconciliation
public import SyncStatus

extension StatusItem {
  /// Why asking for a sync of this object would not do anything; nil if nothing is known to stand in the way.
  ///
  /// - Parameter invalidates: Whether the target is invalidated too, which overcomes policies that ignore requests.
  /// - Returns: The obstacle.
  public func obstacle(invalidates: Bool) -> SyncCause? {
    if object.isBeingDeleted { return SyncCause("it is being deleted") }
    guard !object.isLegacy else { return nil }
    if object.spec.target.creationPolicy == .none {
      return SyncCause(
        "creationPolicy: None: the controller writes nothing", hint: "set spec.target.creationPolicy to Owner")
    }
    if let foreign = stores.first(where: { !$0.controller.isEmpty && $0.controller != "default" }),
      object.status.lastSync == nil
    {
      return SyncCause(
        "\(foreign.reference) belongs to the controller class \"\(foreign.controller)\", and none has synced it yet",
        hint: "is a controller running with --controller-class=\(foreign.controller)?")
    }
    return policyObstacle(invalidates: invalidates)
  }

  /// Two refresh policies ignore requests for as long as the target is there and valid (`controller.md`).
  private func policyObstacle(invalidates: Bool) -> SyncCause? {
    let interval = Duration(go: object.spec.refreshInterval) ?? .seconds(1)
    let isPeriodic = object.spec.refreshPolicy == nil || object.spec.refreshPolicy == .periodic
    let policy: String
    if object.spec.refreshPolicy == .createdOnce {
      policy = "refreshPolicy: CreatedOnce"
    } else if isPeriodic, interval <= .zero {
      policy = "refreshInterval: 0"
    } else {
      return nil
    }
    let wasSynced = object.status.lastSync != nil && !object.status.syncedVersion.isEmpty
    guard wasSynced, target == .asWritten || target == .unknown else { return nil }
    if object.spec.target.creationPolicy == .orphan {
      return SyncCause(
        "\(policy): the controller ignores requests once it has synced, under creationPolicy: Orphan even invalidation",
        hint: "delete \(object.target): it is made again at the next refresh")
    }
    guard !invalidates else { return nil }
    return SyncCause(
      "\(policy): the controller ignores requests while \(object.target) is there and unchanged",
      hint: "--invalidate makes it read the values again: it removes the Secret's data-hash annotation")
  }

  /// What makes a sync unlikely to succeed, though it is worth a try.
  public var doubt: SyncCause? {
    guard let broken = stores.first(where: \.isBroken) else { return nil }
    if case .notReady(_, let message) = broken.state, !message.isEmpty {
      return SyncCause("\(broken.reference) is not ready: \(message)")
    }
    return SyncCause("\(broken.reference) is \(broken.word)")
  }
}
