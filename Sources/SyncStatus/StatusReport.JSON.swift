// `status` for machines. A contract: fields are added, never renamed.

public import Basics
internal import ExternalSecrets
internal import Kubernetes

extension StatusReport {
  /// The report as a `StatusList`.
  public var json: JSON {
    [
      "apiVersion": "extsecret/v1", "kind": "StatusList", "items": .array(items.map(\.json)),
      "summary": [
        "total": .int(items.count), "ready": .int(items.count(where: \.isReady)),
        "notReady": .int(items.count { !$0.isReady }),
      ],
      "notes": .array(notes.map { ["message": .string($0.description), "hint": .string(orNull: $0.hint)] }),
    ]
  }
}

extension StatusItem {
  /// The item as a member of a `StatusList`.
  public var json: JSON {
    let status = object.status
    let ready: JSON = status.isReady.map { .bool($0) } ?? .null
    let upToDate: JSON = object.isSynced.map { .bool($0) } ?? .null
    return [
      "apiVersion": .string(object.resource.apiVersion),
      "externalSecret": ["namespace": .string(object.namespace), "name": .string(object.name)],
      "ready": ready, "reason": .string(status.reason), "message": .string(status.message), "upToDate": upToDate,
      "stores": .array(stores.map(\.json)),
      "target": [
        "kind": .string(object.target.kind), "namespace": .string(object.namespace),
        "name": .string(object.target.name), "state": .string(target.identifier),
      ],
      "lastSync": .string(orNull: status.lastSync?.rfc3339), "nextSync": .string(orNull: next.time?.rfc3339),
      "failingSince": .string(orNull: failingSince?.rfc3339),
      "cause": cause.map { ["message": .string($0.message), "hint": .string(orNull: $0.hint)] } ?? .null,
    ]
  }
}

extension StatusExplanation {
  /// The explanation as a `StatusList` of one item, which also says who uses the target.
  ///
  /// - Parameter report: The report that the item is of.
  /// - Returns: The list.
  public func json(in report: StatusReport) -> JSON {
    var list = report.json.object ?? [:]
    var item = self.item.json.object ?? [:]
    let users = uses.map { use -> JSON in
      [
        "kind": .string(use.user.kind), "name": .string(use.user.name), "ways": .array(use.ways.map { .string($0) }),
        "missingKeys": .array(missing(for: use).map { ["key": .string($0.key), "way": .string($0.way)] }),
      ]
    }
    item.append("usedBy", .array(users))
    list["items"] = .array([.object(item)])
    return .object(list)
  }
}

extension StoreHealth {
  fileprivate var json: JSON {
    var message: String?
    if case .notReady(_, let text) = state { message = text }
    return [
      "kind": .string(reference.kind.rawValue), "name": .string(reference.name),
      "provider": .string(orNull: provider), "state": .string(identifier), "message": .string(orNull: message),
    ]
  }

  private var identifier: String {
    switch state {
    case .ready: "ready"
    case .notReady: "notReady"
    case .unchecked: "unchecked"
    case .missing: "missing"
    case .unknown: "unknown"
    }
  }
}

extension TargetState {
  fileprivate var identifier: String {
    switch self {
    case .asWritten: "inSync"
    case .present: "present"
    case .edited: "edited"
    case .missing: "missing"
    case .unknown: "unknown"
    }
  }
}

extension NextSync {
  /// The moment, if it is one.
  var time: Timestamp? { if case .at(let time) = self { time } else { nil } }
}
