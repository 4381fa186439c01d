// Strings and characters in Go's quotes. Taking the quotes off is in GoQuote.Unquote.swift.

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
    output.reserveCapacity(text.count + 8)
    appendQuoted(text, asciiOnly: asciiOnly, to: &output)
    return output
  }

  /// Appends the text in double quotes, as ``quote(_:asciiOnly:)`` gives it.
  public static func appendQuoted(_ text: [UInt8], asciiOnly: Bool = false, to output: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    output.append(quote)
    // Most text is made of runs that need no escape.
    var run = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte >= 0x20, byte < 0x7F, byte != quote, byte != UInt8(ascii: "\\") {
        index += 1
        continue
      }
      output += text[run..<index]
      let (scalar, length) = byte < 0x80 ? (Unicode.Scalar(byte), 1) : decode(text[index...])
      append(scalar, text[index..<(index + length)], quote: quote, asciiOnly: asciiOnly, to: &output)
      index += length
      run = index
    }
    output += text[run...]
    output.append(quote)
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

  /// The first character and its length, as `utf8.DecodeRune`: nil and 1 for what is no UTF-8, nil and 0 for nothing.
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
    } else if let letter = escapeLetter(for: rune) {
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

  /// The control characters that have letters for escapes, from `\a` on.
  static let escapeLetters = Array("abtnvfr".utf8)

  private static func escapeLetter(for rune: Unicode.Scalar) -> UInt8? {
    7...13 ~= rune.value ? escapeLetters[Int(rune.value) - 7] : nil
  }

  private static func appendHex(_ value: UInt32, digits: Int, to output: inout [UInt8]) {
    for place in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> place & 15)
      output.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and the ASCII space.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }
}
