// The lexer's words, quotes and numbers.

extension Lexer {
  mutating func quoted(_ kind: Token.Kind, _ message: String) -> Token {
    let start = position
    let quote = text[start]
    position += 1
    while position < text.count, text[position] != quote, text[position] != 0x0A {
      if text[position] == UInt8(ascii: "\\"), position + 1 < text.count, text[position + 1] != 0x0A { position += 1 }
      position += 1
    }
    guard byte(position) == quote else { return error(message, from: start) }
    position += 1
    return Token(kind: kind, start: start, end: position)
  }

  mutating func rawQuoted() -> Token {
    let start = position
    guard let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
      return error("unterminated raw quoted string", from: start)
    }
    position = end + 1
    return Token(kind: .rawString, start: start, end: position)
  }

  // MARK: Words

  mutating func fieldOrVariable(_ kind: Token.Kind, bare: Token.Kind) -> Token {
    let start = position
    position += 1
    guard !isAtTerminator else { return Token(kind: bare, start: start, end: position) }
    skipWord()
    guard isAtTerminator else { return badCharacter(from: start) }
    return Token(kind: kind, start: start, end: position)
  }

  /// The word from `start` up to the position, which has just been passed.
  mutating func word(from start: Int) -> Token {
    guard isAtTerminator else { return badCharacter(from: start) }
    return Token(kind: Lexer.kind(of: text[start..<position]), start: start, end: position)
  }

  private static func kind(of word: ArraySlice<UInt8>) -> Token.Kind {
    // No keyword has any other length.
    guard 2...8 ~= word.count else { return .identifier }
    return keywords.first { word.elementsEqual($0.spelling) }?.kind ?? .identifier
  }

  private static let keywords: [(spelling: [UInt8], kind: Token.Kind)] = {
    let kinds: KeyValuePairs<StaticString, Token.Kind> = [
      "true": .bool, "false": .bool, "nil": .nil, "if": .if, "end": .end, "else": .else, "range": .range, "with": .with,
      "define": .define, "template": .template, "block": .block, "break": .break, "continue": .continue,
    ]
    return kinds.map { (Array($0.key.description.utf8), $0.value) }
  }()

  mutating func skipWord() {
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        guard byte.isWordByte else { return }
        position += 1
      } else {
        let (scalar, length) = GoQuote.decode(text[position...])
        guard let scalar, scalar.isLetterOrDigit else { return }
        position += length
      }
    }
  }

  /// Whether a word may end here.
  private var isAtTerminator: Bool {
    guard position < text.count else { return true }
    switch text[position] {
    case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
      UInt8(ascii: ")"), UInt8(ascii: "("):
      return true
    default:
      guard let (_, trims) = rightDelimiter(at: position) else { return false }
      return !trims
    }
  }

  private mutating func badCharacter(from start: Int) -> Token {
    error("bad character \(describeCharacter(at: position))", from: start)
  }

  /// A character as `%#U` prints it.
  func describeCharacter(at index: Int) -> String {
    let scalar = GoQuote.decode(text[index...]).scalar ?? "\u{FFFD}"
    return String(decoding: GoFormat.sprintf("%#U", [.int(Int64(scalar.value), .int32)]), as: UTF8.self)
  }

  // MARK: Numbers

  /// A number of any form; what is wrong inside it, the parser finds.
  mutating func number() -> Token {
    let start = position
    guard scanNumber() else { return badNumber(from: start) }
    guard byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") else {
      return Token(kind: .number, start: start, end: position)
    }
    guard scanNumber(), text[position - 1] == UInt8(ascii: "i") else { return badNumber(from: start) }
    return Token(kind: .complex, start: start, end: position)
  }

  private mutating func badNumber(from start: Int) -> Token {
    let quoted = String(decoding: GoQuote.quote(Array(text[start..<position])), as: UTF8.self)
    return error("bad number syntax: \(quoted)", from: start)
  }

  /// The digits a number is made of.
  private enum Digits {
    case binary, octal, decimal, hexadecimal
  }

  private mutating func scanNumber() -> Bool {
    _ = accept("+") || accept("-")
    var digits = Digits.decimal
    if accept("0") {
      if accept("x") || accept("X") {
        digits = .hexadecimal
      } else if accept("o") || accept("O") {
        digits = .octal
      } else if accept("b") || accept("B") {
        digits = .binary
      }
    }
    skip(digits)
    if accept(".") { skip(digits) }
    let hasExponent =
      digits == .decimal && (accept("e") || accept("E")) || digits == .hexadecimal && (accept("p") || accept("P"))
    if hasExponent {
      _ = accept("+") || accept("-")
      skip(.decimal)
    }
    _ = accept("i")
    let end = position
    skipWord()
    guard position > end else { return true }
    // The message shows the first character too many.
    position = end + max(1, GoQuote.decode(text[end...]).length)
    return false
  }

  private mutating func accept(_ wanted: Unicode.Scalar) -> Bool {
    guard byte(position) == UInt8(ascii: wanted), position < text.count else { return false }
    position += 1
    return true
  }

  private mutating func skip(_ digits: Digits) {
    while position < text.count {
      let byte = text[position]
      let isOne =
        switch digits {
        case .binary: byte == 0x30 || byte == 0x31
        case .octal: byte &- 0x30 < 8
        case .decimal: byte.isDigit
        case .hexadecimal: byte.isDigit || (byte | 0x20) &- 0x61 < 6
        }
      guard isOne || byte == UInt8(ascii: "_") else { return }
      position += 1
    }
  }
}

extension UInt8 {
  /// An ASCII letter, a digit or an underscore.
  fileprivate var isWordByte: Bool { (self | 0x20) &- 0x61 < 26 || isDigit || self == UInt8(ascii: "_") }
}

extension Unicode.Scalar {
  /// Go's `unicode.IsLetter` or `unicode.IsDigit`.
  fileprivate var isLetterOrDigit: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
    default: false
    }
  }
}
