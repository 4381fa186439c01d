// JSON.parse and JSON.stringify.

public import Basics

extension JSValue {
  /// What `JSON.parse` makes of JSON: numbers become JavaScript's, of duplicate names the last counts.
  public init(_ json: JSON) {
    switch json.value {
    case .null: self = .null
    case .bool(let bool): self = .bool(bool)
    case .number(let text): self = .number(Double(text) ?? .nan)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map { JSValue($0) })
    case .object(let members): self = .object(JSObject(members.lazy.map { ($0.key, JSValue($0.value)) }))
    }
  }

  /// What `JSON.parse` makes of text; nil where it throws.
  public init?(parsing text: [UInt8]) {
    guard let json = try? JSON.parse(text, locating: false) else { return nil }
    self.init(json)
  }

  /// What `JSON.stringify` writes, without spaces; nil for `undefined`.
  public var json: String? {
    switch self {
    case .undefined: return nil
    case .null: return "null"
    case .bool, .number:
      if case .number(let number) = self, !number.isFinite { return "null" }
      return text
    case .string(let text): return JSValue.quoted(text)
    case .array(let elements): return "[" + elements.map { $0.json ?? "null" }.joined(separator: ",") + "]"
    case .object(let object):
      let members = object.members.compactMap { member in
        member.value.json.map { JSValue.quoted(member.name) + ":" + $0 }
      }
      return "{" + members.joined(separator: ",") + "}"
    case .buffer(let bytes):
      return #"{"type":"Buffer","data":["# + bytes.map { String($0) }.joined(separator: ",") + "]}"
    }
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).text() }
}
