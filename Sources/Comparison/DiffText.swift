// A diff for people: one line a part, aligned, values as fingerprints.

import Basics
import ExternalSecrets
import Reconciliation

/// Lays diffs out as text.
public struct DiffText: Sendable {
  private let disclosure: Disclosure
  private let usesColor: Bool

  /// A layout that shows what `disclosure` allows.
  public init(_ disclosure: Disclosure, usesColor: Bool) {
    self.disclosure = disclosure
    self.usesColor = usesColor
  }

  /// The text of all diffs, with a summary at its end.
  public func text(_ diffs: [ObjectDiff], failures: Int) -> String {
    var lines: [String] = []
    var hints: [String: ObjectReference] = [:]
    for diff in diffs { lines += self.lines(diff, &hints) + [""] }
    lines.append(summary(diffs, failures: failures))
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines of one diff.
  ///
  /// - Parameters:
  ///   - diff: The diff.
  ///   - hints: The hints of several lines that were shown, with the object they were shown for: each is shown once.
  /// - Returns: The lines.
  private func lines(_ diff: ObjectDiff, _ hints: inout [String: ObjectReference]) -> [String] {
    let decision = diff.decision
    let name = decision.externalSecret.manifest.reference.description.visible
    let target = "\(decision.target.kind) \(decision.target.name)".visible
    var lines = [style(.bold, name) + " → \(target): " + verdict(diff)]
    if decision.drift == .edited {
      lines.append(style(.yellow, "  ! edited by hand since the last sync: its data no longer matches its data-hash"))
    }
    switch decision.outcome {
    case .refuse(var error), .error(var error):
      if let hint = error.hint, hint.contains("\n") {
        let reference = decision.externalSecret.manifest.reference
        if let first = hints[hint] { error.hint = "as for \(first)".visible } else { hints[hint] = reference }
      }
      lines += self.error(error)
    case .keep(let reason), .skip(let reason), .delete(let reason): lines.append("  \(reason)")
    case .write(let object):
      for entry in object.unknownEntries {
        lines.append("  ? more keys, of \(entry.description.visible): they can't be known from here")
      }
    }
    for orphan in decision.orphans {
      lines.append(style(.red, "  - \(orphan) would be deleted: this was the target before"))
    }
    lines += changes(diff)
    for note in diff.notes {
      lines.append(style(.yellow, "  ! \(note.message)"))
      if let hint = note.hint { lines.append("    hint: \(hint)") }
    }
    return lines
  }

  private func verdict(_ diff: ObjectDiff) -> String {
    switch diff.verdict {
    case .create: style(.green, "would be created")
    case .update: style(.yellow, "would be updated")
    case .delete: style(.red, "would be deleted")
    case .none: "no change"
    case .unknown: diff.error == nil ? style(.yellow, "can't be known from here") : style(.red, outcome(diff))
    }
  }

  private func outcome(_ diff: ObjectDiff) -> String {
    if case .refuse = diff.decision.outcome { return "nothing would be written" }
    return "can't be computed"
  }

  private func error(_ error: LocatedError) -> [String] {
    var place: [String] = []
    if let file = error.file { place.append(error.range.map { "\(file):\($0.start.line):\($0.start.column)" } ?? file) }
    if let path = error.path { place.append(path.description) }
    var lines = [style(.red, "  ✗ \(error.message)")]
    if !place.isEmpty { lines.append("    at " + place.joined(separator: ", ")) }
    if let hint = error.hint {
      lines.append(
        "    hint: " + hint.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    "))
    }
    return lines
  }

  // MARK: Changes

  private func changes(_ diff: ObjectDiff) -> [String] {
    let shown = diff.changes.filter { change in
      if change.kind == .unchanged { return change.path.steps.first == .member("data") }
      return diff.verdict != .create || !isBookkeeping(change.path)
    }
    let rows = shown.map { change in
      (change, path: change.path.description.visible, value: value(change), source: source(change.provenance).visible)
    }
    let pathWidth = rows.map(\.path.count).max() ?? 0
    let valueWidth = min(rows.map(\.value.count).max() ?? 0, 60)
    return rows.map { change, path, value, source in
      let isLong = value.contains("\n") || value.count > valueWidth
      let padded = source.isEmpty || isLong ? value : value.padded(to: valueWidth)
      let line = "  \(sign(change.kind)) \(path.padded(to: pathWidth))  \(padded)\(source.isEmpty ? "" : "  \(source)")"
      return style(color(change.kind), line.trimmingTrailingSpaces)
    }
  }

  /// Whether a part is what the controller puts on every Secret it makes: news only where it changes.
  private func isBookkeeping(_ path: FieldPath) -> Bool {
    guard path.steps.first == .member("metadata"), case .member(let key)? = path.steps.last else { return false }
    return ["ownerReferences", Bookkeeping.managedLabel, Bookkeeping.createdByLabel].contains(key)
  }

  private func sign(_ kind: Change.Kind) -> String {
    switch kind {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    case .unchanged: "="
    }
  }

  private func color(_ kind: Change.Kind) -> Style {
    switch kind {
    case .added: .green
    case .removed: .red
    case .changed: .yellow
    case .unchanged: .dim
    }
  }

  private func value(_ change: Change) -> String {
    switch (change.old, change.new) {
    case (let old?, nil): text(old)
    case (nil, let new?): text(new)
    case (let old?, let new?): change.kind == .unchanged && change.isCertain ? text(new) : "\(text(old)) → \(text(new))"
    case (nil, nil): ""
    }
  }

  private func text(_ side: Change.Side) -> String {
    switch side {
    case .plain(let text): return Self.quoted(text)
    case .generated(let generator): return "(made at sync time by \(generator))"
    case .unreadable(let provider): return "(provider \(provider): values can't be read from here)"
    case .ambiguous(let candidates):
      return "(one of " + candidates.map { text(.secret($0)) }.joined(separator: ", ") + ")"
    case .secret(let bytes):
      let size = disclosure.showsSizes ? " (\(bytes.count) bytes)" : ""
      guard disclosure.showsValues else { return disclosure.fingerprinter.fingerprint(bytes) + size }
      return Self.quoted(String(decoding: bytes.reveal(), as: UTF8.self)) + size
    }
  }

  /// Text on one line: a line break or control character in it must not look like part of the layout.
  private static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && !text.utf8.contains(UInt8(ascii: "\"")) && text == text.visible
    return isPlain ? text : JSON.string(text).text().visible
  }

  private func source(_ provenance: Provenance) -> String {
    if provenance.isKept { return "kept" }
    let origins = provenance.origins.map { origin in
      var text = origin.store?.name ?? origin.generator?.description ?? ""
      if let key = origin.remoteKey { text += (text.isEmpty ? "" : ":") + key }
      if let property = origin.property { text += "#" + property }
      if let version = origin.version { text += "@" + version }
      return text
    }
    let from = origins.count > 3 ? origins.prefix(3).joined(separator: ", ") + ", …" : origins.joined(separator: ", ")
    guard let template = provenance.template else { return from.isEmpty ? "" : "← \(from)" }
    return "← \(template)" + (from.isEmpty ? "" : " of \(from)")
  }

  private func summary(_ diffs: [ObjectDiff], failures: Int) -> String {
    func count(_ verdict: ObjectDiff.Verdict) -> Int { diffs.count { $0.verdict == verdict && $0.error == nil } }
    let errors = diffs.count { $0.error != nil } + failures
    let parts: [(Int, String)] = [
      (count(.create), "to create"), (count(.update), "to update"), (count(.delete), "to delete"),
      (count(.none), "unchanged"), (count(.unknown), "unknown"), (errors, errors == 1 ? "error" : "errors"),
    ]
    let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return style(.bold, shown.isEmpty ? "nothing to compare" : shown.joined(separator: ", "))
  }

  // MARK: Colours

  private enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  private func style(_ style: Style, _ text: String) -> String {
    usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }

  fileprivate var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
