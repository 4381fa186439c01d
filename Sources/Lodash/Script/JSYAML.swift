// `yaml.load` of js-yaml 3: YAML whose words mean other things than to Go.

internal import Basics
internal import YAML

/// Reads YAML as js-yaml 3 does.
///
/// The reader of this program takes `yes` for true and `0o17` for 15, as Go does; js-yaml doesn't. So each plain scalar is
/// looked at again as it stands in the text, and what the two might disagree about is not guessed.
enum JSYAML {
  /// What `yaml.load` makes of a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - offset: Where the call stands, for errors.
  /// - Returns: The value; `undefined` for an empty text.
  /// - Throws: ``ScriptError`` where js-yaml fails, or where its answer isn't certain.
  static func load(_ text: String, at offset: Int) throws(ScriptError) -> JSValue {
    let bytes = Array(text.utf8)
    let documents = YAML.documents(bytes, limits: YAML.Limits(depth: 100, expandedNodes: 100_000, bytes: 4 << 20))
    guard documents.count <= 1 else {
      throw ScriptError(.failure, "yaml.load fails: there are several documents", at: offset)
    }
    guard let document = documents.first else { return .undefined }
    guard case .success(let json) = document.content, document.warnings.isEmpty else {
      throw ScriptError(.failure, "yaml.load fails: the text is not YAML", at: offset)
    }
    guard !bytes.contains(UInt8(ascii: "&")), !bytes.contains(UInt8(ascii: "!")), !text.contains("<<") else {
      // Tags, anchors and merge keys: the place of a value no longer tells how it was written.
      return try Reader(bytes: bytes, offset: offset, isExact: false).value(json)
    }
    return try Reader(bytes: bytes, offset: offset, isExact: true).value(json)
  }

  private struct Reader {
    let bytes: [UInt8]
    let offset: Int
    let isExact: Bool

    func value(_ json: JSON) throws(ScriptError) -> JSValue {
      switch json.value {
      case .array(let elements):
        var values: [JSValue] = []
        for element in elements { values.append(try value(element)) }
        return .array(values)
      case .object(let members):
        var object = JSObject()
        for member in members {
          object[try scalar(member.key, .string(member.key), member.keyRange).text] = try value(member.value)
        }
        return .object(object)
      default: return try scalar(json.string ?? json.number ?? "", json.value, json.range)
      }
    }

    private func scalar(_ text: String, _ content: JSON.Content, _ range: SourceRange?) throws(ScriptError) -> JSValue {
      guard let source = source(range) else { throw uncertain }
      guard let first = source.utf8.first else { return .null }
      // Quoted and block scalars are text to both.
      if "\"'|>".utf8.contains(first) { return .string(text) }
      if let word = JSYAML.words[source] { return word }
      guard isExact else { throw uncertain }
      if let number = JSYAML.number(source) { return .number(number) }
      guard !"0123456789+-.".utf8.contains(first) || JSYAML.isSurelyText(source) else { throw uncertain }
      return .string(source)
    }

    private var uncertain: ScriptError {
      ScriptError(.notPreviewable, "yaml.load of YAML that js-yaml reads in its own way", at: offset)
    }

    private func source(_ range: SourceRange?) -> String? {
      guard let range, range.start.offset <= range.end.offset, Int(range.end.offset) <= bytes.count else { return nil }
      return String(decoding: bytes[Int(range.start.offset)..<Int(range.end.offset)], as: UTF8.self)
    }
  }

  private static let words: [String: JSValue] = [
    "~": .null, "null": .null, "Null": .null, "NULL": .null, "true": .bool(true), "True": .bool(true),
    "TRUE": .bool(true), "false": .bool(false), "False": .bool(false), "FALSE": .bool(false),
  ]

  /// A decimal number as everyone writes it; nil for octal, sexagesimal and the like, and for text.
  private static func number(_ source: String) -> Double? {
    let body = source.hasPrefix("-") ? source.dropFirst() : Substring(source)
    let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      parts[0].utf8.count == 1 || parts[0].utf8.first != 0x30
    else { return nil }
    return Double(source)
  }

  /// Text that begins like a number but holds what no number and no date does.
  private static func isSurelyText(_ source: String) -> Bool {
    source.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        false
      default: !"+-._:xoXOTtZzINn ".utf8.contains(byte)
      }
    }
  }
}
