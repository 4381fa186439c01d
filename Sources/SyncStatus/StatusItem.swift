// One line of `status`: an ExternalSecret with all that was found out about it.

public import Basics
public import Kubernetes

/// An ExternalSecret, what it depends on and what depends on it, judged.
public struct StatusItem: Sendable {
  /// The ExternalSecret.
  public var object: LiveExternalSecret
  /// The stores it reads from.
  public var stores: [StoreHealth]
  /// The state of what it writes.
  public var target: TargetState
  /// The newest Warning event about it, without values.
  public var warning: Event?
  /// What is wrong; nil if nothing is.
  public var cause: SyncCause?
  /// When it is synced next.
  public var next: NextSync

  /// Judges an ExternalSecret.
  ///
  /// - Parameters:
  ///   - object: The ExternalSecret.
  ///   - stores: The stores it reads from.
  ///   - target: The state of what it writes.
  ///   - warning: The newest Warning event about it.
  ///   - redaction: Takes secret values out of the controller's texts.
  public init(
    _ object: LiveExternalSecret, stores: [StoreHealth], target: TargetState, warning: Event?, redaction: Redaction
  ) {
    var object = object
    var warning = warning
    object.status.message = redaction.apply(to: object.status.message)
    if let message = warning?.message { warning?.message = redaction.apply(to: message) }
    self.object = object
    self.stores = stores
    self.target = target
    self.warning = warning
    cause = SyncCause(object, stores: stores, target: target, warning: warning)
    next = NextSync(object)
  }

  /// Whether it is synced as it should be.
  public var isReady: Bool { object.status.isReady == true }

  /// Since when it has been failing; nil if it isn't.
  public var failingSince: Timestamp? { object.status.isReady == false ? object.status.since : nil }
}
