// The text of a rendered template read as YAML, as the controller reads it: YAML 1.1, the first document only.

internal import Basics
internal import YAML

/// Rendered text that is to be YAML; its errors never quote it.
struct RenderedYAML {
  private let bytes: [UInt8]
  private let path: FieldPath

  init(_ bytes: [UInt8], at path: FieldPath) {
    self.bytes = bytes
    self.path = path
  }

  /// The first document; null if it is empty or there is none.
  func document() throws(TemplateApplicationFailure) -> JSON {
    do throws(LocatedError) {
      return try YAML.firstDocument(bytes)
    } catch {
      let line = error.range.map { ", line \($0.start.line) of it" } ?? ""
      throw TemplateApplicationFailure(
        cause: "the rendered text is not YAML\(line)", path: path,
        hint: "values with quotes, colons or line breaks need `| quote`, or `| toJson`")
    }
  }

  /// The first document as a map of strings: numbers and truth values in Go's spelling, null empty.
  func stringMap() throws(TemplateApplicationFailure) -> [DataKey: SecretBytes] {
    let document = try document()
    guard !document.isNull else { return [:] }
    guard let members = document.object else { throw notAMap(document, key: nil) }
    var map: [DataKey: SecretBytes] = [:]
    for member in members {
      guard let text = text(member.value) else { throw notAMap(member.value, key: member.key) }
      map[DataKey(member.key)] = SecretBytes(utf8: text)
    }
    return map
  }

  private func notAMap(_ value: JSON, key: String?) -> TemplateApplicationFailure {
    let what = key.map { "the value of \"\($0)\" in the rendered text" } ?? "the rendered text"
    return TemplateApplicationFailure(
      cause: "\(what) is a YAML \(value.kindName); \(key == nil ? "a map of strings" : "a string") is needed",
      path: path,
      hint: key == nil ? "render `key: value` lines" : "put the value in quotes, or write it as a block with `|`")
  }

  private func text(_ value: JSON) -> String? {
    switch value.value {
    case .null: ""
    case .bool(let bool): bool ? "true" : "false"
    case .string(let text): text
    case .number(let number): Self.isInteger(number) && !isFloat(value) ? number : Double(number).map(GoNumber.general)
    case .array, .object: nil
    }
  }

  private static func isInteger(_ text: String) -> Bool { Int64(text) != nil || UInt64(text) != nil }

  /// Whether a number was written as a fraction or with an exponent, though it is whole: `1e6`, `2.0`.
  private func isFloat(_ value: JSON) -> Bool {
    guard let range = value.range, range.start.offset >= 0, range.end.offset <= bytes.count,
      range.start.offset < range.end.offset
    else { return false }
    let text = bytes[Int(range.start.offset)..<Int(range.end.offset)]
    let isRadix = text.count > 1 && text.contains { "xXoObB".utf8.contains($0) }
    return !isRadix && text.contains { ".eE".utf8.contains($0) }
  }
}

extension DesiredNode {
  /// A value rendered from secrets: every scalar in it may be one.
  init(derived json: JSON, provenance: Provenance) {
    switch json.value {
    case .string(let text): self = .string(DesiredValue(.known(SecretBytes(utf8: text)), provenance: provenance))
    case .null, .bool, .number: self = .literal(DesiredValue(.known(SecretBytes(json.bytes())), provenance: provenance))
    case .array(let elements): self = .array(elements.map { DesiredNode(derived: $0, provenance: provenance) })
    case .object(let members):
      self = .object(members.map { Member($0.key, DesiredNode(derived: $0.value, provenance: provenance)) })
    }
  }
}
