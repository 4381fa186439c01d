// Label selectors as they are written on command lines: `app=web,tier in (a, b),!old`.

extension LabelSelector {
  /// Reads the text of kubectl's `--selector`; nil if it is none.
  ///
  /// - Parameter text: Requirements parted by commas: `key=value`, `==`, `!=`, `key in (a,b)`, `notin`, `key`, `!key`.
  public init?(parsing text: String) {
    self.init()
    var rest = text.utf8[...]
    repeat {
      guard let requirement = Self.requirement(&rest) else { return nil }
      matchExpressions.append(requirement)
    } while Self.take(",", &rest)
    guard rest.isEmpty else { return nil }
  }

  private static func requirement(_ rest: inout Substring.UTF8View) -> Requirement? {
    if take("!", &rest) { return word(&rest).map { Requirement(key: $0, relation: "DoesNotExist") } }
    guard let key = word(&rest) else { return nil }
    if take("==", &rest) || take("=", &rest) {
      return Requirement(key: key, relation: "In", values: [word(&rest) ?? ""])
    }
    if take("!=", &rest) { return Requirement(key: key, relation: "NotIn", values: [word(&rest) ?? ""]) }
    var ahead = rest
    switch word(&ahead) {
    case "in": return list(&ahead, &rest).map { Requirement(key: key, relation: "In", values: $0) }
    case "notin": return list(&ahead, &rest).map { Requirement(key: key, relation: "NotIn", values: $0) }
    case .some: return nil
    case nil: return Requirement(key: key, relation: "Exists")
    }
  }

  /// Values in parentheses; `rest` goes on behind them.
  private static func list(_ ahead: inout Substring.UTF8View, _ rest: inout Substring.UTF8View) -> [String]? {
    guard take("(", &ahead) else { return nil }
    var values: [String] = []
    repeat { values.append(word(&ahead) ?? "") } while take(",", &ahead)
    guard take(")", &ahead) else { return nil }
    rest = ahead
    return values
  }

  /// The next letters, digits and `-._/`.
  private static func word(_ rest: inout Substring.UTF8View) -> String? {
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    let word = rest.prefix { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    guard !word.isEmpty else { return nil }
    rest = rest.dropFirst(word.count)
    return String(Substring(word))
  }

  private static func take(_ sign: String, _ rest: inout Substring.UTF8View) -> Bool {
    let ahead = rest.drop { $0 == UInt8(ascii: " ") }
    guard ahead.starts(with: sign.utf8) else { return false }
    rest = ahead.dropFirst(sign.utf8.count)
    return true
  }
}
