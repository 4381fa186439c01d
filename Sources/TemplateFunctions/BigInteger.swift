// Integers of any size, from libcrypto: what decimal arithmetic needs.

internal import CLibCrypto

/// An integer of any size.
final class BigInteger {
  private let number: OpaquePointer?

  private init(_ number: OpaquePointer?) {
    self.number = number
  }

  /// The integer a decimal text stands for.
  convenience init(_ text: String) {
    var number: OpaquePointer? = BN_new()
    if BN_dec2bn(&number, text) == 0 { BN_zero_ex(number) }
    self.init(number)
  }

  deinit {
    BN_free(number)
  }

  /// Ten to the power of `exponent`.
  static func powerOfTen(_ exponent: Int) -> BigInteger {
    BigInteger("1" + String(repeating: "0", count: max(exponent, 0)))
  }

  static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    make { BN_add($0, left.number, right.number) }
  }

  static func - (left: BigInteger, right: BigInteger) -> BigInteger {
    make { BN_sub($0, left.number, right.number) }
  }

  static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    withContext { context in make { BN_mul($0, left.number, right.number, context) } }
  }

  /// Quotient and remainder, rounded toward zero; the divisor must not be zero.
  func dividing(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
    Self.withContext { context in
      let (quotient, remainder) = (BN_new(), BN_new())
      _ = BN_div(quotient, remainder, number, divisor.number, context)
      return (BigInteger(quotient), BigInteger(remainder))
    }
  }

  /// Whether it is zero.
  var isZero: Bool { BN_is_zero(number) == 1 }
  /// Whether it is less than zero.
  var isNegative: Bool { BN_is_negative(number) == 1 }

  /// Compares the magnitudes: negative, zero or positive.
  func compareMagnitude(with other: BigInteger) -> Int { Int(BN_ucmp(number, other.number)) }

  /// The decimal digits, with a sign if negative.
  var text: String {
    guard let digits = BN_bn2dec(number) else { return "0" }
    defer { CRYPTO_free(digits, nil, 0) }
    return String(cString: digits)
  }

  private static func make(_ compute: (OpaquePointer?) -> Int32) -> BigInteger {
    let result = BN_new()
    _ = compute(result)
    return BigInteger(result)
  }

  private static func withContext<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    return body(context)
  }
}
