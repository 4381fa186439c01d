// `_.get` and `_.hasIn` of lodash 4: the path language of a legacy `property`.

/// A lodash path, such as `a.b[0]["c.d"]`.
public struct PropertyPath: Sendable, Hashable {
  /// The path as it is written.
  public let text: String

  /// A path.
  public init(_ text: String) {
    self.text = text
  }

  /// The names on the way when the text as a whole is no member's name (`_.toPath`).
  ///
  /// `a.b[0]["c.d"]` is `a`, `b`, `0`, `c.d`; a dot in front, or two in a row, name the empty member.
  public var steps: [String] { isPlain ? [text] : Self.split(Array(text.utf8)) }

  /// Whether the text is a single name whatever it is looked up in.
  public var isPlain: Bool {
    // Lodash's `reIsDeepProp`: a dot, or brackets around something that holds none.
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: ".")) { return false }
    guard let open = bytes.firstIndex(of: UInt8(ascii: "[")) else { return true }
    return !bytes[open...].contains(UInt8(ascii: "]"))
  }

  /// What an answer is.
  public enum Answer: Sendable {
    /// The value.
    case found(JSValue)
    /// There is nothing.
    case missing
    /// Something JavaScript gives every value, such as `toString`: a function.
    case inherited
  }

  /// What is at the path in a value: a member of exactly this name first.
  public func value(in root: JSValue) -> Answer {
    if case .object(let object) = root, let value = object[text] { return .found(value) }
    var current = root
    for step in steps {
      switch current.ownMember(step) {
      case .found(let value): current = value
      case .missing: return .missing
      case .inherited: return .inherited
      }
    }
    return .found(current)
  }

  /// The names in a text that isn't one name, by lodash's `rePropName`.
  private static func split(_ text: [UInt8]) -> [String] {
    let (dot, open, close) = (UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"))
    var steps: [String] = []
    if text.first == dot { steps.append("") }
    var index = 0
    while index < text.count {
      if text[index] == open, let (step, end) = bracketed(text, from: index) {
        steps.append(step)
        index = end
      } else if text[index] == dot || text[index] == open || text[index] == close {
        // An empty name stands where a dot or `[]` is followed by another, or by the end.
        let isEmptyBracket = text[index] == open && index + 1 < text.count && text[index + 1] == close
        let next = index + (isEmptyBracket ? 2 : 1)
        let isSeparator = text[index] == dot || isEmptyBracket
        let endsName =
          next >= text.count || text[next] == dot
          || text[next] == open && next + 1 < text.count && text[next + 1] == close
        if isSeparator, endsName { steps.append("") }
        index += 1
      } else {
        let end = text[index...].firstIndex { $0 == dot || $0 == open || $0 == close } ?? text.count
        steps.append(String(decoding: text[index..<end], as: UTF8.self))
        index = end
      }
    }
    return steps
  }

  /// `[0]`, `[-1.5]`, `["name"]` or `['name']`, with the place behind it.
  private static func bracketed(_ text: [UInt8], from start: Int) -> (step: String, end: Int)? {
    guard start + 1 < text.count else { return nil }
    let quote = text[start + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      guard let close = text[start...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let number = text[(start + 1)..<close]
      return isNumber(number) ? (String(decoding: number, as: UTF8.self), close + 1) : nil
    }
    var name: [UInt8] = []
    var index = start + 2
    while index < text.count, text[index] != quote {
      if text[index] == UInt8(ascii: "\\") {
        // A backslash goes, the character behind it stays.
        index += 1
        guard index < text.count else { return nil }
      }
      name.append(text[index])
      index += 1
    }
    guard index + 1 < text.count, text[index + 1] == UInt8(ascii: "]") else { return nil }
    return (String(decoding: name, as: UTF8.self), index + 2)
  }

  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let body = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    let parts = body.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
  }
}
