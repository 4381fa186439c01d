// The line an error is about, with a caret; never with a secret in it, since CI logs are public places.

public import Basics

/// Quotes lines of manifests in errors.
public struct SourceExcerpt: Sendable {
  private let text: SourceText

  /// Quotes from the text of one file.
  public init(_ bytes: [UInt8]) { self.text = SourceText(bytes) }

  /// The line in which `range` starts and a caret under the place, or nil if there is no such line.
  ///
  /// What may be a secret value (below a Secret's `data` and `stringData`, below a fake store's entries) is left out:
  /// of such a line only the key is shown, without a caret.
  public func lines(for range: SourceRange) -> [String]? {
    let index = Int(range.start.line) - 1
    guard index >= 0, index < text.lineStarts.count else { return nil }
    let line = text.line(index)
    guard !mayHoldSecret(line: index) else { return [Self.keyOnly(line)] }
    let shown = String(decoding: line, as: UTF8.self)
    let before = shown.unicodeScalars.prefix(Int(range.start.column) - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return [shown, before + "^"]
  }

  private static func keyOnly(_ line: ArraySlice<UInt8>) -> String {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      line[..<colon].allSatisfy({ isKeyByte($0) })
    else { return String(repeating: " ", count: line.prefix { $0 == 0x20 }.count) + "…" }
    return String(decoding: line[...colon], as: UTF8.self) + " …"
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      true
    default: false
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }

  /// Keys below which values stand, whatever the kind.
  private static let valueKeys: Set<String> = ["value", "valueMap", "fake", "stringData", "literal"]
  /// Kinds that hold no values under `data`.
  private static let harmlessKinds: Set<String> = ["ExternalSecret", "ClusterExternalSecret", "PushSecret"]
  /// Kinds whose values stand in a field of that name, on the same line if they are written in flow style.
  private static let workloadKinds: Set<String> = [
    "CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ServiceAccount", "StatefulSet",
  ]

  /// Whether a line may show a secret value; in doubt, yes: the document may be too broken to know.
  private func mayHoldSecret(line index: Int) -> Bool {
    let line = text.line(index)
    // Flow style: several fields on one line, so the line's own indentation tells nothing.
    let isFlow = line.contains(UInt8(ascii: "{")) && line.contains(UInt8(ascii: ":"))
    let lines = documentLines(around: index)
    let kind = lines.lazy.compactMap { line in self.kind(inLine: line) }.first
    if let kind, Self.harmlessKinds.contains(kind) { return false }
    if isFlow, !isTemplateAction(line) {
      guard let kind, Self.workloadKinds.contains(kind) else { return true }
      return line.split { !Self.isLetter($0) }.contains { Self.valueKeys.contains(String(decoding: $0, as: UTF8.self)) }
    }
    var indentation = Int.max
    for candidate in stride(from: index, through: lines.lowerBound, by: -1) {
      let content = text.line(candidate)
      let own = content.prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") }.count
      guard own < content.count, candidate == index || own < indentation else { continue }
      if candidate != index || key(of: content) != nil { indentation = own }
      if let key = key(of: content), key == "data" || Self.valueKeys.contains(key) { return true }
    }
    return false
  }

  private func isTemplateAction(_ line: ArraySlice<UInt8>) -> Bool {
    line.indices.contains { line[$0...].starts(with: "{{".utf8) }
  }

  private func documentLines(around index: Int) -> ClosedRange<Int> {
    var first = index
    while first > 0, !text.isSeparator(first) { first -= 1 }
    var last = index
    while last + 1 < text.lineStarts.count, !text.isSeparator(last + 1) { last += 1 }
    return first...last
  }

  private func kind(inLine index: Int) -> String? {
    let line = text.line(index)
    guard line.starts(with: "kind:".utf8) else { return nil }
    let letters = line.dropFirst(5).filter { UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 }
    return String(decoding: letters, as: UTF8.self)
  }

  private func key(of line: ArraySlice<UInt8>) -> String? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = line[..<colon].filter { $0 != 0x20 && !"-\"'".utf8.contains($0) }
    return String(decoding: name, as: UTF8.self)
  }
}
