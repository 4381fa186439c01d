// Taking Go's quotes off.

extension GoQuote {
  /// The content of a string literal of a template, quotes included in `literal` (`strconv.Unquote`); nil if it is none.
  public static func unquote(_ literal: [UInt8]) -> [UInt8]? {
    guard literal.count >= 2, let quote = literal.first, literal.last == quote else { return nil }
    let body = literal[1..<(literal.count - 1)]
    switch quote {
    case UInt8(ascii: "`"): return body.contains(quote) ? nil : body.filter { $0 != 0x0D }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): break
    default: return nil
    }
    if body.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") && $0 != 0x0A && $0 != quote }) { return Array(body) }
    var output: [UInt8] = []
    output.reserveCapacity(body.count)
    var rest = body
    while let first = rest.first {
      guard first != 0x0A, let (value, length) = unquoteCharacter(rest, quote: quote) else { return nil }
      // \x80 and \200 are bytes of their own, not characters.
      let isByte = length == 4 && first == UInt8(ascii: "\\")
      rest = rest.dropFirst(length)
      if value < 0x80 || isByte && value < 0x100 {
        output.append(UInt8(truncatingIfNeeded: value))
      } else {
        output += String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8
      }
    }
    return output
  }

  /// The first character of a literal's content, escapes resolved, and the number of bytes that spell it.
  ///
  /// It is `strconv.UnquoteChar`: nil if the quote itself comes first, or what is no escape. Bytes that are no UTF-8 are
  /// U+FFFD.
  static func unquoteCharacter(_ text: ArraySlice<UInt8>, quote: UInt8) -> (value: UInt32, length: Int)? {
    guard let first = text.first, first != quote else { return nil }
    guard first == UInt8(ascii: "\\") else {
      let (scalar, length) = decode(text)
      return (scalar?.value ?? 0xFFFD, max(1, length))
    }
    guard let letter = text.dropFirst().first else { return nil }
    let rest = text.dropFirst(2)
    if let place = escapeLetters.firstIndex(of: letter) { return (UInt32(place) + 7, 2) }
    switch letter {
    case UInt8(ascii: "\\"), quote: return (UInt32(letter), 2)
    case UInt8(ascii: "x"): return number(rest, digits: 2, bits: 4).map { ($0, 4) }
    case UInt8(ascii: "u"):
      return number(rest, digits: 4, bits: 4).flatMap { Unicode.Scalar($0) == nil ? nil : ($0, 6) }
    case UInt8(ascii: "U"):
      return number(rest, digits: 8, bits: 4).flatMap { Unicode.Scalar($0) == nil ? nil : ($0, 10) }
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return number(text.dropFirst(), digits: 3, bits: 3).flatMap { $0 > 255 ? nil : ($0, 4) }
    default: return nil
    }
  }

  /// A number of exactly so many digits, each worth so many bits.
  private static func number(_ text: ArraySlice<UInt8>, digits: Int, bits: UInt32) -> UInt32? {
    guard text.count >= digits else { return nil }
    var number: UInt32 = 0
    for byte in text.prefix(digits) {
      let letter = (byte | 0x20) &- 0x61
      guard byte.isDigit || letter < 6 else { return nil }
      let digit = UInt32(byte.isDigit ? byte - 0x30 : letter + 10)
      guard digit < 1 << bits else { return nil }
      number = number << bits | digit
    }
    return number
  }
}
