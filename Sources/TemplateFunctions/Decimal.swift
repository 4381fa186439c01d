// Decimal arithmetic as github.com/shopspring/decimal does it for sprig: exact, except that quotients are rounded to 16
// digits after the point.

internal import Basics
internal import GoTemplate

/// A decimal number: an integer times a power of ten.
struct Decimal {
  private var value: BigInteger
  private var exponent: Int

  /// The digits of quotients after the point.
  private static let divisionPrecision = 16

  private init(value: BigInteger, exponent: Int) {
    self.value = value
    self.exponent = exponent
  }

  /// The decimal with the shortest digits that give the float back.
  init(_ number: Double) throws(GoFunctionError) {
    guard number.isFinite else {
      let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
      throw GoFunctionError("Cannot create a Decimal from \(text)")
    }
    let (digits, point) = GoNumber.shortestDigits(number)
    value = BigInteger((number < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self))
    exponent = number == 0 ? 0 : point - digits.count
  }

  /// The float nearest to it.
  var float: Double { Double("\(value.text)e\(exponent)") ?? 0 }

  static func + (left: Decimal, right: Decimal) -> Decimal { aligned(left, right, +) }
  static func - (left: Decimal, right: Decimal) -> Decimal { aligned(left, right, -) }
  static func * (left: Decimal, right: Decimal) -> Decimal {
    Decimal(value: left.value * right.value, exponent: left.exponent + right.exponent)
  }

  private static func aligned(
    _ left: Decimal, _ right: Decimal, _ combine: (BigInteger, BigInteger) -> BigInteger
  ) -> Decimal {
    let exponent = min(left.exponent, right.exponent)
    return Decimal(value: combine(left.scaled(to: exponent), right.scaled(to: exponent)), exponent: exponent)
  }

  /// The integer for a smaller exponent.
  private func scaled(to exponent: Int) -> BigInteger {
    exponent == self.exponent ? value : value * .powerOfTen(self.exponent - exponent)
  }

  /// The quotient, half rounded away from zero.
  func divided(by divisor: Decimal) throws(GoFunctionError) -> Decimal {
    guard !divisor.value.isZero else { throw GoFunctionError("decimal division by 0") }
    let precision = Self.divisionPrecision
    let shift = exponent - divisor.exponent + precision
    let numerator = shift < 0 ? value : value * .powerOfTen(shift)
    let denominator = shift < 0 ? divisor.value * .powerOfTen(-shift) : divisor.value
    let (quotient, remainder) = numerator.dividing(by: denominator)
    let isHalfOrMore = (remainder + remainder).compareMagnitude(with: denominator) >= 0
    guard isHalfOrMore else { return Decimal(value: quotient, exponent: -precision) }
    let one = BigInteger(value.isNegative != divisor.value.isNegative && !value.isZero ? "-1" : "1")
    return Decimal(value: quotient + one, exponent: -precision)
  }
}
