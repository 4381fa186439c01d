// JSON that has been through Go: decoded into interface{} values and encoded again.

public import Basics

/// What Go's `encoding/json` makes of a value it decodes into `any` and encodes again.
public enum GoJSON {
  /// Members sorted by their bytes, of duplicates the last, numbers through `float64`.
  ///
  /// - Parameter json: The value as read.
  /// - Returns: The value, or nil if a number is too large for a `float64`, which Go's decoder refuses.
  public static func normalized(_ json: JSON) -> JSON? {
    switch json.value {
    case .null, .bool, .string: return JSON(json.value)
    case .number(let text):
      guard let number = Double(text), number.isFinite else { return nil }
      return JSON(.number(GoNumber.json(number)))
    case .array(let elements):
      var normalized: [JSON] = []
      for element in elements {
        guard let element = GoJSON.normalized(element) else { return nil }
        normalized.append(element)
      }
      return JSON(.array(normalized))
    case .object(let members):
      guard let map = GoJSON.map(members) else { return nil }
      return GoJSON.object(map)
    }
  }

  /// The members of an object as Go's map has them, each normalized; nil if a number is too large.
  static func map(_ members: JSON.Members) -> [DataKey: JSON]? {
    var map: [DataKey: JSON] = [:]
    for member in members {
      guard let value = normalized(member.value) else { return nil }
      map[DataKey(member.key)] = value
    }
    return map
  }

  /// A map as an object, keys sorted.
  static func object(_ map: [DataKey: JSON]) -> JSON {
    JSON(.object(JSON.Members(map.sorted { $0.key < $1.key }.map { .init(key: $0.key.text, value: $0.value) })))
  }

  /// The controller's `GetByteValue` of a normalized value: strings bare, `null` empty, the rest as JSON with HTML escaped.
  static func bytes(_ json: JSON) -> [UInt8] {
    switch json.value {
    case .null: []
    case .string(let text): Array(text.utf8)
    case .number(let text): Array((Double(text).map(GoNumber.plain) ?? text).utf8)
    case .bool, .array, .object: json.bytes(.goMarshal)
    }
  }
}
