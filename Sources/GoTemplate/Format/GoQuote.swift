// Strings and characters in Go's quotes.

/// Quoting and unquoting of `strconv`.
public enum GoQuote {
  /// The text in double quotes, with Go's escapes (`strconv.Quote`); bytes that are no UTF-8 become `\x…`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - asciiOnly: Whether everything outside ASCII is escaped (`strconv.QuoteToASCII`).
  /// - Returns: The quoted text.
  public static func quote(_ text: [UInt8], asciiOnly: Bool = false) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count + 2)
    output.append(UInt8(ascii: "\""))
    // Plain text, which most is, needs no look at its characters.
    if text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      output += text
      output.append(UInt8(ascii: "\""))
      return output
    }
    forEachRune(in: text) { rune, bytes in
      append(rune, bytes, quote: UInt8(ascii: "\""), asciiOnly: asciiOnly, to: &output)
    }
    output.append(UInt8(ascii: "\""))
    return output
  }

  /// A character in single quotes (`strconv.QuoteRune`).
  public static func quote(rune: UInt32, asciiOnly: Bool = false) -> [UInt8] {
    let scalar = Unicode.Scalar(rune) ?? "\u{FFFD}"
    var output: [UInt8] = [UInt8(ascii: "'")]
    append(scalar, Array(String(scalar).utf8)[...], quote: UInt8(ascii: "'"), asciiOnly: asciiOnly, to: &output)
    output.append(UInt8(ascii: "'"))
    return output
  }

  /// Whether the text can stand between back quotes unchanged (`strconv.CanBackquote`).
  public static func canBackquote(_ text: [UInt8]) -> Bool {
    var can = true
    forEachRune(in: text) { rune, bytes in
      if rune == nil || rune == "\u{FEFF}" || rune == "`" || rune == "\u{7F}" { can = false }
      if let rune, rune.value < 0x20, rune != "\t" { can = false }
    }
    return can
  }

  /// Calls `body` with each character and its bytes; bytes that are no UTF-8 come one by one, without a character.
  public static func forEachRune(in text: [UInt8], _ body: (Unicode.Scalar?, ArraySlice<UInt8>) -> Void) {
    var index = 0
    while index < text.count {
      if text[index] < 0x80 {
        body(Unicode.Scalar(text[index]), text[index...index])
        index += 1
        continue
      }
      let (scalar, length) = decode(text[index...])
      body(scalar, text[index..<(index + length)])
      index += length
    }
  }

  /// The first character of non-empty bytes and its length, as `utf8.DecodeRune`: nil and 1 for what is no UTF-8.
  public static func decode(_ bytes: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar?, length: Int) {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): return (scalar, UTF8.width(scalar))
    case .emptyInput: return (nil, 0)
    case .error: return (nil, 1)
    }
  }

  private static func append(
    _ rune: Unicode.Scalar?, _ bytes: ArraySlice<UInt8>, quote: UInt8, asciiOnly: Bool, to output: inout [UInt8]
  ) {
    guard let rune else {
      output += "\\x".utf8
      return appendHex(UInt32(bytes.first ?? 0), digits: 2, to: &output)
    }
    if rune.value == UInt32(quote) || rune == "\\" {
      output += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: rune.value)]
    } else if rune.value < 0x80 ? rune.value >= 0x20 && rune.value != 0x7F : !asciiOnly && isPrintable(rune) {
      output += bytes
    } else if let letter = escapeLetters[rune] {
      output += [UInt8(ascii: "\\"), letter]
    } else if rune.value < 0x20 || rune.value == 0x7F {
      output += "\\x".utf8
      appendHex(rune.value, digits: 2, to: &output)
    } else if rune.value < 0x10000 {
      output += "\\u".utf8
      appendHex(rune.value, digits: 4, to: &output)
    } else {
      output += "\\U".utf8
      appendHex(rune.value, digits: 8, to: &output)
    }
  }

  private static let escapeLetters: [Unicode.Scalar: UInt8] = [
    "\u{07}": UInt8(ascii: "a"), "\u{08}": UInt8(ascii: "b"), "\u{0C}": UInt8(ascii: "f"), "\n": UInt8(ascii: "n"),
    "\r": UInt8(ascii: "r"), "\t": UInt8(ascii: "t"), "\u{0B}": UInt8(ascii: "v"),
  ]

  private static func appendHex(_ value: UInt32, digits: Int, to output: inout [UInt8]) {
    let letters = Array("0123456789abcdef".utf8)
    for place in stride(from: (digits - 1) * 4, through: 0, by: -4) { output.append(letters[Int(value >> place & 15)]) }
  }

  /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and the ASCII space.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }

  /// The content of a string literal of a template, quotes included in `literal` (`strconv.Unquote`); nil if it is none.
  public static func unquote(_ literal: [UInt8]) -> [UInt8]? {
    guard literal.count >= 2, let quote = literal.first, literal.last == quote else { return nil }
    let body = literal[1..<(literal.count - 1)]
    switch quote {
    case UInt8(ascii: "`"): return body.contains(quote) ? nil : body.filter { $0 != 0x0D }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): break
    default: return nil
    }
    var output: [UInt8] = []
    var rest = body
    while let byte = rest.first {
      guard byte != quote, byte != 0x0A else { return nil }
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        rest.removeFirst()
        continue
      }
      rest.removeFirst()
      guard let escaped = unescape(&rest, quote: quote) else { return nil }
      output += escaped
    }
    return output
  }

  /// What the escape at the start of `text` stands for; nil if it is none.
  private static func unescape(_ text: inout ArraySlice<UInt8>, quote: UInt8) -> [UInt8]? {
    guard let letter = text.popFirst() else { return nil }
    if let scalar = escapeLetters.first(where: { $0.value == letter })?.key { return [UInt8(scalar.value)] }
    switch letter {
    case UInt8(ascii: "\\"), quote: return [letter]
    case UInt8(ascii: "x"): return number(&text, digits: 2, radix: 16).map { [UInt8(truncatingIfNeeded: $0)] }
    case UInt8(ascii: "u"): return number(&text, digits: 4, radix: 16).flatMap(utf8)
    case UInt8(ascii: "U"): return number(&text, digits: 8, radix: 16).flatMap(utf8)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      text = [letter] + text
      return number(&text, digits: 3, radix: 8).flatMap { $0 < 256 ? [UInt8($0)] : nil }
    default: return nil
    }
  }

  private static func number(_ text: inout ArraySlice<UInt8>, digits: Int, radix: Int) -> UInt32? {
    guard text.count >= digits else { return nil }
    let part = text.prefix(digits)
    text = text.dropFirst(digits)
    guard part.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
    return UInt32(String(decoding: part, as: UTF8.self), radix: radix)
  }

  private static func utf8(_ value: UInt32) -> [UInt8]? {
    Unicode.Scalar(value).map { Array(String($0).utf8) }
  }
}
