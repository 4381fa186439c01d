// Conversions to numbers as github.com/spf13/cast makes them: whatever can't be converted is 0, and nothing fails.

internal import GoTemplate

/// Conversions that never fail.
enum Cast {
  /// The value as an `int64`.
  static func int64(_ value: GoValue) -> Int64 {
    switch value {
    case .int(let number, _): number
    case .float(let number): truncating(number)
    case .bool(let bool): bool ? 1 : 0
    case .string(let text): GoInteger.parse(trimDecimals(text)) ?? 0
    case .object(let object): object.goInteger ?? 0
    case .null, .complex, .bytes, .slice, .map: 0
    }
  }

  /// The value as an `int`.
  static func int(_ value: GoValue) -> Int { Int(int64(value)) }

  /// The value as a `float64`.
  static func float64(_ value: GoValue) -> Double {
    switch value {
    case .int(let number, let kind): kind.isUnsigned ? Double(UInt64(bitPattern: number)) : Double(number)
    case .float(let number): number
    case .bool(let bool): bool ? 1 : 0
    case .string(let text): GoNumberText.float(text) ?? 0
    case .object(let object): object.goInteger.map { Double($0) } ?? 0
    case .null, .complex, .bytes, .slice, .map: 0
    }
  }

  /// A float without its fraction, as Go converts it on amd64: what doesn't fit becomes the smallest integer.
  static func truncating(_ number: Double) -> Int64 {
    Int64(exactly: number.rounded(.towardZero)) ?? Int64.min
  }

  /// `1.50` becomes `1`, `.5` becomes `0`; what is no plain decimal stays.
  private static func trimDecimals(_ text: [UInt8]) -> [UInt8] {
    guard let point = text.firstIndex(of: UInt8(ascii: ".")) else { return text }
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let whole = text[..<point].dropFirst(isSigned ? 1 : 0)
    guard whole.allSatisfy(\.isDigit), text[(point + 1)...].allSatisfy(\.isDigit) else { return text }
    return whole.isEmpty ? Array(text.prefix(isSigned ? 1 : 0)) + [UInt8(ascii: "0")] : Array(text[..<point])
  }
}

/// Integers as Go's strconv reads them.
enum GoInteger {
  /// Why a text is no integer.
  enum Failure: Error {
    case syntax, range
  }

  /// `ParseInt(text, 0, 64)`: decimal, `0x`, `0b`, `0o`, `0` octal, underscores between digits.
  static func parse(_ text: [UInt8]) -> Int64? {
    var digits = text[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let (radix, prefix) = radix(of: digits)
    digits = digits.dropFirst(prefix)
    if digits.contains(UInt8(ascii: "_")) {
      guard hasOnlyInnerUnderscores(digits, afterPrefix: prefix > 0) else { return nil }
      digits = digits.filter { $0 != UInt8(ascii: "_") }[...]
    }
    return try? magnitude(digits, radix: radix, isNegative: isNegative)
  }

  /// `ParseInt(text, radix, 64)`.
  static func parse(_ text: [UInt8], radix: Int) throws(Failure) -> Int64 {
    let isNegative = text.first == UInt8(ascii: "-")
    let isSigned = isNegative || text.first == UInt8(ascii: "+")
    return try magnitude(text.dropFirst(isSigned ? 1 : 0), radix: radix, isNegative: isNegative)
  }

  private static func radix(of digits: ArraySlice<UInt8>) -> (radix: Int, prefix: Int) {
    guard digits.first == UInt8(ascii: "0"), digits.count > 1 else { return (10, 0) }
    switch digits.dropFirst().first.map({ $0 | 0x20 }) {
    case UInt8(ascii: "x"): return digits.count > 2 ? (16, 2) : (8, 1)
    case UInt8(ascii: "o"): return digits.count > 2 ? (8, 2) : (8, 1)
    case UInt8(ascii: "b"): return digits.count > 2 ? (2, 2) : (8, 1)
    default: return (8, 1)
    }
  }

  private static func hasOnlyInnerUnderscores(_ digits: ArraySlice<UInt8>, afterPrefix: Bool) -> Bool {
    var previousIsDigit = afterPrefix
    for byte in digits {
      if byte == UInt8(ascii: "_") {
        guard previousIsDigit else { return false }
        previousIsDigit = false
      } else {
        previousIsDigit = true
      }
    }
    return previousIsDigit
  }

  private static func magnitude(
    _ digits: ArraySlice<UInt8>, radix: Int, isNegative: Bool
  ) throws(Failure) -> Int64 {
    guard !digits.isEmpty else { throw .syntax }
    var value: UInt64 = 0
    var isTooLarge = false
    for byte in digits {
      guard let digit = Self.digit(byte), digit < radix else { throw .syntax }
      let (product, overflows) = value.multipliedReportingOverflow(by: UInt64(radix))
      let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
      isTooLarge = isTooLarge || overflows || carries
      value = sum
    }
    let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
    guard !isTooLarge, value <= limit else { throw .range }
    return isNegative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(value)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte - 0x30)
    case 0x41...0x5A: Int(byte - 0x41) + 10
    case 0x61...0x7A: Int(byte - 0x61) + 10
    default: nil
    }
  }
}

/// Floating point numbers as Go's strconv reads them.
enum GoNumberText {
  /// `ParseFloat(text, 64)`; nil where it gives an error, numbers beyond all bounds included.
  static func float(_ text: [UInt8]) -> Double? {
    let lower = String(decoding: text, as: UTF8.self).lowercased()
    let body = lower.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    guard lower.utf8.count - body.count <= 1 else { return nil }
    if let special = specials[String(decoding: body, as: UTF8.self)] {
      return lower.utf8.first == UInt8(ascii: "-") ? -special : special
    }
    let isHexadecimal = body.starts(with: "0x".utf8)
    guard let first = body.first, first.isDigit || first == UInt8(ascii: "."),
      !isHexadecimal || lower.utf8.contains(UInt8(ascii: "p")), hasOnlyInnerUnderscores(body)
    else { return nil }
    let digits = lower.utf8.filter { $0 != UInt8(ascii: "_") }
    guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else { return nil }
    return number
  }

  /// Whether every underscore stands between two digits.
  private static func hasOnlyInnerUnderscores(_ text: some Collection<UInt8>) -> Bool {
    let parts = Array(text).split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).allSatisfy { ($0.last?.isDigit ?? false) && ($1.first?.isDigit ?? false) }
  }

  private static let specials: [String: Double] = ["inf": .infinity, "infinity": .infinity, "nan": .nan]
}
