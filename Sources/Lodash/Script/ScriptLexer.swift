// JavaScript cut into tokens, each with its place in the template.

/// A token of an expression.
struct ScriptToken: Equatable {
  enum Kind: Equatable {
    case name(String)
    case number(Double)
    case string(String)
    /// A template literal's texts, and the stretches of the expressions between them.
    case template([String], [Range<Int>])
    case punctuator(String)
    case end
  }

  var kind: Kind
  var offset: Int
}

/// Reads tokens off a stretch of a template.
struct ScriptLexer {
  private let bytes: [UInt8]
  private let end: Int
  private var position: Int

  /// What may stand between operands, the longest first.
  private static let punctuators = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**", "{", "}", "(", ")",
    "[", "]", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", ".",
  ].map { Array($0.utf8) }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = min(range.upperBound, bytes.count)
  }

  /// The next token.
  mutating func next() throws(ScriptError) -> ScriptToken {
    skipSpace()
    let start = position
    guard position < end else { return ScriptToken(kind: .end, offset: start) }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"), 0x80...:
      while position < end, Self.isNamePart(bytes[position]) { position += 1 }
      return token(.name(text(start..<position)), start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return token(.number(try number()), start)
    case UInt8(ascii: ".") where position + 1 < end && (0x30...0x39).contains(bytes[position + 1]):
      return token(.number(try number()), start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return token(.string(try string(until: byte)), start)
    case UInt8(ascii: "`"): return try template(start)
    default:
      guard !starts("/*"), !starts("//") else { throw ScriptError(.notPreviewable, "a comment", at: start) }
      guard let found = Self.punctuators.first(where: { bytes[position..<end].starts(with: $0) }) else {
        throw ScriptError(.syntax, "unexpected character", at: start)
      }
      position += found.count
      return token(.punctuator(String(decoding: found, as: UTF8.self)), start)
    }
  }

  private func token(_ kind: ScriptToken.Kind, _ offset: Int) -> ScriptToken { ScriptToken(kind: kind, offset: offset) }
  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
  private func starts(_ text: String) -> Bool { bytes[position..<end].starts(with: text.utf8) }

  private mutating func skipSpace() {
    while position < end, [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "$"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: false
    }
  }

  /// A decimal number, or one with `0x`, `0b`, `0o`.
  private mutating func number() throws(ScriptError) -> Double {
    let start = position
    let hasPrefix = position + 1 < end && bytes[position] == 0x30 && "xXbBoO".utf8.contains(bytes[position + 1])
    if hasPrefix {
      position += 2
      while position < end, Self.isNamePart(bytes[position]) { position += 1 }
    } else {
      skipDigits()
      // An old octal number has no fraction; elsewhere a dot belongs to the number.
      if position < end, bytes[position] == UInt8(ascii: ".") {
        position += 1
        skipDigits()
      }
      skipExponent()
    }
    let isOldOctal = position - start > 1 && bytes[start] == 0x30 && (0x30...0x39).contains(bytes[start + 1])
    let value = JSValue.string(text(start..<position)).number
    guard !value.isNaN, !isOldOctal, position == end || hasPrefix || !Self.isNamePart(bytes[position]) else {
      throw ScriptError(isOldOctal ? .notPreviewable : .syntax, "the number \(text(start..<position))", at: start)
    }
    return value
  }

  private mutating func skipDigits() {
    while position < end, (0x30...0x39).contains(bytes[position]) { position += 1 }
  }

  /// `e`, a sign and digits, if there are digits.
  private mutating func skipExponent() {
    guard position < end, bytes[position] | 0x20 == UInt8(ascii: "e") else { return }
    let before = position
    position += 1
    if position < end, "+-".utf8.contains(bytes[position]) { position += 1 }
    let digits = position
    skipDigits()
    if position == digits { position = before }
  }

  private mutating func string(until quote: UInt8) throws(ScriptError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while position < end, bytes[position] != quote, bytes[position] != 0x0A, bytes[position] != 0x0D {
      try character(into: &content)
    }
    guard position < end, bytes[position] == quote else {
      throw ScriptError(.syntax, "an unfinished string", at: start)
    }
    position += 1
    return String(decoding: content, as: UTF8.self)
  }

  /// One character of a string, or what an escape stands for.
  private mutating func character(into content: inout [UInt8]) throws(ScriptError) {
    guard bytes[position] == UInt8(ascii: "\\") else {
      content.append(bytes[position])
      position += 1
      return
    }
    let start = position
    position += 1
    guard position < end else { throw ScriptError(.syntax, "an unfinished string", at: start) }
    let escaped = bytes[position]
    position += 1
    switch escaped {
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "v"): content.append(0x0B)
    case 0x0A: break
    case UInt8(ascii: "x"): try codePoint(digits: 2, start, into: &content)
    case UInt8(ascii: "u"): try codePoint(digits: 4, start, into: &content)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x0D:
      throw ScriptError(.notPreviewable, "this escape in a string", at: start)
    default: content.append(escaped)
    }
  }

  private mutating func codePoint(digits: Int, _ start: Int, into content: inout [UInt8]) throws(ScriptError) {
    let last = position + digits
    guard last <= end, let number = UInt32(text(position..<last), radix: 16), let scalar = Unicode.Scalar(number) else {
      throw ScriptError(.notPreviewable, "this escape in a string", at: start)
    }
    content += String(Character(scalar)).utf8
    position = last
  }

  /// A template literal: its texts, and where the expressions between them stand.
  private mutating func template(_ start: Int) throws(ScriptError) -> ScriptToken {
    position += 1
    var texts: [String] = []
    var expressions: [Range<Int>] = []
    var content: [UInt8] = []
    while position < end, bytes[position] != UInt8(ascii: "`") {
      guard starts("${") else {
        try character(into: &content)
        continue
      }
      texts.append(String(decoding: content, as: UTF8.self))
      content = []
      position += 2
      let from = position
      // Braces of object literals and nested templates aren't among the expressions known here.
      guard let close = bytes[from..<end].firstIndex(of: UInt8(ascii: "}")) else {
        throw ScriptError(.syntax, "an unfinished ${", at: from)
      }
      expressions.append(from..<close)
      position = close + 1
    }
    guard position < end else { throw ScriptError(.syntax, "an unfinished template literal", at: start) }
    position += 1
    texts.append(String(decoding: content, as: UTF8.self))
    return token(.template(texts, expressions), start)
  }
}
