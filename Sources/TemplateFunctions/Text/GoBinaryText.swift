// Bytes as text: Go's encoding/base64, encoding/base32 and encoding/hex, with their errors, which sprig gives as values.

internal import Basics
internal import GoTemplate

/// Encodings of bytes as text.
enum GoBinaryText {
  /// The bytes Base64 stands for, or Go's words for what is wrong, with the place.
  static func decodeBase64(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    if let bytes = Base64.standard.decode(text) { return bytes }
    throw GoFunctionError("illegal base64 data at input byte \(Base64Fault.offset(in: text))")
  }

  /// Base32 with padding (RFC 4648).
  static func encodeBase32(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 5) {
      let group = bytes[start..<min(start + 5, bytes.count)]
      let bits = (0..<5).reduce(UInt64(0)) { value, index in
        value << 8 | UInt64(index < group.count ? group[start + index] : 0)
      }
      let used = (group.count * 8 + 4) / 5
      for index in 0..<8 {
        output.append(index < used ? alphabet[Int(bits >> UInt64(35 - 5 * index)) & 31] : UInt8(ascii: "="))
      }
    }
    return output
  }

  /// The bytes Base32 stands for, or Go's words for what is wrong, with the place among what is no line break.
  static func decodeBase32(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let source = text.filter { $0 != 0x0A && $0 != 0x0D }
    func corrupt(at offset: Int) -> GoFunctionError { GoFunctionError("illegal base32 data at input byte \(offset)") }
    var output: [UInt8] = []
    var position = 0
    while position < source.count {
      var digits: [UInt8] = []
      var isPadded = false
      while digits.count < 8, !isPadded {
        guard position < source.count else { throw corrupt(at: source.count - digits.count) }
        let byte = source[position]
        position += 1
        let left = source.count - position
        if byte == UInt8(ascii: "="), digits.count >= 2, left < 8 {
          let padding = 7 - digits.count
          guard left >= padding else { throw corrupt(at: source.count) }
          for index in 0..<padding where source[position + index] != UInt8(ascii: "=") {
            throw corrupt(at: position + index - 1)
          }
          guard ![1, 3, 6].contains(digits.count) else { throw corrupt(at: position - 1) }
          isPadded = true
        } else {
          guard let digit = base32Digit(byte) else { throw corrupt(at: position - 1) }
          digits.append(digit)
        }
      }
      let bits = (0..<8).reduce(UInt64(0)) { $0 << 5 | UInt64($1 < digits.count ? digits[$1] : 0) }
      output += (0..<(digits.count * 5 / 8)).map { UInt8(truncatingIfNeeded: bits >> UInt64(32 - 8 * $0)) }
      if isPadded { break }
    }
    return output
  }

  private static func base32Digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "2")...UInt8(ascii: "7"): byte - UInt8(ascii: "2") + 26
    default: nil
    }
  }

  /// The bytes hexadecimal digits stand for, or Go's words for what is wrong.
  static func decodeHexadecimal(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    var digits: [UInt8] = []
    for byte in text {
      guard let digit = byte.isDigit ? byte - 0x30 : letterDigit(byte) else {
        let text = String(decoding: GoFormat.sprintf("%#U", [.int(Int64(byte), .int32)]), as: UTF8.self)
        throw GoFunctionError("encoding/hex: invalid byte: \(text)", redacted: "encoding/hex: invalid byte")
      }
      digits.append(digit)
    }
    guard digits.count % 2 == 0 else { throw GoFunctionError("encoding/hex: odd length hex string") }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func letterDigit(_ byte: UInt8) -> UInt8? {
    switch byte | 0x20 {
    case UInt8(ascii: "a")...UInt8(ascii: "f"): (byte | 0x20) - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// Where Go finds fault with Base64.
private enum Base64Fault {
  static func offset(in text: [UInt8]) -> Int {
    var position = 0
    while true {
      var count = 0
      while count < 4 {
        guard position < text.count else { return position - count }
        let byte = text[position]
        position += 1
        if isDigit(byte) {
          count += 1
        } else if !isLineBreak(byte) {
          return byte == UInt8(ascii: "=") && count >= 2
            ? offsetOfBadPadding(in: text, after: position, digits: count) : position - 1
        }
      }
    }
  }

  /// The first padding character stands before `position`.
  private static func offsetOfBadPadding(in text: [UInt8], after position: Int, digits: Int) -> Int {
    var position = position
    func skipLineBreaks() { while position < text.count, isLineBreak(text[position]) { position += 1 } }
    if digits == 2 {
      skipLineBreaks()
      guard position < text.count else { return text.count }
      guard text[position] == UInt8(ascii: "=") else { return position - 1 }
      position += 1
    }
    skipLineBreaks()
    return position
  }

  private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
