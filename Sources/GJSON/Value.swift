// What a look-up finds: a kind, the text as it stood, and what the text means.

internal import Basics

extension GJSON {
  /// A value found in JSON text.
  public struct Value: Sendable, Equatable {
    /// What kind of value it is.
    public enum Kind: Sendable {
      /// `null`, and whatever is not there.
      case null
      /// `false`.
      case `false`
      /// A number, or one of gjson's `nan` and `inf`.
      case number
      /// A string.
      case string
      /// `true`.
      case `true`
      /// An object or array.
      case json
    }

    /// What kind of value it is.
    public var kind: Kind
    /// The text as it stood, quotes and spaces included.
    public var raw: [UInt8]
    /// A string's content, unescaped.
    var content: [UInt8]

    init(kind: Kind, raw: [UInt8], content: [UInt8] = []) {
      self.kind = kind
      self.raw = raw
      self.content = content
    }

    /// No value.
    static let missing = Value(kind: .null, raw: [])

    /// Whether there is a value; a `null` in the text is one.
    public var exists: Bool { kind != .null || !raw.isEmpty }

    /// The value as text: a string's content, an object's or array's own text, nothing for `null`.
    ///
    /// Integers keep their digits, other numbers take Go's shortest form without an exponent (`1.50` is `1.5`).
    public var text: [UInt8] {
      switch kind {
      case .null: []
      case .false: Array("false".utf8)
      case .true: Array("true".utf8)
      case .string: content
      case .json: raw
      case .number: isInteger ? raw : Array(GoNumber.plain(number).utf8)
      }
    }

    /// The number, as Go's `strconv.ParseFloat` reads it; zero for what it can't read.
    var number: Double { kind == .number ? parseFloat(raw) : 0 }

    /// The truth value as gjson's `Bool` has it.
    var bool: Bool {
      switch kind {
      case .true: true
      case .string: parseBool(content) ?? false
      case .number: number != 0
      default: false
      }
    }

    var isObject: Bool { kind == .json && raw.first == UInt8(ascii: "{") }
    var isArray: Bool { kind == .json && raw.first == UInt8(ascii: "[") }

    private var isInteger: Bool {
      raw.dropFirst(raw.first == UInt8(ascii: "-") ? 1 : 0).allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
  }
}

extension GJSON.Value {
  /// The value that fills a text, as gjson's `Parse` reads it: leniently, taking an object or array to the text's end.
  init(parsing text: [UInt8]) {
    let scanner = Scanner(text)
    var index = 0
    while index < text.count, text[index] <= 0x20, text[index] != UInt8(ascii: "{") { index += 1 }
    guard index < text.count else {
      self = .missing
      return
    }
    switch scanner.token(at: index) {
    case .object, .array:
      self.init(kind: .json, raw: Array(text[index...]))
    case .string:
      self = scanner.stringValue(scanner.string(from: index + 1), from: index)
    case .number:
      self.init(kind: .number, raw: Array(text[index..<scanner.number(at: index)]))
    case .literal(let kind):
      self.init(kind: kind, raw: Array(text[index..<scanner.literal(at: index)]))
    case .none:
      self = .missing
    }
  }

  /// Calls `body` with each member's raw name and value, or each element (gjson's `ForEach`).
  ///
  /// A value that is neither object nor array is its own only element; an element's name is empty.
  func forEach(_ body: (_ name: GJSON.Value, _ value: GJSON.Value) -> Void) {
    guard exists else { return }
    guard kind == .json else { return body(.missing, self) }
    let scanner = Scanner(raw)
    guard let open = raw.firstIndex(where: { $0 > 0x20 }) else { return }
    let isObject = raw[open] == UInt8(ascii: "{")
    guard isObject || raw[open] == UInt8(ascii: "[") else { return }
    var index = open + 1
    while index < raw.count {
      var name = GJSON.Value.missing
      if isObject {
        guard raw[index] == UInt8(ascii: "\"") else {
          index += 1
          continue
        }
        let string = scanner.string(from: index + 1)
        guard string.isTerminated else { return }
        name = scanner.stringValue(string, from: index)
        index = string.end
      }
      while index < raw.count, raw[index] <= 0x20 || raw[index] == UInt8(ascii: ",") || raw[index] == UInt8(ascii: ":")
      {
        index += 1
      }
      guard let (value, end) = scanner.anyValue(from: index) else { return }
      body(name, value)
      index = end + 1
    }
  }
}

/// Go's `strconv.ParseBool` on lower-cased text.
func parseBool(_ text: [UInt8]) -> Bool? {
  switch String(decoding: text, as: UTF8.self).lowercased() {
  case "1", "t", "true": true
  case "0", "f", "false": false
  default: nil
  }
}

/// Go's `strconv.ParseFloat` with its errors ignored: zero for what is no number, infinity for what is too large.
func parseFloat(_ text: [UInt8]) -> Double {
  guard let first = text.first, first > 0x20, !text.contains(UInt8(ascii: "(")) else { return 0 }
  return Double(String(decoding: text, as: UTF8.self)) ?? 0
}
