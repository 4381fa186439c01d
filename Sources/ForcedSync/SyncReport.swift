// What became of forced syncs, in words and for machines.

public import Basics
internal import SyncStatus

/// The results of a run.
public struct SyncReport: Sendable {
  /// The results, in the order of the objects.
  public var results: [SyncResult]

  /// A report of results.
  public init(_ results: [SyncResult]) {
    self.results = results
  }

  /// The exit code that says how it went: 0 all well, 1 something failed, 124 something timed out, 130 interrupted.
  public var exitCode: Int32 {
    var code: Int32 = 0
    for result in results {
      switch result.outcome {
      case .interrupted: return 130
      case .failed, .blocked, .notRequested: code = 1
      case .timedOut: if code == 0 { code = 124 }
      case .synced, .requested, .wouldRequest: break
      }
    }
    return code
  }

  /// The report in one line, such as `3 ExternalSecrets: 2 synced, 1 failed`.
  public var summary: String {
    let order = ["synced", "requested", "would be requested", "failed", "not asked", "timed out", "interrupted"]
    let counts = Dictionary(results.map { ($0.outcome.summaryWord, 1) }, uniquingKeysWith: +)
    let parts = order.compactMap { word in counts[word].map { "\($0) \(word)" } }
    return "\(results.count) ExternalSecret\(results.count == 1 ? "" : "s"): " + parts.joined(separator: ", ")
  }

  /// The report as a `ReconcileList`: a contract, fields are added, never renamed.
  public var json: JSON {
    let counts = Dictionary(results.map { ($0.outcome.word, 1) }, uniquingKeysWith: +)
    let summary = counts.sorted { $0.key < $1.key }.map { JSON.Members.Member(key: $0.key, value: .int($0.value)) }
    return [
      "apiVersion": "extsecret/v1", "kind": "ReconcileList", "items": .array(results.map(\.json)),
      "summary": .object(JSON.Members(summary)),
    ]
  }
}

extension SyncResult {
  /// The result in a line: what happened to which object, and which keys changed.
  public var line: String {
    let time = duration.map { " in \($0.decimal)s" } ?? ""
    switch outcome {
    case .synced: return "\(object) synced\(time)" + (changeWords.map { ": \($0)" } ?? "")
    case .requested: return "\(object) asked for a sync"
    case .wouldRequest: return "\(object) would be asked for a sync"
    case .failed(let cause): return "\(object) failed\(time): \(cause.message.flat)"
    case .blocked(let cause), .notRequested(let cause): return "\(object) not asked: \(cause.message.flat)"
    case .timedOut(let cause): return "\(object) timed out: \(cause.message.flat)"
    case .interrupted(wasRequested: true): return "\(object) interrupted: asked for a sync, outcome unknown"
    case .interrupted(wasRequested: false): return "\(object) interrupted: not asked"
    }
  }

  /// The sign in front of the line: done, nothing done, or failed.
  public var sign: String {
    switch outcome {
    case .synced: "✔"
    case .requested, .wouldRequest: "►"
    case .failed, .blocked, .notRequested, .timedOut, .interrupted: "✗"
    }
  }

  private var changeWords: String? {
    guard let changes else { return nil }
    guard !changes.isEmpty else { return "unchanged" }
    return changes.map { change in
      switch change.kind {
      case .added: "\(change.key) added (\(change.new ?? ""))"
      case .removed: "\(change.key) removed"
      case .changed: "\(change.key) changed (\(change.old ?? "") → \(change.new ?? ""))"
      }
    }.joined(separator: ", ")
  }

  fileprivate var json: JSON {
    let changes = changes?.map { change -> JSON in
      var members: JSON.Members = ["path": .string("data.\(change.key)"), "change": .string(change.kind.rawValue)]
      if let old = change.old { members.append("old", ["redacted": true, "fingerprint": .string(old)]) }
      if let new = change.new { members.append("new", ["redacted": true, "fingerprint": .string(new)]) }
      return .object(members)
    }
    return [
      "externalSecret": ["namespace": .string(orNull: object.namespace), "name": .string(object.name)],
      "legacy": .bool(isLegacy),
      "target": [
        "kind": .string(target.kind), "namespace": .string(orNull: target.namespace), "name": .string(target.name),
      ],
      "outcome": .string(outcome.word), "changes": changes.map { .array($0) } ?? .null,
      "seconds": duration.map { JSON(.number($0.decimal)) } ?? .null,
      "cause": outcome.cause.map { ["message": .string($0.message), "hint": .string(orNull: $0.hint)] } ?? .null,
      "explanation": .string(orNull: explanation),
    ]
  }
}

extension SyncResult.Outcome {
  fileprivate var summaryWord: String {
    switch self {
    case .synced: "synced"
    case .requested: "requested"
    case .wouldRequest: "would be requested"
    case .failed: "failed"
    case .blocked, .notRequested: "not asked"
    case .timedOut: "timed out"
    case .interrupted: "interrupted"
    }
  }
}

extension Duration {
  /// The seconds with one decimal.
  fileprivate var decimal: String {
    let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension String {
  /// The text on one line.
  fileprivate var flat: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
