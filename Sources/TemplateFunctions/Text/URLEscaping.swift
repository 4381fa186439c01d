// Percent-encoding as Go's net/url does it, part by part of a URL.

internal import GoTemplate

/// The parts of a URL that are escaped by different rules.
enum URLPart {
  case path, host, zone, userPassword, queryComponent, fragment

  /// Whether `byte` must be escaped in this part.
  func escapes(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return false
    default: break
    }
    if self == .host || self == .zone, Self.allowedInHosts.contains(byte) { return false }
    if Self.marks.contains(byte) { return false }
    if Self.reserved.contains(byte) {
      switch self {
      case .path: return byte == UInt8(ascii: "?")
      case .userPassword: return Self.escapedInUserPasswords.contains(byte)
      case .queryComponent: return true
      case .fragment: return false
      case .host, .zone: break
      }
    }
    return self == .fragment ? !Self.allowedInFragments.contains(byte) : true
  }

  private static let allowedInHosts = Set(#"!$&'()*+,;=:[]<>""#.utf8)
  private static let marks = Set("-_.~".utf8)
  private static let reserved = Set("$&+,/:;=?@".utf8)
  private static let escapedInUserPasswords = Set("@/?:".utf8)
  private static let allowedInFragments = Set("!()*".utf8)

  /// `text` with everything escaped that must be.
  func escape(_ text: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return text.flatMap { byte -> [UInt8] in
      guard escapes(byte) else { return [byte] }
      if byte == 0x20, self == .queryComponent { return [UInt8(ascii: "+")] }
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }
  }

  /// `text` with its escapes resolved, or Go's words for what is wrong with them.
  func unescape(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "%"):
        let escape = text[index...].prefix(3)
        guard escape.count == 3, let high = Self.digit(text[index + 1]), let low = Self.digit(text[index + 2]) else {
          throw Self.invalidEscape(escape)
        }
        let value = high << 4 | low
        let isPercent = escape.elementsEqual("%25".utf8)
        // A host may escape only what is not ASCII; a zone only what a host may hold, and Windows' spaces.
        if self == .host, high < 8, !isPercent { throw Self.invalidEscape(escape) }
        if self == .zone, !isPercent, value != 0x20, URLPart.host.escapes(value) { throw Self.invalidEscape(escape) }
        output.append(value)
        index += 3
      case UInt8(ascii: "+") where self == .queryComponent:
        output.append(0x20)
        index += 1
      default:
        if self == .host || self == .zone, byte < 0x80, escapes(byte) {
          throw GoFunctionError("invalid character \(quoted([byte])) in host name")
        }
        output.append(byte)
        index += 1
      }
    }
    return output
  }

  /// Whether `text` could have come from ``escape(_:)``, or from a browser that leaves a little more as it is.
  func accepts(escaped text: [UInt8]) -> Bool {
    text.allSatisfy { Self.toleratedWhenEscaped.contains($0) || !escapes($0) }
  }

  private static let toleratedWhenEscaped = Set("!$&'()*+,;=:@[]%".utf8)

  private static func invalidEscape(_ text: ArraySlice<UInt8>) -> GoFunctionError {
    GoFunctionError("invalid URL escape \(quoted(Array(text)))")
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
