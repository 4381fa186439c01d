// A strict parser (RFC 8259, as Go's encoding/json accepts it) that keeps order, number text, duplicates and places.

/// Why a text is not JSON, and where.
///
/// It holds no part of the text: the text may be a secret.
public struct JSONSyntaxError: Error, Sendable, Hashable {
  /// What is wrong.
  public enum Reason: Sendable, Hashable {
    /// The text ends inside a value.
    case unexpectedEnd
    /// A character that can't stand there, looking for what `context` says (Go's words, such as "looking for beginning of value").
    case invalidCharacter(context: String)
    /// More than one value.
    case trailingContent
    /// Nested deeper than the parser goes.
    case tooDeep(limit: Int)
  }

  /// What is wrong.
  public var reason: Reason
  /// Where.
  public var mark: SourceMark

  /// An error at a place.
  public init(_ reason: Reason, at mark: SourceMark) {
    self.reason = reason
    self.mark = mark
  }
}

extension JSONSyntaxError: CustomStringConvertible {
  /// The reason in words, without the place.
  public var description: String {
    switch reason {
    case .unexpectedEnd: "unexpected end of JSON input"
    case .invalidCharacter(let context): "invalid character \(context)"
    case .trailingContent: "invalid character after top-level value"
    case .tooDeep(let limit): "JSON nested deeper than \(limit) levels"
    }
  }
}

extension JSON {
  /// The depth of nesting at which parsing stops: far more than any manifest has, far less than a stack holds.
  public static let depthLimit = 500

