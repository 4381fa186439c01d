// Base64 as Go's encoding/base64 reads and writes it, which is what the API server and the controller do.

/// One of the two alphabets of RFC 4648.
public enum Base64: Sendable {
  /// `+` and `/`: Go's `StdEncoding`.
  case standard
  /// `-` and `_`: Go's `URLEncoding`.
  case url

  /// The bytes that `text` stands for.
  ///
  /// As in Go, carriage returns and line feeds are passed over wherever they stand, padding is required, nothing may
  /// follow it, and bits left over in the last character don't matter.
  ///
  /// - Returns: nil where the text is not Base64 of this alphabet.
  public func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.underestimatedCount / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text where byte != 0x0A && byte != 0x0D {
      if byte == UInt8(ascii: "=") {
        padding += 1
        guard count >= 2, count + padding <= 4 else { return nil }
        continue
      }
      guard padding == 0, let value = value(of: byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      guard count == 4 else { continue }
      output += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
      output.append(UInt8(truncatingIfNeeded: bits))
      bits = 0
      count = 0
    }
    guard count != 0 else { return output }
    guard count + padding == 4 else { return nil }
    bits <<= UInt32(6 * padding)
    output.append(UInt8(truncatingIfNeeded: bits >> 16))
    if count == 3 { output.append(UInt8(truncatingIfNeeded: bits >> 8)) }
    return output
  }

  /// The bytes that `text` stands for; see ``decode(_:)-(Sequence<UInt8>)``.
  public func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  /// The text that stands for `bytes`, padded, without line breaks.
  public func encode(_ bytes: [UInt8]) -> String {
    let alphabet = self == .standard ? Self.standardAlphabet : Self.urlAlphabet
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
      for index in 0..<4 {
        let isPadding = index > group.count
        output.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * index)) & 63])
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+") where self == .standard, UInt8(ascii: "-") where self == .url: 62
    case UInt8(ascii: "/") where self == .standard, UInt8(ascii: "_") where self == .url: 63
    default: nil
    }
  }

  private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
