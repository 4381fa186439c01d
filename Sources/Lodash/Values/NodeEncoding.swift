// Node's `Buffer` between text and bytes: more forgiving than anyone else's Base64.

internal import Basics

/// An encoding that `Buffer.from` and `toString` know by name.
public enum NodeEncoding: Sendable, Hashable {
  /// UTF-8; what is none becomes U+FFFD.
  case utf8
  /// Base64 of either alphabet.
  case base64
  /// Seven bits a byte when reading; eight when writing.
  case ascii
  /// Eight bits a character.
  case latin1
  /// Two hexadecimal digits a byte.
  case hex

  private static let names: [String: NodeEncoding] = [
    "utf8": .utf8, "utf-8": .utf8, "base64": .base64, "ascii": .ascii, "latin1": .latin1, "binary": .latin1,
    "hex": .hex,
  ]

  /// The encoding of a name, upper or lower case; nil for others.
  public init?(name: String) {
    guard let encoding = Self.names[name.lowercased()] else { return nil }
    self = encoding
  }

  /// The bytes a text stands for (`Buffer.from(text, encoding)`).
  public func bytes(_ text: String) -> [UInt8] {
    switch self {
    case .utf8: Array(text.utf8)
    case .base64: Self.base64(text)
    case .ascii, .latin1: text.utf16.map { UInt8(truncatingIfNeeded: $0) }
    case .hex: Self.hex(text)
    }
  }

  /// The text of bytes (`buffer.toString(encoding)`).
  public func text(_ bytes: [UInt8]) -> String {
    switch self {
    case .utf8: return String(decoding: bytes, as: UTF8.self)
    case .base64: return Self.base64(bytes)
    case .ascii: return String(decoding: bytes.map { $0 & 0x7F }, as: UTF8.self)
    case .latin1: return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    case .hex:
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  /// Base64 as Node reads it: both alphabets, anything else passed over, `=` ends it, padding not needed.
  private static func base64(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
      let value: UInt32
      switch byte {
      case UInt8(ascii: "="): return bytes
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      default: continue
      }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return bytes
  }

  private static func base64(_ bytes: [UInt8]) -> String { Base64.standard.encode(bytes) }

  /// Pairs of digits up to the first that is none.
  private static func hex(_ text: String) -> [UInt8] {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count - 1, by: 2) {
      guard let high = digits[start], let low = digits[start + 1] else { break }
      bytes.append(UInt8(truncatingIfNeeded: high << 4 | low))
    }
    return bytes
  }
}
