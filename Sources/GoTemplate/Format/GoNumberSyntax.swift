// Numbers as Go's strconv reads them.

/// Parsing of `strconv`.
public enum GoNumberSyntax {
  /// Why a text is no number.
  public enum Failure: String, Error, Sendable {
    /// It isn't spelled like one.
    case syntax = "invalid syntax"
    /// It is too large for the type.
    case range = "value out of range"
  }

  /// A signed integer in Go's syntax: `42`, `-0x2A`, `0o52`, `0b1_01` (`ParseInt(text, 0, 64)`); nil if it is none.
  public static func int(_ text: [UInt8]) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    let isSigned = isNegative || text.first == UInt8(ascii: "+")
    guard let magnitude = uint(isSigned ? Array(text.dropFirst()) : text) else { return nil }
    guard isNegative else { return Int64(exactly: magnitude) }
    return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  /// An unsigned integer in Go's syntax (`ParseUint(text, 0, 64)`); nil if it is none.
  public static func uint(_ text: [UInt8]) -> UInt64? {
    guard !text.isEmpty else { return nil }
    let (radix, prefix) = radix(of: text)
    var number: UInt64 = 0
    for byte in text[prefix...] where byte != UInt8(ascii: "_") {
      guard let digit = digit(byte), digit < radix else { return nil }
      let (product, overflows) = number.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(digit)
      guard !overflows, !carries else { return nil }
      number = sum
    }
    return hasSeparatingUnderscores(text[...]) ? number : nil
  }

  private static func radix(of text: [UInt8]) -> (radix: UInt64, prefix: Int) {
    guard text[0] == UInt8(ascii: "0") else { return (10, 0) }
    guard text.count >= 3 else { return (8, 1) }
    switch text[1] | 0x20 {
    case UInt8(ascii: "b"): return (2, 2)
    case UInt8(ascii: "o"): return (8, 2)
    case UInt8(ascii: "x"): return (16, 2)
    default: return (8, 1)
    }
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    if byte.isDigit { return UInt64(byte - 0x30) }
    let letter = (byte | 0x20) &- 0x61
    return letter < 26 ? UInt64(letter) + 10 : nil
  }

  /// Whether every underscore stands between digits, or between a base prefix and a digit.
  private static func hasSeparatingUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.contains(UInt8(ascii: "_")) else { return true }
    var rest = text
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var isHexadecimal = false
    var canSeparate = false
    if rest.count >= 2, rest.first == UInt8(ascii: "0"), let letter = rest.dropFirst().first.map({ $0 | 0x20 }),
      "box".utf8.contains(letter)
    {
      isHexadecimal = letter == UInt8(ascii: "x")
      canSeparate = true
      rest = rest.dropFirst(2)
    }
    var isOpen = false
    for byte in rest {
      let isDigit = byte.isDigit || isHexadecimal && (byte | 0x20) &- 0x61 < 6
      if byte == UInt8(ascii: "_") {
        guard canSeparate else { return false }
        isOpen = true
        canSeparate = false
      } else {
        guard isDigit || !isOpen else { return false }
        isOpen = false
        canSeparate = isDigit
      }
    }
    return !isOpen
  }

  /// A floating-point number: decimal, or hexadecimal with an exponent (`ParseFloat(text, 64)`, but for `Inf` and `NaN`,
  /// which no literal can spell).
  public static func float(_ text: [UInt8]) -> Result<Double, Failure> {
    guard let spelling = spelling(ofFloat: text), hasSeparatingUnderscores(text[...]), let number = Double(spelling)
    else { return .failure(.syntax) }
    return number.isFinite ? .success(number) : .failure(.range)
  }

  /// The number as Swift spells it; nil if it isn't spelled as Go does.
  private static func spelling(ofFloat text: [UInt8]) -> String? {
    var rest = text.filter { $0 != UInt8(ascii: "_") }[...]
    var spelling: [UInt8] = []
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      spelling.append(sign)
      rest = rest.dropFirst()
    }
    let isHexadecimal = rest.count > 2 && rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8)
    if isHexadecimal {
      spelling += "0x".utf8
      rest = rest.dropFirst(2)
    }
    func takeDigits() -> ArraySlice<UInt8> {
      let digits = rest.prefix { $0.isDigit || isHexadecimal && ($0 | 0x20) &- 0x61 < 6 }
      rest = rest.dropFirst(digits.count)
      return digits
    }
    let whole = takeDigits()
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = takeDigits()
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    spelling += (whole.isEmpty ? [0x30] : whole) + [UInt8(ascii: ".")] + (fraction.isEmpty ? [0x30] : fraction)
    if let letter = rest.first {
      guard letter | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e") else { return nil }
      var exponent = rest.dropFirst()
      if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        exponent = exponent.dropFirst()
      }
      guard !exponent.isEmpty, exponent.allSatisfy(\.isDigit) else { return nil }
      // Longer exponents are beyond all numbers anyway.
      spelling += rest.prefix(rest.count - exponent.count) + exponent.drop { $0 == 0x30 }.prefix(6)
      if exponent.allSatisfy({ $0 == 0x30 }) { spelling.append(0x30) }
    } else if isHexadecimal {
      return nil
    }
    return String(decoding: spelling, as: UTF8.self)
  }
}
