// Finding the ends of values in JSON text without validating it, byte by byte, as leniently as gjson does.

/// Reads JSON text whose well-formedness nobody has checked.
struct Scanner {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What a byte can begin.
  enum Token: Equatable {
    case object
    case array
    case string
    case number
    case literal(GJSON.Value.Kind)
    /// Nothing: gjson steps over it.
    case none
  }

  /// What begins at `index`, which must be inside the text.
  func token(at index: Int) -> Token {
    switch bytes[index] {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"): .literal(.true)
    case UInt8(ascii: "f"): .literal(.false)
    // `null`, unless it goes on like `nan`.
    case UInt8(ascii: "n"):
      index + 1 < bytes.count && bytes[index + 1] != UInt8(ascii: "u") ? .number : .literal(.null)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "i"),
      UInt8(ascii: "I"), UInt8(ascii: "N"):
      .number
    default: .none
    }
  }

  /// A string's extent.
  struct StringSpan {
    /// The place after the closing quote, or the text's end.
    var end: Int
    var isTerminated: Bool
    var hasEscape: Bool
  }

  /// The string whose first character, after the opening quote, stands at `start`.
  func string(from start: Int) -> StringSpan {
    var index = start
    var hasEscape = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return StringSpan(end: index + 1, isTerminated: true, hasEscape: hasEscape)
      case UInt8(ascii: "\\"):
        hasEscape = true
        index += 2
      default: index += 1
      }
    }
    return StringSpan(end: bytes.count, isTerminated: false, hasEscape: hasEscape)
  }

  /// The value of the string that `span` describes and whose opening quote stands at `quote`.
  func stringValue(_ span: StringSpan, from quote: Int) -> GJSON.Value {
    let end = max(quote + 1, span.isTerminated ? span.end - 1 : span.end)
    let content = bytes[min(quote + 1, bytes.count)..<min(end, bytes.count)]
    return GJSON.Value(
      kind: .string, raw: Array(bytes[quote..<span.end]), content: span.hasEscape ? unescape(content) : Array(content))
  }

  /// The end of a number, as it ends inside an object or array.
  func number(at start: Int) -> Int {
    end(from: start + 1) { $0 <= 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") }
  }

  /// The end of `true`, `false`, `null` or whatever begins like them.
  func literal(at start: Int) -> Int {
    end(from: start + 1) { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0) }
  }

  private func end(from start: Int, where isEnd: (UInt8) -> Bool) -> Int {
    var index = min(start, bytes.count)
    while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
    return index
  }

  /// The end of the object, array or parenthesis that opens at `start`, or the text's end; what opens it isn't looked at.
  func squash(at start: Int) -> Int {
    var index = start + 1
    var depth = 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): index = string(from: index + 1).end - 1
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return bytes.count
  }

  /// The end of the value at `start`, which begins with a bracket or a quote.
  func bracketed(at start: Int) -> Int {
    bytes[start] == UInt8(ascii: "\"") ? string(from: start + 1).end : squash(at: start)
  }

  /// The next value at or after `start`, and where it ends; nil if there is none or it is a string without end.
  func anyValue(from start: Int) -> (value: GJSON.Value, end: Int)? {
    var index = start
    while index < bytes.count, token(at: index) == .none { index += 1 }
    guard index < bytes.count else { return nil }
    let (kind, end): (GJSON.Value.Kind, Int)
    switch token(at: index) {
    case .none: return nil
    case .string:
      let span = string(from: index + 1)
      return span.isTerminated ? (stringValue(span, from: index), span.end) : nil
    case .object, .array: (kind, end) = (.json, squash(at: index))
    case .literal(let word): (kind, end) = (word, literal(at: index))
    case .number: (kind, end) = (.number, number(at: index))
    }
    return (GJSON.Value(kind: kind, raw: Array(bytes[index..<end])), end)
  }
}

/// A JSON string's content without its escapes; what follows a damaged escape is dropped, as in gjson.
func unescape(_ text: ArraySlice<UInt8>) -> [UInt8] {
  let bytes = Array(text)
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count)
  var index = 0
  while index < bytes.count {
    guard bytes[index] >= 0x20 else { return output }
    guard bytes[index] == UInt8(ascii: "\\") else {
      output.append(bytes[index])
      index += 1
      continue
    }
    guard index + 1 < bytes.count else { return output }
    switch bytes[index + 1] {
    case UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "\""): output.append(bytes[index + 1])
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"):
      guard index + 6 <= bytes.count else { return output }
      var unit = hexUnit(bytes[(index + 2)..<(index + 6)])
      index += 4
      if 0xD800..<0xE000 ~= unit {
        let trail = index + 2
        if trail + 6 <= bytes.count, bytes[trail] == UInt8(ascii: "\\"), bytes[trail + 1] == UInt8(ascii: "u") {
          unit = surrogatePair(unit, hexUnit(bytes[(trail + 2)..<(trail + 6)]))
          index += 6
        }
      }
      output.append(contentsOf: String(Character(Unicode.Scalar(unit) ?? "\u{FFFD}")).utf8)
    default: return output
    }
    index += 2
  }
  return output
}

/// Four hexadecimal digits as a number; zero if they aren't.
private func hexUnit(_ digits: ArraySlice<UInt8>) -> UInt32 {
  // A sign, which the conversion would take, is no digit.
  digits.first == UInt8(ascii: "+") ? 0 : UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
}

/// The character of a surrogate pair, U+FFFD if it is none.
private func surrogatePair(_ lead: UInt32, _ trail: UInt32) -> UInt32 {
  guard 0xD800..<0xDC00 ~= lead, 0xDC00..<0xE000 ~= trail else { return 0xFFFD }
  return 0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00)
}
