// `status` for people: a table, and a line that sums it up.

public import Basics
internal import ExternalSecrets
internal import Kubernetes

extension StatusReport {
  /// The report as a table.
  ///
  /// - Parameters:
  ///   - now: The moment that ages are counted from.
  ///   - showsNamespaces: Whether each row says its namespace.
  ///   - isWide: Whether there are columns for what is rarely asked (`-o wide`).
  /// - Returns: One row an ExternalSecret.
  public func table(now: Timestamp, showsNamespaces: Bool, isWide: Bool = false) -> TextTable {
    var columns: [(heading: String, cell: (StatusItem) -> String)] = []
    if showsNamespaces { columns.append(("NAMESPACE", { $0.object.namespace })) }
    columns.append(("NAME", { $0.object.name }))
    columns.append(("READY", { $0.readyCell(now: now) }))
    columns.append(("STORE", { $0.stores.map { $0.cell(isWide: isWide) }.joined(separator: ",") }))
    columns.append(("TARGET", { $0.targetCell(isWide: isWide) }))
    columns.append(("LAST SYNC", { item in item.object.status.lastSync.map { $0.age(at: now) + " ago" } ?? "never" }))
    columns.append(("NEXT SYNC", { $0.next.words(now: now) }))
    if isWide {
      columns.append(("REFRESH", { $0.refreshCell }))
      columns.append(("API", { $0.object.resource.apiVersion }))
      columns.append(("REASON", { $0.object.status.reason }))
    }
    columns.append(("CAUSE", { $0.cause?.message.oneLine ?? "" }))
    return TextTable(columns: columns.map(\.heading), rows: items.map { item in columns.map { $0.cell(item) } })
  }

  /// The report in one line, such as `12 ExternalSecrets: 10 ready, 2 not`.
  public var summary: String {
    guard !items.isEmpty else { return "no ExternalSecrets" }
    let ready = items.count(where: \.isReady)
    let noted = items.count { $0.isReady && $0.cause != nil }
    var parts = ["\(ready) ready"]
    if ready < items.count { parts.append("\(items.count - ready) not") }
    if noted > 0 { parts.append("\(noted) ready but worth a look") }
    return "\(items.count) ExternalSecret\(items.count == 1 ? "" : "s"): " + parts.joined(separator: ", ")
  }
}

extension StatusItem {
  fileprivate func readyCell(now: Timestamp) -> String {
    switch object.status.isReady {
    case true?: "yes"
    case false?: failingSince.map { "no, \($0.age(at: now))" } ?? "no"
    case nil: "-"
    }
  }

  fileprivate func targetCell(isWide: Bool) -> String {
    let name = object.target.kind == "Secret" ? object.target.name : "\(object.target.kind)/\(object.target.name)"
    switch target {
    case .edited, .missing: return "\(name) (\(target.word))"
    case .asWritten, .present, .unknown: return isWide ? "\(name) (\(target.word))" : name
    }
  }

  fileprivate var refreshCell: String {
    guard !object.isLegacy else { return "-" }
    switch object.spec.refreshPolicy {
    case nil, .periodic?: return object.spec.refreshInterval
    case let policy?: return policy.rawValue
    }
  }
}

extension StoreHealth {
  fileprivate func cell(isWide: Bool) -> String {
    let name = isWide ? "\(reference.kind.rawValue)/\(reference.name)" : reference.name
    var notes: [String] = []
    if isWide, let provider { notes.append(provider) }
    if isBroken || isWide { notes.append(word) }
    return notes.isEmpty ? name : "\(name) (\(notes.joined(separator: ", ")))"
  }
}

extension Timestamp {
  /// How long ago this was, as kubectl writes ages; a clock that is ahead gives `0s`.
  func age(at now: Timestamp) -> String { max(now.duration(since: self), .zero).short }
}

extension String {
  /// The text on one line.
  var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
