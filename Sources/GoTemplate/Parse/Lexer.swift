// Cuts a template's text into tokens, by the rules of Go's text/template/parse.

/// The lexer: one token at a time, on demand.
struct Lexer {
  let text: [UInt8]
  private let left: [UInt8]
  private let right: [UInt8]
  private var position = 0
  private var isInAction = false
  private var depth = 0
  /// Whether white space at the start of the next text is trimmed away: the last action ended with ` -}}`.
  private var trimsNext = false
  private var isDone = false

  init(text: [UInt8], delimiters: (left: [UInt8], right: [UInt8])) {
    self.text = text
    self.left = delimiters.left
    self.right = delimiters.right
  }

  mutating func next() -> Token {
    while !isDone {
      if let token = isInAction ? insideAction() : outsideAction() { return token }
    }
    return Token(kind: .eof, start: text.count, end: text.count)
  }

  private func has(_ prefix: [UInt8], at index: Int) -> Bool {
    text.count - index >= prefix.count && text[index...].starts(with: prefix)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

  private func isSpace(at index: Int) -> Bool { index < text.count && Lexer.isSpace(text[index]) }

  private mutating func error(_ message: String, from start: Int) -> Token {
    isDone = true
    return Token(kind: .error, start: start, end: position, message: message)
  }

  /// Text up to the next action, or the start of that action; nil if there was nothing to hand out.
  private mutating func outsideAction() -> Token? {
    if trimsNext {
      while isSpace(at: position) { position += 1 }
      trimsNext = false
    }
    let start = position
    var index = start
    while index < text.count, !(text[index] == left[0] && has(left, at: index)) { index += 1 }
    guard index < text.count else {
      position = text.count
      isDone = true
      return start < index ? Token(kind: .text, start: start, end: index) : nil
    }
    var end = index
    let afterDelimiter = index + left.count
    let trims = has([UInt8(ascii: "-")], at: afterDelimiter) && isSpace(at: afterDelimiter + 1)
    if trims { while end > start, Lexer.isSpace(text[end - 1]) { end -= 1 } }
    guard end == start else {
      position = index
      return Token(kind: .text, start: start, end: end)
    }
    position = afterDelimiter + (trims ? 2 : 0)
    if has(Array("/*".utf8), at: position) { return comment(from: index) }
    isInAction = true
    depth = 0
    return Token(kind: .leftDelimiter, start: index, end: afterDelimiter)
  }

  private mutating func comment(from start: Int) -> Token? {
    var index = position + 2
    while index + 1 < text.count, !(text[index] == UInt8(ascii: "*") && text[index + 1] == UInt8(ascii: "/")) {
      index += 1
    }
    guard index + 1 < text.count else { return error("unclosed comment", from: start) }
    position = index + 2
    guard let length = rightDelimiterLength(at: position) else {
      return error("comment ends before closing delimiter", from: start)
    }
    trimsNext = length > right.count
    position += length
    return nil
  }

  /// The length of the closing delimiter at `index`, with its trim marker; nil if there is none.
  private func rightDelimiterLength(at index: Int) -> Int? {
    if isSpace(at: index), has([UInt8(ascii: "-")] + right, at: index + 1) { return right.count + 2 }
    return has(right, at: index) ? right.count : nil
  }

  private mutating func insideAction() -> Token? {
    let start = position
    if let length = rightDelimiterLength(at: position) {
      guard depth == 0 else { return error("unclosed left paren", from: start) }
      position += length
      trimsNext = length > right.count
      isInAction = false
      return Token(kind: .rightDelimiter, start: start, end: position)
    }
    guard position < text.count else { return error("unclosed action", from: start) }
    switch text[position] {
    case 0x20, 0x09, 0x0D, 0x0A: return space()
    case UInt8(ascii: "="): return single(.assign)
    case UInt8(ascii: ":"):
      position += 1
      guard position < text.count, text[position] == UInt8(ascii: "=") else { return error("expected :=", from: start) }
      position += 1
      return Token(kind: .declare, start: start, end: position)
    case UInt8(ascii: "|"): return single(.pipe)
    case UInt8(ascii: ","): return single(.comma)
    case UInt8(ascii: "\""): return quoted(.string, "unterminated quoted string")
    case UInt8(ascii: "'"): return quoted(.character, "unterminated character constant")
    case UInt8(ascii: "`"): return rawQuoted()
    case UInt8(ascii: "$"): return fieldOrVariable(.variable, bare: .variable)
    case UInt8(ascii: "."):
      let next = position + 1 < text.count ? text[position + 1] : 0
      return UInt8(ascii: "0")...UInt8(ascii: "9") ~= next ? number() : fieldOrVariable(.field, bare: .dot)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "("):
      depth += 1
      return single(.leftParenthesis)
    case UInt8(ascii: ")"):
      depth -= 1
      guard depth >= 0 else {
        position += 1
        return error("unexpected right paren U+0029 ')'", from: start)
      }
      return single(.rightParenthesis)
    default: return wordOrOther()
    }
  }

