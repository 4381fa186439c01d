// What the controller says about an object.

public import Basics

/// A condition of an object's status.
public struct Condition: Sendable, Hashable {
  /// The condition's type, such as `Ready`.
  public var type: String
  /// `True`, `False` or `Unknown`.
  public var status: String
  /// One word for why.
  public var reason: String
  /// A sentence for why.
  public var message: String
  /// When its status last changed, as the API server writes it.
  public var lastTransitionTime: String?

  /// A condition.
  public init(
    type: String, status: String, reason: String = "", message: String = "", lastTransitionTime: String? = nil
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
  }

  /// Reads a condition from a status.
  public init(_ json: JSON) {
    self.init(
      type: json["type"]?.string ?? "", status: json["status"]?.string ?? "", reason: json["reason"]?.string ?? "",
      message: json["message"]?.string ?? "", lastTransitionTime: json["lastTransitionTime"]?.string)
  }
}

/// What the controller says about an ExternalSecret (`status`).
public struct ExternalSecretStatus: Sendable, Hashable {
  /// When the provider was last read, as the API server writes it.
  public var refreshTime: String?
  /// Which version of the object was last synced: `<generation>-<hash of labels and annotations>`.
  public var syncedResourceVersion: String
  /// The conditions.
  public var conditions: [Condition]
  /// The name of the Secret last written.
  public var binding: String?

  /// A status.
  public init(
    refreshTime: String? = nil, syncedResourceVersion: String = "", conditions: [Condition] = [],
    binding: String? = nil
  ) {
    self.refreshTime = refreshTime
    self.syncedResourceVersion = syncedResourceVersion
    self.conditions = conditions
    self.binding = binding
  }

  /// Reads a status.
  public init(_ json: JSON) {
    self.init(
      refreshTime: json["refreshTime"]?.string, syncedResourceVersion: json["syncedResourceVersion"]?.string ?? "",
      conditions: (json["conditions"]?.array ?? []).map(Condition.init), binding: json["binding"]?["name"]?.string)
  }

  /// The condition that says whether it is synced.
  public var ready: Condition? { conditions.first { $0.type == "Ready" } }
}