  /// Reads one JSON value that fills the whole text.
  ///
  /// - Parameters:
  ///   - bytes: The text, UTF-8. Bytes that aren't become U+FFFD inside strings, as in Go.
  ///   - locating: Whether each value is to remember where it stood.
  /// - Returns: The value.
  /// - Throws: ``JSONSyntaxError`` where the text is not JSON.
  public static func parse(_ bytes: [UInt8], locating: Bool = true) throws(JSONSyntaxError) -> JSON {
    let outcome: Result<JSON, JSONSyntaxError> = bytes.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(buffer, locating: locating)
      do throws(JSONSyntaxError) { return .success(try parser.document()) } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Reads JSON values that follow each other with nothing but space between them, as `jq` writes them.
  ///
  /// - Parameter bytes: The text, UTF-8.
  /// - Returns: The values, located.
  /// - Throws: ``JSONSyntaxError`` where the text is not JSON.
  public static func parseSequence(_ bytes: [UInt8]) throws(JSONSyntaxError) -> [JSON] {
    let outcome: Result<[JSON], JSONSyntaxError> = bytes.withUnsafeBufferPointer { buffer in
      var parser = JSONParser(buffer, locating: true)
      do throws(JSONSyntaxError) { return .success(try parser.sequence()) } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Reads one JSON value that fills the whole text.
  public static func parse(_ text: String, locating: Bool = true) throws(JSONSyntaxError) -> JSON {
    try parse(Array(text.utf8), locating: locating)
  }
}

/// The parser's state: a position in the bytes.
///
/// Recursive descent, its depth bounded.
private struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let locating: Bool
  private var position = 0
  private var line = 1
  /// The place up to which `markColumn` has been counted: marks only move forward, so counting stays linear.
  private var markOffset = 0
  private var markColumn = 1

  init(_ bytes: UnsafeBufferPointer<UInt8>, locating: Bool) {
    self.bytes = bytes
    self.locating = locating
  }

  mutating func document() throws(JSONSyntaxError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error(.trailingContent) }
    return value
  }

  mutating func sequence() throws(JSONSyntaxError) -> [JSON] {
    var values: [JSON] = []
    skipSpace()
    while position < bytes.count {
      values.append(try value(depth: 0))
      skipSpace()
    }
    return values
  }

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSON {
    guard depth < JSON.depthLimit else { throw error(.tooDeep(limit: JSON.depthLimit)) }
    skipSpace()
    let start = mark()
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    let value: JSON.Content =
      switch bytes[position] {
      case UInt8(ascii: "{"): try object(depth: depth)
      case UInt8(ascii: "["): try array(depth: depth)
      case UInt8(ascii: "\""): .string(try string())
      case UInt8(ascii: "t"): try word("true", .bool(true))
      case UInt8(ascii: "f"): try word("false", .bool(false))
      case UInt8(ascii: "n"): try word("null", .null)
      default: try number()
      }
    return JSON(value, range: range(from: start))
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSON.Content {
    position += 1
    var members = JSON.Members()
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      let start = mark()
      guard position < bytes.count else { throw error(.unexpectedEnd) }
      guard bytes[position] == UInt8(ascii: "\"") else {
        throw error(.invalidCharacter(context: "looking for beginning of object key string"))
      }
      let key = try string()
      let keyRange = range(from: start)
      skipSpace()
      try expect(UInt8(ascii: ":"), "after object key")
      members.append(.init(key: key, keyRange: keyRange, value: try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      try expect(UInt8(ascii: ","), "after object key:value pair")
    }
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSON.Content {
    position += 1
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      try expect(UInt8(ascii: ","), "after array element")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON.Content) throws(JSONSyntaxError) -> JSON.Content {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count else { throw error(.unexpectedEnd) }
      guard bytes[position] == word.utf8Start[index] else {
        let expected = Unicode.Scalar(word.utf8Start[index])
        throw error(.invalidCharacter(context: "in literal \(word) (expecting '\(expected)')"))
      }
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONSyntaxError) -> JSON.Content {
    let start = position
    _ = take(UInt8(ascii: "-"))
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    if take(UInt8(ascii: "0")) {
      // A zero stands alone: what follows is judged by the caller.
    } else if digits() == 0 {
      throw error(
        .invalidCharacter(context: start == position ? "looking for beginning of value" : "in numeric literal"))
    }
    if take(UInt8(ascii: ".")), digits() == 0 {
      throw error(
        position < bytes.count ? .invalidCharacter(context: "after decimal point in numeric literal") : .unexpectedEnd)
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else {
        throw error(
          position < bytes.count ? .invalidCharacter(context: "in exponent of numeric literal") : .unexpectedEnd)
      }
    }
    return .number(text(start..<position))
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return text(start..<position)
      case UInt8(ascii: "\\"):
        return try escapedString(from: start)
      case 0..<0x20:
        throw error(.invalidCharacter(context: "in string literal"))
      default:
        position += 1
      }
    }
    throw error(.unexpectedEnd)
  }

  /// The rest of a string whose first escape stands at `position`.
  private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
    var content = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return GoText.string(content)
      case 0..<0x20:
        throw error(.invalidCharacter(context: "in string literal"))
      case UInt8(ascii: "\\"):
        position += 1
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        try escape(into: &content)
      default:
        content.append(byte)
        position += 1
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONSyntaxError) {
    let plain: UInt8? =
      switch bytes[position] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes[position]
      case UInt8(ascii: "b"): 0x08
      case UInt8(ascii: "f"): 0x0C
      case UInt8(ascii: "n"): 0x0A
      case UInt8(ascii: "r"): 0x0D
      case UInt8(ascii: "t"): 0x09
      default: nil
      }
    if let plain {
      content.append(plain)
      position += 1
      return
    }
    guard bytes[position] == UInt8(ascii: "u") else { throw error(.invalidCharacter(context: "in string escape code")) }
    position += 1
    let unit = try hexUnit()
    var scalar = Unicode.Scalar(unit)
    if UTF16.isLeadSurrogate(UInt16(truncatingIfNeeded: unit)), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    {
      let before = position
      position += 2
      let trail = try hexUnit()
      if UTF16.isTrailSurrogate(UInt16(truncatingIfNeeded: trail)) {
        scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00))
      } else {
        position = before
      }
    }
    content.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
  }

  private mutating func hexUnit() throws(JSONSyntaxError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else { throw error(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
        throw error(.invalidCharacter(context: "in \\u hexadecimal character escape"))
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private func text(_ range: Range<Int>) -> String {
    let content = UnsafeBufferPointer(rebasing: bytes[range])
    return String(validating: content, as: UTF8.self) ?? GoText.string(Array(content))
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x0A:
        position += 1
        line += 1
        markOffset = position
        markColumn = 1
      case 0x20, 0x09, 0x0D:
        position += 1
      default:
        return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ context: String) throws(JSONSyntaxError) {
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    guard take(byte) else { throw error(.invalidCharacter(context: context)) }
  }

  private mutating func mark() -> SourceMark {
    guard locating else { return SourceMark(line: 0, column: 0, offset: position) }
    while markOffset < position {
      if bytes[markOffset] & 0xC0 != 0x80 { markColumn += 1 }
      markOffset += 1
    }
    return SourceMark(line: line, column: markColumn, offset: position)
  }

  private mutating func range(from start: SourceMark) -> SourceRange? {
    locating ? SourceRange(start: start, end: mark()) : nil
  }

  private mutating func error(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
    var column = 1
    var index = position
    while index > 0, bytes[index - 1] != 0x0A {
      index -= 1
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
    }
    return JSONSyntaxError(reason, at: SourceMark(line: line, column: column, offset: position))
  }
}
