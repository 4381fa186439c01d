// Floating-point numbers as text, in all of strconv's forms.

internal import Basics

/// Spellings of `strconv.FormatFloat`.
public enum GoFloat {
  /// The text of a number.
  ///
  /// - Parameters:
  ///   - number: The number.
  ///   - form: One of `e E f F g G b`, as a byte.
  ///   - precision: The digits after the point (`e`, `f`) or altogether (`g`); nil for as many as needed.
  /// - Returns: The text, with a sign only if negative; `NaN`, `+Inf`, `-Inf`.
  public static func format(_ number: Double, form: UInt8 = UInt8(ascii: "g"), precision: Int? = nil) -> [UInt8] {
    guard number.isFinite else { return Array((number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf").utf8) }
    if form == UInt8(ascii: "b") { return binary(number) }
    var digits = Decimal(number, form: form, precision: precision)
    let sign: [UInt8] = number.sign == .minus ? [UInt8(ascii: "-")] : []
    switch form {
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      return sign + digits.exponential(precision: precision ?? digits.digits.count - 1, letter: form)
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return sign + digits.plain(precision: precision ?? max(digits.digits.count - digits.point, 0))
    default:
      var threshold = precision ?? 6
      if precision != nil, threshold > digits.digits.count, digits.digits.count >= digits.point {
        threshold = digits.digits.count
      }
      if precision == 0 { threshold = 1 }
      let exponent = digits.point - 1
      digits.trim()
      if exponent < -4 || exponent >= threshold {
        let letter = form == UInt8(ascii: "G") ? UInt8(ascii: "E") : UInt8(ascii: "e")
        return sign + digits.exponential(precision: digits.digits.count - 1, letter: letter)
      }
      return sign + digits.plain(precision: max(digits.digits.count - digits.point, 0))
    }
  }

  /// `%b`: the mantissa and the exponent of two.
  private static func binary(_ number: Double) -> [UInt8] {
    let bits = number.magnitude
    let exponent = bits == 0 || bits.isSubnormal ? -1074 : Int(bits.exponent) - 52
    let mantissa = bits.significandBitPattern | (bits.isNormal ? 1 << 52 : 0)
    let sign = number.sign == .minus ? "-" : ""
    return Array("\(sign)\(mantissa)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
  }

  /// Decimal digits and the place of the point: `0.d₁d₂… × 10^point`.
  private struct Decimal {
    var digits: [UInt8]
    var point: Int

    init(_ number: Double, form: UInt8, precision: Int?) {
      guard let precision, number != 0 else {
        (digits, point) = GoNumber.shortestDigits(number)
        if number == 0 { (digits, point) = ([], 0) }
        return
      }
      (digits, point) = ExactDecimal.digits(of: number.magnitude)
      switch form {
      case UInt8(ascii: "e"), UInt8(ascii: "E"): round(to: precision + 1)
      case UInt8(ascii: "f"), UInt8(ascii: "F"): round(to: point + precision)
      default: round(to: max(precision, 1))
      }
    }

    /// Keeps `count` digits, rounding half to even.
    private mutating func round(to count: Int) {
      guard count < digits.count else { return }
      guard count >= 0 else {
        digits = []
        point = 0
        return
      }
      let half = digits[count] == 0x35 && count + 1 == digits.count
      let isUp = half ? count > 0 && digits[count - 1] & 1 == 1 : digits[count] >= 0x35
      digits.removeSubrange(count...)
      if isUp {
        var index = count - 1
        while index >= 0, digits[index] == 0x39 {
          digits.removeLast()
          index -= 1
        }
        if index >= 0 {
          digits[index] += 1
        } else {
          digits = [0x31]
          point += 1
        }
      }
      trim()
      if digits.isEmpty { point = 0 }
    }

    mutating func trim() {
      while digits.last == 0x30 { digits.removeLast() }
    }

    func exponential(precision: Int, letter: UInt8) -> [UInt8] {
      var text: [UInt8] = [digits.first ?? 0x30]
      if precision > 0 {
        text.append(UInt8(ascii: "."))
        let rest = digits.dropFirst().prefix(precision)
        text += rest + repeatElement(0x30, count: precision - rest.count)
      }
      let exponent = digits.isEmpty ? 0 : point - 1
      let magnitude = String(exponent.magnitude)
      text += [letter, exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")]
      return text + (magnitude.utf8.count < 2 ? [0x30] : []) + magnitude.utf8
    }

    func plain(precision: Int) -> [UInt8] {
      var text: [UInt8] = []
      if point > 0 {
        let whole = digits.prefix(point)
        text += whole + repeatElement(0x30, count: point - whole.count)
      } else {
        text.append(0x30)
      }
      guard precision > 0 else { return text }
      text.append(UInt8(ascii: "."))
      for place in 0..<precision {
        let index = point + place
        text.append(digits.indices.contains(index) ? digits[index] : 0x30)
      }
      return text
    }
  }
}

/// The exact decimal digits of a binary fraction, which rounding to a given precision needs.
private enum ExactDecimal {
  /// The digits of a positive number, and the place of the point.
  static func digits(of number: Double) -> (digits: [UInt8], point: Int) {
    var mantissa = number.significandBitPattern | (number.isNormal ? 1 << 52 : 0)
    var exponent = number.isNormal ? Int(number.exponent) - 52 : -1074
    while mantissa & 1 == 0, mantissa != 0 {
      mantissa >>= 1
      exponent += 1
    }
    // m × 2^e for negative e is m × 5^-e × 10^e: only whole numbers are ever multiplied.
    var limbs = [UInt64(mantissa % 1_000_000_000), mantissa / 1_000_000_000 % 1_000_000_000]
    if mantissa / 1_000_000_000_000_000_000 > 0 { limbs.append(mantissa / 1_000_000_000_000_000_000) }
    for _ in 0..<exponent.magnitude { multiply(&limbs, by: exponent > 0 ? 2 : 5) }
    var text = ""
    for limb in limbs.reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.utf8.count) + part
    }
    var digits = Array(text.utf8.drop { $0 == 0x30 })
    let point = digits.count + min(exponent, 0)
    while digits.last == 0x30 { digits.removeLast() }
    return (digits, point)
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { limbs.append(carry) }
  }
}
