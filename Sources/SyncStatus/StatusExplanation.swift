// `status NAME`: one ExternalSecret in full, from the store to the workloads, and what is wrong with what to do.

public import Basics
internal import ExternalSecrets
internal import Kubernetes

/// All that is known about one ExternalSecret, as text.
public struct StatusExplanation: Sendable {
  /// The ExternalSecret, judged.
  public var item: StatusItem
  /// Who uses its target.
  public var uses: [SecretUse]
  /// The keys its target has now; nil where that isn't known or there is none.
  public var targetKeys: [String]?
  /// Whether all that may use it could be read.
  public var isUseKnown: Bool

  /// An explanation of an ExternalSecret.
  public init(item: StatusItem, uses: [SecretUse], targetKeys: [String]?, isUseKnown: Bool = true) {
    self.item = item
    self.uses = uses
    self.targetKeys = targetKeys
    self.isUseKnown = isUseKnown
  }

  /// The explanation: a heading, then a label and its lines for each thing known.
  ///
  /// - Parameter now: The moment that ages are counted from.
  /// - Returns: The lines.
  public func lines(now: Timestamp) -> [String] {
    let sections: [(label: String, lines: [String])] = [
      ("Ready", [readiness(now)]), ("Cause", cause), ("Stores", stores), ("Keys", keys), ("Target", [target]),
      ("Synced", [synced(now)]), ("Used by", usedBy), ("Event", event(now)),
    ]
    var lines = ["\(item.object.reference) (\(item.object.resource.apiVersion))"]
    let width = sections.map(\.label.count).max() ?? 0
    for section in sections {
      for (index, line) in section.lines.enumerated() {
        let label = index == 0 ? section.label : ""
        lines.append("  \(label)\(String(repeating: " ", count: width - label.count))  \(line)")
      }
    }
    return lines
  }

  private func readiness(_ now: Timestamp) -> String {
    let status = item.object.status
    let word = status.isReady.map { $0 ? "yes" : "no" } ?? "not said"
    let since = status.since.map { ", for \($0.age(at: now))" } ?? ""
    return word + since + (status.reason.isEmpty ? "" : " (\(status.reason))")
  }

  private var cause: [String] {
    guard let cause = item.cause else { return [] }
    return cause.message.split(whereSeparator: \.isNewline).map(String.init) + (cause.hint.map { ["→ \($0)"] } ?? [])
  }

  private var stores: [String] {
    item.stores.map { store in
      let provider = store.provider.map { ", provider \($0)" } ?? ""
      if case .notReady(_, let message) = store.state, !message.isEmpty {
        return "\(store.reference)\(provider): not ready: \(message)"
      }
      return "\(store.reference)\(provider): \(store.word)"
    }
  }

  private var keys: [String] {
    let spec = item.object.spec
    let width = spec.data.map(\.secretKey.count).max() ?? 0
    let single = spec.data.map { entry in
      let name = entry.secretKey + String(repeating: " ", count: width - entry.secretKey.count)
      return "\(name)  ← \(entry.source?.generator.map { $0.description } ?? entry.remote.summary)"
        + (entry.source?.store.map { ", from \($0)" } ?? "")
    }
    return single + spec.dataFrom.map(\.summary)
  }

  private var target: String {
    let object = item.object
    guard !object.isLegacy else { return "\(object.target): \(item.target.word)" }
    let policies = "\(object.spec.target.creationPolicy.rawValue), \(object.spec.target.deletionPolicy.rawValue)"
    return "\(object.target): \(item.target.word) (\(policies))"
  }

  private func synced(_ now: Timestamp) -> String {
    let last = item.object.status.lastSync.map { "\($0.rfc3339) (\($0.age(at: now)) ago)" } ?? "never"
    switch item.next {
    case .at, .retrying: return "\(last), next \(item.next.words(now: now))"
    case .onChange: return "\(last), next when the ExternalSecret changes"
    case .never(let why): return "\(last), not again (\(why))"
    case .unknown: return last
    }
  }

  /// What `use` needs and the target doesn't have.
  func missing(for use: SecretUse) -> [SecretUse.Need] {
    targetKeys.map { keys in use.needs.filter { !keys.contains($0.key) } } ?? []
  }

  private var usedBy: [String] {
    let found = uses.flatMap { use in
      ["\(use.user.kind) \(use.user.name): \(use.ways.joined(separator: ", "))"]
        + missing(for: use).map { need in
          let near = (targetKeys ?? []).nearest(to: need.key)
          return "→ \(need.way) needs the key \(need.key), which the Secret doesn't have: its pods don't start; "
            + (near.isEmpty ? "add it to the ExternalSecret" : "did you mean \(near.joined(separator: " or "))?")
        }
    }
    if !isUseKnown { return found + ["not all that may use it could be read"] }
    return found.isEmpty ? ["nothing in this namespace"] : found
  }

  private func event(_ now: Timestamp) -> [String] {
    guard let warning = item.warning else { return [] }
    let age = warning.lastSeen.map { "\($0.age(at: now)) ago" } ?? "at an unknown time"
    let times = warning.count == 1 ? "once" : "\(warning.count) times"
    return ["\(warning.reason), \(times), last \(age)"] + (item.isReady ? [warning.message.oneLine] : [])
  }
}

extension RemoteReference {
  /// The place in a few words: `prod/db, property user, version AWSPREVIOUS`.
  fileprivate var summary: String {
    key + (property.isEmpty ? "" : ", property \(property)") + (version.isEmpty ? "" : ", version \(version)")
  }
}

extension DataFromEntry {
  /// The entry in a few words.
  fileprivate var summary: String {
    let from = source?.store.map { ", from \($0)" } ?? ""
    if let extract { return "all members of \(extract.summary)\(from)" }
    if let generator = source?.generator { return "all that \(generator) makes" }
    guard let find else { return "nothing\(from)" }
    var parts: [String] = []
    if let path = find.path { parts.append("under \(path)") }
    if let name = find.name, !name.isEmpty { parts.append("whose name matches \(name)") }
    let tags = (find.tags ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    if !tags.isEmpty { parts.append("tagged \(tags.joined(separator: ", "))") }
    return (["all secrets"] + parts).joined(separator: " ") + from
  }
}