  private mutating func single(_ kind: Token.Kind) -> Token {
    position += 1
    return Token(kind: kind, start: position - 1, end: position)
  }

  /// A run of spaces, without the last one if that belongs to a trim marker.
  private mutating func space() -> Token? {
    let start = position
    while isSpace(at: position) {
      if rightDelimiterLength(at: position) != nil { break }
      position += 1
    }
    return position > start ? Token(kind: .space, start: start, end: position) : nil
  }

  private mutating func quoted(_ kind: Token.Kind, _ message: String) -> Token {
    let start = position
    let quote = text[start]
    position += 1
    while position < text.count, text[position] != quote, text[position] != 0x0A {
      if text[position] == UInt8(ascii: "\\"), position + 1 < text.count, text[position + 1] != 0x0A { position += 1 }
      position += 1
    }
    guard position < text.count, text[position] == quote else { return error(message, from: start) }
    position += 1
    return Token(kind: kind, start: start, end: position)
  }

  private mutating func rawQuoted() -> Token {
    let start = position
    guard let end = text[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
      return error("unterminated raw quoted string", from: start)
    }
    position = end + 1
    return Token(kind: .rawString, start: start, end: position)
  }

  private mutating func fieldOrVariable(_ kind: Token.Kind, bare: Token.Kind) -> Token {
    let start = position
    position += 1
    guard !isAtTerminator else { return Token(kind: bare, start: start, end: position) }
    skipAlphanumerics()
    guard isAtTerminator else { return badCharacter(from: start) }
    return Token(kind: kind, start: start, end: position)
  }

  private mutating func wordOrOther() -> Token {
    let start = position
    skipAlphanumerics()
    guard position > start else {
      let (scalar, length) = GoQuote.decode(text[position...])
      if let scalar, scalar.value < 0x80, scalar.value > 0x20, scalar.value < 0x7F { return single(.other) }
      position += max(length, 1)
      return error("unrecognized character in action: \(Lexer.name(scalar))", from: start)
    }
    guard isAtTerminator else { return badCharacter(from: start) }
    let word = String(decoding: text[start..<position], as: UTF8.self)
    let kind: Token.Kind =
      switch word {
      case "true", "false": .bool
      case "nil": .null
      default: Token.Keyword(rawValue: word).map(Token.Kind.keyword) ?? .identifier
      }
    return Token(kind: kind, start: start, end: position)
  }

  private mutating func badCharacter(from start: Int) -> Token {
    error("bad character \(Lexer.name(GoQuote.decode(text[position...]).scalar))", from: start)
  }

  /// `%#U`.
  private static func name(_ scalar: Unicode.Scalar?) -> String {
    let number = Int64((scalar ?? "\u{FFFD}").value)
    return String(decoding: GoFormat.sprintf("%#U", [.int(number, .int32)]), as: UTF8.self)
  }

  private mutating func skipAlphanumerics() {
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        guard Lexer.isWordByte(byte) else { return }
        position += 1
      } else {
        let (scalar, length) = GoQuote.decode(text[position...])
        guard let scalar, scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber else {
          return
        }
        position += length
      }
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a word may end here.
  private var isAtTerminator: Bool {
    guard position < text.count else { return true }
    switch text[position] {
    case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
      UInt8(ascii: ")"), UInt8(ascii: "("):
      return true
    default: return has(right, at: position)
    }
  }

  private mutating func number() -> Token {
    let start = position
    guard scanNumber() else { return badNumber(from: start) }
    if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
      guard scanNumber(), text[position - 1] == UInt8(ascii: "i") else { return badNumber(from: start) }
      return Token(kind: .complex, start: start, end: position)
    }
    return Token(kind: .number, start: start, end: position)
  }

  private mutating func badNumber(from start: Int) -> Token {
    let quoted = String(decoding: GoQuote.quote(Array(text[start..<min(position, text.count)])), as: UTF8.self)
    return error("bad number syntax: \(quoted)", from: start)
  }

  private mutating func scanNumber() -> Bool {
    _ = accept("+-")
    var digits: StaticString = "0123456789_"
    var isHexadecimal = false
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
        isHexadecimal = true
      } else if accept("oO") {
        digits = "01234567_"
      } else if accept("bB") {
        digits = "01_"
      }
    }
    while accept(digits) {}
    if accept(".") { while accept(digits) {} }
    if !isHexadecimal, accept("eE") {
      _ = accept("+-")
      while accept("0123456789_") {}
    }
    if isHexadecimal, accept("pP") {
      _ = accept("+-")
      while accept("0123456789_") {}
    }
    _ = accept("i")
    let before = position
    skipAlphanumerics()
    guard position == before else {
      position = min(before + 1, text.count)
      return false
    }
    return true
  }

  private mutating func accept(_ valid: StaticString) -> Bool {
    guard position < text.count,
      (0..<valid.utf8CodeUnitCount).contains(where: { valid.utf8Start[$0] == text[position] })
    else { return false }
    position += 1
    return true
  }
}
