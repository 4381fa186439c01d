// Events: what controllers say about objects. Both the old and the new fields are understood, since recorders differ.

public import Basics

/// An Event of the core group.
public struct Event: Sendable, Hashable {
  /// Its uid.
  public var uid: String
  /// Its version: it changes as the event counts up.
  public var resourceVersion: String
  /// The object it is about.
  public var object: ObjectReference
  /// The uid of that object.
  public var objectUID: String
  /// Whether it tells of trouble (`type: Warning`).
  public var isWarning: Bool
  /// A word for what happened, such as `UpdateFailed`.
  public var reason: String
  /// What happened, in the controller's words.
  public var message: String
  /// How often it happened.
  public var count: Int
  /// When it happened last, to the second.
  public var lastSeen: Timestamp?
  /// Who says so, such as `external-secrets`.
  public var source: String

  /// Reads an Event.
  public init(_ json: JSON) {
    let metadata = json["metadata"]
    let about = json["involvedObject"]
    func text(_ value: JSON?) -> String { value?.string ?? "" }
    func time(_ value: JSON?) -> Timestamp? { value?.string.flatMap { Timestamp(rfc3339: $0) } }
    uid = text(metadata?["uid"])
    resourceVersion = text(metadata?["resourceVersion"])
    object = ObjectReference(
      kind: text(about?["kind"]), namespace: about?["namespace"]?.string, name: text(about?["name"]))
    objectUID = text(about?["uid"])
    isWarning = json["type"]?.string == "Warning"
    reason = text(json["reason"])
    message = text(json["message"])
    count = max(json["count"]?.int ?? 0, json["series"]?["count"]?.int ?? 0, 1)
    lastSeen = [
      json["lastTimestamp"], json["series"]?["lastObservedTime"], json["eventTime"], metadata?["creationTimestamp"],
    ].compactMap(time).max()
    let component = text(json["reportingComponent"])
    source = component.isEmpty ? text(json["source"]?["component"]) : component
  }
}

extension KubernetesClient {
  /// The events about objects of a kind, or about one object.
  ///
  /// - Parameters:
  ///   - kind: The objects' kind.
  ///   - namespace: Their namespace; nil for all.
  ///   - uid: The uid of the one object that is meant.
  /// - Returns: The events, in no particular order.
  /// - Throws: ``KubernetesError``.
  public func events(about kind: String, namespace: String?, uid: String? = nil) async throws(KubernetesError)
    -> [Event]
  {
    let options = ListOptions(fieldSelector: Event.selector(kind: kind, uid: uid))
    return try await list(.events, namespace: namespace, options: options) { Event($0) }.items
  }
}

extension Event {
  /// The field selector for the events about objects of a kind, or about one object.
  public static func selector(kind: String, uid: String? = nil) -> String {
    "involvedObject.kind=\(kind)" + (uid.map { ",involvedObject.uid=\($0)" } ?? "")
  }
}
