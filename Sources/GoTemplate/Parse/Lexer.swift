// Cuts a template's text into tokens, by the rules of Go's text/template/parse. Numbers, quotes and words are in
// Lexer.Words.swift.

/// The lexer: one token at a time, on demand.
struct Lexer {
  let text: [UInt8]
  private let left: [UInt8]
  let right: [UInt8]
  var position = 0
  private var isInAction = false
  private var depth = 0
  /// Why there is no further token, once that is so.
  private(set) var problem = ""
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

  /// The byte at an offset; 0 behind the end.
  func byte(_ index: Int) -> UInt8 { index < text.count ? text[index] : 0 }

  private func has(_ wanted: [UInt8], at index: Int) -> Bool {
    guard text.count - index >= wanted.count else { return false }
    for offset in wanted.indices where text[index + offset] != wanted[offset] { return false }
    return true
  }

  func isSpace(at index: Int) -> Bool { index < text.count && text[index].isTemplateSpace }

  mutating func error(_ message: String, from start: Int) -> Token {
    isDone = true
    problem = message
    return Token(kind: .error, start: start, end: position)
  }

  // MARK: Text and delimiters

  /// Text up to the next action, or the start of that action; nil for a comment.
  private mutating func outsideAction() -> Token? {
    let start = position
    let delimiter = nextDelimiter()
    guard delimiter < text.count else {
      position = text.count
      isDone = true
      return start < position ? Token(kind: .text, start: start, end: position) : nil
    }
    let trims = byte(delimiter + left.count) == UInt8(ascii: "-") && isSpace(at: delimiter + left.count + 1)
    var end = delimiter
    if trims { while end > start, text[end - 1].isTemplateSpace { end -= 1 } }
    position = delimiter
    if end > start { return Token(kind: .text, start: start, end: end) }
    position += left.count + (trims ? 2 : 0)
    if byte(position) == UInt8(ascii: "/"), byte(position + 1) == UInt8(ascii: "*") { return comment() }
    isInAction = true
    depth = 0
    return Token(kind: .leftDelimiter, start: delimiter, end: delimiter + left.count)
  }

  /// Where the next action begins; the end of the text if there is none.
  private func nextDelimiter() -> Int {
    let first = left[0]
    var index = position
    while index < text.count {
      if text[index] == first, has(left, at: index) { return index }
      index += 1
    }
    return index
  }

  private mutating func comment() -> Token? {
    let start = position
    var index = position + 2
    while index + 1 < text.count, text[index] != UInt8(ascii: "*") || text[index + 1] != UInt8(ascii: "/") {
      index += 1
    }
    guard index + 1 < text.count else { return error("unclosed comment", from: start) }
    position = index + 2
    guard let (length, trims) = rightDelimiter(at: position) else {
      return error("comment ends before closing delimiter", from: start)
    }
    position += length
    if trims { skipSpace() }
    return nil
  }

  /// The closing delimiter at an offset: its length, with the trim marker if it has one; nil if there is none.
  func rightDelimiter(at index: Int) -> (length: Int, trims: Bool)? {
    if isSpace(at: index), byte(index + 1) == UInt8(ascii: "-"), has(right, at: index + 2) {
      return (right.count + 2, true)
    }
    return has(right, at: index) ? (right.count, false) : nil
  }

  private mutating func skipSpace() {
    while isSpace(at: position) { position += 1 }
  }

  // MARK: Actions

  private mutating func insideAction() -> Token? {
    let start = position
    guard start < text.count else { return error("unclosed action", from: start) }
    if text[start].isTemplateSpace || text[start] == right[0], let (length, trims) = rightDelimiter(at: start) {
      guard depth == 0 else { return error("unclosed left paren", from: start) }
      position += length
      let token = Token(kind: .rightDelimiter, start: position - right.count, end: position)
      if trims { skipSpace() }
      isInAction = false
      return token
    }
    switch text[start] {
    case 0x20, 0x09, 0x0D, 0x0A: return space()
    case UInt8(ascii: "="): return single(.assign)
    case UInt8(ascii: ":"):
      position += 2
      guard byte(start + 1) == UInt8(ascii: "=") else { return error("expected :=", from: start) }
      return Token(kind: .declare, start: start, end: position)
    case UInt8(ascii: "|"): return single(.pipe)
    case UInt8(ascii: "\""): return quoted(.string, "unterminated quoted string")
    case UInt8(ascii: "'"): return quoted(.character, "unterminated character constant")
    case UInt8(ascii: "`"): return rawQuoted()
    case UInt8(ascii: "$"): return fieldOrVariable(.variable, bare: .variable)
    case UInt8(ascii: "."):
      return byte(start + 1).isDigit || start + 1 == text.count ? number() : fieldOrVariable(.field, bare: .dot)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "("):
      depth += 1
      return single(.leftParenthesis)
    case UInt8(ascii: ")"):
      depth -= 1
      return depth < 0 ? error("unexpected right paren", from: start) : single(.rightParenthesis)
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
    skipSpace()
    if let (_, trims) = rightDelimiter(at: position - 1), trims { position -= 1 }
    return position > start ? Token(kind: .space, start: start, end: position) : nil
  }

  private mutating func wordOrOther() -> Token {
    let start = position
    skipWord()
    if position > start { return word(from: start) }
    if text[start] < 0x7F, text[start] > 0x20 { return single(.other) }
    return error("unrecognized character in action: \(describeCharacter(at: start))", from: start)
  }
}

extension UInt8 {
  /// Space, tab, carriage return, line feed: what template actions and trim markers count as space.
  var isTemplateSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }
  /// A decimal digit.
  var isDigit: Bool { self &- 0x30 < 10 }
}
