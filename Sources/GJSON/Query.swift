// `#(path op value)`: picking elements of an array by what they hold.

/// A query, taken apart.
struct Query {
  /// The path inside an element; empty for the element itself.
  private(set) var path: [UInt8] = []
  /// The comparison; nil asks only whether the path is there.
  private(set) var comparison: Comparison?
  /// What is compared with, quotes taken off.
  private(set) var operand: [UInt8] = []
  /// Whether all matches are wanted (`#(…)#`).
  var findsAll = false

  /// The comparisons of gjson.
  ///
  /// `==` is `=`.
  enum Comparison: String {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case like = "%"
    case notLike = "!%"
    /// An operator gjson doesn't know: matches nothing.
    case unknown = "!"
  }

  /// Takes the query at the start of `path` apart; nil if it never ends.
  static func parse(_ path: [UInt8]) -> (query: Query, end: Int)? {
    var index = 2
    var depth = 1
    var operatorStart: Int?
    var operandHasEscape = false
    scan: while index < path.count {
      let byte = path[index]
      if depth == 1, operatorStart == nil, "!=<>%".utf8.contains(byte) {
        operatorStart = index
        index += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { break scan }
      case UInt8(ascii: "\""):
        let span = Scanner(path).string(from: index + 1)
        if span.hasEscape { operandHasEscape = true }
        index = span.end - 1
      default: break
      }
      index += 1
    }
    guard depth == 0 else { return nil }
    var query = Query()
    guard let operatorStart else {
      query.path = trimmed(path[2..<index])
      return (query, index + 1)
    }
    query.path = trimmed(path[2..<operatorStart])
    query.read(comparison: trimmed(path[operatorStart..<index]), hasEscape: operandHasEscape)
    return (query, index + 1)
  }

  private mutating func read(comparison text: [UInt8], hasEscape: Bool) {
    let second = text.count > 1 ? text[1] : 0
    let length =
      switch (text[0], second) {
      case (UInt8(ascii: "!"), UInt8(ascii: "=")), (UInt8(ascii: "!"), UInt8(ascii: "%")),
        (UInt8(ascii: "<"), UInt8(ascii: "=")), (UInt8(ascii: ">"), UInt8(ascii: "=")),
        (UInt8(ascii: "="), UInt8(ascii: "=")):
        2
      default: text[0] == UInt8(ascii: "!") && text.count > 1 ? 0 : 1
      }
    let symbol = String(decoding: text[..<length], as: UTF8.self)
    comparison = length == 0 ? nil : Comparison(rawValue: symbol == "==" ? "=" : symbol) ?? .unknown
    operand = trimmed(text[length...])
    let quote = UInt8(ascii: "\"")
    guard operand.count >= 2, operand.first == quote, operand.last == quote else { return }
    let content = operand[1..<(operand.count - 1)]
    operand = hasEscape ? unescape(content) : Array(content)
  }

  /// Whether a value at the query's path satisfies it.
  func accepts(_ found: GJSON.Value) -> Bool {
    var value = found
    var wanted = operand
    if wanted.first == UInt8(ascii: "~") {
      let truth: Bool? =
        switch String(decoding: wanted.dropFirst(), as: UTF8.self) {
        case "*": value.exists
        case "null": value.kind == .null
        case "true": Query.isTrueish(value)
        case "false": Query.isFalseish(value)
        default: nil
        }
      wanted = truth == nil ? [] : Array("true".utf8)
      value = truth.map { GJSON.Value(kind: $0 ? .true : .false, raw: []) } ?? .missing
    }
    guard value.exists else { return false }
    guard let comparison else { return true }
    switch value.kind {
    case .string: return Query.compare(value.content, comparison, wanted)
    case .number: return Query.compare(value.number, comparison, parseFloat(wanted))
    case .true, .false: return Query.compare(value.kind == .true, comparison, wanted)
    case .null, .json: return false
    }
  }

  private static func compare(_ left: [UInt8], _ comparison: Comparison, _ right: [UInt8]) -> Bool {
    switch comparison {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left.lexicographicallyPrecedes(right)
    case .lessOrEqual: !right.lexicographicallyPrecedes(left)
    case .greater: right.lexicographicallyPrecedes(left)
    case .greaterOrEqual: !left.lexicographicallyPrecedes(right)
    case .like: wildcardMatches(left, pattern: right)
    case .notLike: !wildcardMatches(left, pattern: right)
    case .unknown: false
    }
  }

  private static func compare(_ left: Double, _ comparison: Comparison, _ right: Double) -> Bool {
    switch comparison {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .like, .notLike, .unknown: false
    }
  }

  private static func compare(_ left: Bool, _ comparison: Comparison, _ right: [UInt8]) -> Bool {
    let text = String(decoding: right, as: UTF8.self)
    return switch comparison {
    case .equal: text == (left ? "true" : "false")
    case .notEqual: text != (left ? "true" : "false")
    case .greater: left && text == "false"
    case .greaterOrEqual: left
    case .less: !left && text == "true"
    case .lessOrEqual: !left
    case .like, .notLike, .unknown: false
    }
  }

  private static func isTrueish(_ value: GJSON.Value) -> Bool {
    value.kind == .null || value.kind == .json ? false : value.bool
  }

  private static func isFalseish(_ value: GJSON.Value) -> Bool {
    switch value.kind {
    case .null, .false: true
    case .string: parseBool(value.content) == false
    case .number: value.number == 0
    case .true, .json: false
    }
  }
}

/// A query on its way through an array.
struct QueryRun {
  let query: Query
  /// The path that goes on inside a match; nil if the match itself is wanted.
  private var rest: [UInt8]?
  /// What followed a pipe in the rest of the path.
  private(set) var pipe: [UInt8]?
  /// The matches collected so far, as the beginning of an array.
  private(set) var collected: [UInt8] = [UInt8(ascii: "[")]

  init(_ query: Query, rest: [UInt8]?) {
    self.query = query
    self.rest = rest
  }

  /// Looks at one element.
  ///
  /// The result, if the element ends the search; nil if it goes on.
  mutating func examine(_ element: GJSON.Value, lookup: Lookup) -> GJSON.Value? {
    guard element.kind == .json || query.path.isEmpty else { return nil }
    let subject = element.kind == .json ? lookup.value(at: query.path, in: element.raw) : element
    guard query.accepts(subject) else { return nil }
    var result = element
    if let path = rest {
      if let (left, right) = splitPipe(path) {
        rest = left
        pipe = right
      }
      result = lookup.value(at: rest ?? path, in: element.raw)
    }
    guard query.findsAll else { return result }
    let raw = result.raw.isEmpty ? result.text : result.raw
    guard !raw.isEmpty, lookup.spend(raw.count) else { return nil }
    if collected.count > 1 { collected.append(UInt8(ascii: ",")) }
    collected += raw
    return nil
  }
}

/// The text without white space and control characters at its ends.
func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var text = text
  while let first = text.first, first <= 0x20 { text.removeFirst() }
  while let last = text.last, last <= 0x20 { text.removeLast() }
  return Array(text)
}
