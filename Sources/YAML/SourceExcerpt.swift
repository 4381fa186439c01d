// The line an error is about, with a caret; never with a secret in it, since CI logs are public places.

public import Basics

/// Quotes lines of manifests in errors.
public struct SourceExcerpt: Sendable {
  private let text: SourceText
  private let outline: SourceOutline

  /// Quotes from the text of one file.
  public init(_ bytes: [UInt8]) {
    text = SourceText(bytes)
    outline = SourceOutline(text)
  }

  /// The line in which `range` starts and a caret under the place, or nil if there is no such line.
  ///
  /// What may be a secret value (below a Secret's `data` and `stringData`, below a fake store's entries) is left out:
  /// of such a line only the key is shown, without a caret.
  public func lines(for range: SourceRange) -> [String]? {
    let index = Int(range.start.line) - 1
    guard text.lineStarts.indices.contains(index) else { return nil }
    let line = text.line(index)
    guard !mayHoldSecret(line: index) else { return [Self.keyOnly(line)] }
    let shown = String(decoding: line, as: UTF8.self)
    let before = shown.unicodeScalars.prefix(Int(range.start.column) - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return [shown, before + "^"]
  }

  private static func keyOnly(_ line: ArraySlice<UInt8>) -> String {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line[..<colon].allSatisfy(isKeyByte) else {
      return String(repeating: " ", count: line.prefix { $0 == 0x20 }.count) + "…"
    }
    return String(decoding: line[...colon], as: UTF8.self) + " …"
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || " -._\"'".utf8.contains(byte)
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

  /// Fields of a Secret that hold no values.
  private static let harmlessFields: Set<String> = ["apiVersion", "kind", "metadata", "type", "immutable"]

  /// Whether a line may show a secret value; in doubt, yes: the document may be too broken to know.
  private func mayHoldSecret(line index: Int) -> Bool {
    let kind = outline.kind(ofLine: index)
    if let kind, Self.harmlessKinds.contains(kind) { return false }
    if outline.isFlow(index) {
      // Several fields on one line, so the line's own indentation tells nothing.
      guard let kind, Self.workloadKinds.contains(kind) else { return true }
      return text.line(index).split { !Self.isLetter($0) }
        .contains { Self.valueKeys.contains(String(decoding: $0, as: UTF8.self)) }
    }
    let keys = outline.path(toLine: index).map { key(of: text.line($0)) ?? "" }
    if kind == "Secret" { return !Self.harmlessFields.contains(keys.last ?? "") || keys.contains("annotations") }
    return keys.contains { $0 == "data" || Self.valueKeys.contains($0) }
  }

  private func key(of line: ArraySlice<UInt8>) -> String? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = line[..<colon].filter { $0 != 0x20 && !"-\"'".utf8.contains($0) }
    return String(decoding: name, as: UTF8.self)
  }
}
