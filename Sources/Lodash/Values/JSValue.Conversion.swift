// JavaScript's conversions (ECMA-262, "Type Conversion"): to text, to a number, to a truth value.

internal import Basics

extension JSValue {
  /// Whether a condition takes it for true (`ToBoolean`).
  var isTruthy: Bool {
    switch self {
    case .undefined, .null: false
    case .bool(let bool): bool
    case .number(let number): number != 0 && !number.isNaN
    case .string(let text): !text.isEmpty
    case .array, .object, .buffer: true
    }
  }

  /// Whether it is `undefined` or `null`, which templates leave out.
  var isNullish: Bool {
    switch self {
    case .undefined, .null: true
    default: false
    }
  }

  /// Its text (`ToString`): `[object Object]` for an object, elements with commas for an array.
  public var text: String {
    switch self {
    case .undefined: "undefined"
    case .null: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .number(let number): JSValue.text(number)
    case .string(let text): text
    case .array(let elements): elements.map { $0.isNullish ? "" : $0.text }.joined(separator: ",")
    case .object: "[object Object]"
    case .buffer(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }

  /// A number's text: the shortest digits, an exponent below 1e-6 and from 1e21 on.
  static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    guard number.isFinite else { return number < 0 ? "-Infinity" : "Infinity" }
    return number == 0 ? "0" : GoNumber.json(number)
  }

  /// Its number (`ToNumber`); text that is no number gives NaN.
  var number: Double {
    switch self {
    case .undefined: .nan
    case .null: 0
    case .bool(let bool): bool ? 1 : 0
    case .number(let number): number
    case .string(let text): JSValue.number(text)
    case .array, .object, .buffer: JSValue.number(text)
    }
  }

  private static func number(_ text: String) -> Double {
    let scalars = text.unicodeScalars
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
    guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return 0 }
    let body = String(scalars[first...last])
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)]
    where body.hasPrefix(prefix) {
      let digits = body.dropFirst(2)
      guard digits.first != "+", digits.first != "-" else { return .nan }
      return UInt64(digits, radix: radix).map { Double($0) } ?? .nan
    }
    switch body {
    case "Infinity", "+Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: break
    }
    // Swift reads words and hexadecimal fractions too.
    let isDecimal = body.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isDecimal else { return .nan }
    let normal = body.hasSuffix(".") ? String(body.dropLast()) : body
    return Double(normal) ?? .nan
  }
}
