// Numeric literals: all that a literal can be is kept, because its type depends on where it is used.

/// A number of a template's text.
final class NumberConstant: Sendable {
  /// What it is as a signed integer; nil if it is none, as for the others.
  let int: Int64?
  let uint: UInt64?
  let float: Double?
  let complex: (real: Double, imaginary: Double)?
  /// What it is where no type is asked for; nil if it overflows `int`.
  let ideal: Ideal?

  enum Ideal: Sendable {
    case int(Int64)
    case float(Double)
    case complex(Double, Double)
  }

  /// Why a literal is no number, in the words of Go's parser.
  struct Problem: Error {
    let message: String

    /// The message of `strconv`'s unquoting.
    static let syntax = Problem(message: "invalid syntax")
  }

  private init(int: Int64?, uint: UInt64?, float: Double?, complex: (Double, Double)? = nil, ideal: Ideal?) {
    self.int = int
    self.uint = uint
    self.float = float
    self.complex = complex
    self.ideal = ideal
  }

  /// A character constant, its quotes included.
  static func character(_ literal: [UInt8]) throws(Problem) -> NumberConstant {
    guard let (value, length) = GoQuote.unquoteCharacter(literal.dropFirst(), quote: UInt8(ascii: "'")) else {
      throw .syntax
    }
    guard length == literal.count - 2 else {
      throw Problem(message: "malformed character constant: \(String(decoding: literal, as: UTF8.self))")
    }
    let number = Int64(value)
    return NumberConstant(int: number, uint: UInt64(value), float: Double(number), ideal: .int(number))
  }

  /// A number such as `1+2i`.
  static func complex(_ literal: [UInt8]) throws(Problem) -> NumberConstant {
    // The lexer has seen to it that there are two numbers, the second one with a sign and an `i`.
    let isHexadecimal = literal.prefix(3).contains { $0 | 0x20 == UInt8(ascii: "x") }
    let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
    let split = literal.indices.dropFirst().first { index in
      (literal[index] == UInt8(ascii: "+") || literal[index] == UInt8(ascii: "-"))
        && literal[index - 1] | 0x20 != exponent
    }
    guard let split else { throw Problem(message: "syntax error scanning complex number") }
    let parts = [Array(literal[..<split]), Array(literal[split...].dropLast())]
    for part in parts where !isDecimalOrHexadecimal(part) {
      throw Problem(message: "syntax error scanning complex number")
    }
    return NumberConstant(real: try float(parts[0]), imaginary: try float(parts[1]))
  }

  /// Whether Go's `Sscan` reads all of it as one floating-point number.
  private static func isDecimalOrHexadecimal(_ part: [UInt8]) -> Bool {
    part.prefix(3).contains { $0 | 0x20 == UInt8(ascii: "x") }
      ? part.last != UInt8(ascii: "i")
      : part.allSatisfy { $0.isDigit || "_.eE+-".utf8.contains($0) }
  }

  private static func float(_ text: [UInt8]) throws(Problem) -> Double {
    switch GoNumberSyntax.float(text) {
    case .success(let number): return number
    case .failure(let failure):
      let quoted = String(decoding: GoQuote.quote(text), as: UTF8.self)
      throw Problem(message: "strconv.ParseFloat: parsing \(quoted): \(failure.rawValue)")
    }
  }

  private convenience init(real: Double, imaginary: Double) {
    let float = imaginary == 0 ? real : nil
    self.init(
      int: float.flatMap(Int64.init(exactly:)), uint: float.flatMap(UInt64.init(exactly:)), float: float,
      complex: (real, imaginary), ideal: .complex(real, imaginary))
  }

  /// An integer, a floating-point or an imaginary number.
  static func number(_ literal: [UInt8]) throws(Problem) -> NumberConstant {
    if literal.last == UInt8(ascii: "i"), case .success(let imaginary) = GoNumberSyntax.float(Array(literal.dropLast()))
    {
      return NumberConstant(real: 0, imaginary: imaginary)
    }
    let isFloatSyntax = literal.contains { ".eEpP".utf8.contains($0) }
    var int = GoNumberSyntax.int(literal)
    var uint = GoNumberSyntax.uint(literal) ?? (int == 0 ? 0 : nil)
    if let float = int.map(Double.init) ?? uint.map(Double.init) {
      // `0x1e3` has an `e`, but only as a digit.
      let isHexadecimal = literal.starts(with: "0x".utf8) || literal.starts(with: "0X".utf8)
      let ideal: Ideal? = isFloatSyntax && !isHexadecimal ? .float(float) : int.map(Ideal.int)
      return NumberConstant(int: int, uint: uint, float: float, ideal: ideal)
    }
    let quoted = String(decoding: GoQuote.quote(literal), as: UTF8.self)
    guard case .success(let float) = GoNumberSyntax.float(literal) else {
      throw Problem(message: "illegal number syntax: \(quoted)")
    }
    guard isFloatSyntax else { throw Problem(message: "integer overflow: \(quoted)") }
    (int, uint) = (Int64(exactly: float), UInt64(exactly: float))
    return NumberConstant(int: int, uint: uint, float: float, ideal: .float(float))
  }
}
