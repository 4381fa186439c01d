// Sprig's arithmetic: on 64-bit integers, which wrap around, and on floats by way of decimals.

internal import GoTemplate

/// Numbers.
enum MathFunctions {
  static let table: [String: GoFunction] = conversions.merging(integers) { $1 }.merging(floats) { $1 }

  private static let conversions: [String: GoFunction] = [
    "int": GoFunction([.any]) { arguments, _ in .int(Cast.int(arguments.any(0))) },
    "int64": GoFunction([.any]) { arguments, _ in .int64(Cast.int64(arguments.any(0))) },
    "float64": GoFunction([.any]) { arguments, _ in .float(Cast.float64(arguments.any(0))) },
    "atoi": GoFunction([.string]) { arguments, _ in .int(Int(parsed(arguments.string(0)))) },
    "toDecimal": GoFunction([.any]) { arguments, _ in
      .int64((try? GoInteger.parse(GoFormat.sprint([arguments.any(0)]), radix: 8)) ?? 0)
    },
  ]

  /// An integer as `strconv.Atoi` gives it when its error is ignored: the nearest there is where it is too large.
  static func parsed(_ text: [UInt8]) -> Int64 {
    do throws(GoInteger.Failure) {
      return try GoInteger.parse(text, radix: 10)
    } catch {
      guard error == .range else { return 0 }
      return text.first == UInt8(ascii: "-") ? .min : .max
    }
  }

  private static let integers: [String: GoFunction] = [
    "add": folding(from: 0) { $0 &+ $1 },
    "add1": GoFunction([.any]) { arguments, _ in .int64(Cast.int64(arguments.any(0)) &+ 1) },
    "sub": binary { $0 &- $1 },
    "mul": foldingFirst { $0 &* $1 },
    "div": binary { left, right in
      guard right != 0 else { throw GoFunctionError("runtime error: integer divide by zero") }
      return right == -1 ? 0 &- left : left / right
    },
    "mod": binary { left, right in
      guard right != 0 else { throw GoFunctionError("runtime error: integer divide by zero") }
      return right == -1 ? 0 : left % right
    },
    "max": foldingFirst { max($0, $1) },
    "biggest": foldingFirst { max($0, $1) },
    "min": foldingFirst { min($0, $1) },
  ]

  private static func binary(_ combine: @escaping @Sendable (Int64, Int64) throws -> Int64) -> GoFunction {
    GoFunction([.any, .any]) { arguments, _ in
      .int64(try combine(Cast.int64(arguments.any(0)), Cast.int64(arguments.any(1))))
    }
  }

  private static func folding(
    from start: Int64, _ combine: @escaping @Sendable (Int64, Int64) -> Int64
  ) -> GoFunction {
    GoFunction([], variadic: .any) { arguments, _ in
      .int64(arguments.reduce(start) { combine($0, Cast.int64($1)) })
    }
  }

  private static func foldingFirst(_ combine: @escaping @Sendable (Int64, Int64) -> Int64) -> GoFunction {
    GoFunction([.any], variadic: .any) { arguments, _ in
      .int64(arguments.dropFirst().reduce(Cast.int64(arguments.any(0))) { combine($0, Cast.int64($1)) })
    }
  }

  private static let floats: [String: GoFunction] = [
    "addf": GoFunction([], variadic: .any) { arguments, _ in
      .float(try decimal(.float(0), arguments[...]) { $0 + $1 })
    },
    "add1f": GoFunction([.any]) { arguments, _ in
      .float(try decimal(arguments.any(0), [.int(1)]) { $0 + $1 })
    },
    "subf": GoFunction([.any], variadic: .any) { arguments, _ in
      .float(try decimal(arguments.any(0), arguments.variadic(after: 1)) { $0 - $1 })
    },
    "mulf": GoFunction([.any], variadic: .any) { arguments, _ in
      .float(try decimal(arguments.any(0), arguments.variadic(after: 1)) { $0 * $1 })
    },
    "divf": GoFunction([.any], variadic: .any) { arguments, _ in
      .float(try decimal(arguments.any(0), arguments.variadic(after: 1)) { try $0.divided(by: $1) })
    },
    "maxf": extreme { $0 < $1 },
    "minf": extreme { $1 < $0 },
    "ceil": GoFunction([.any]) { arguments, _ in .float(Cast.float64(arguments.any(0)).rounded(.up)) },
    "floor": GoFunction([.any]) { arguments, _ in .float(Cast.float64(arguments.any(0)).rounded(.down)) },
    "round": GoFunction([.any, .int], variadic: .float64) { arguments, _ in
      var threshold = 0.5
      if case .float(let number) = arguments.any(2) { threshold = number }
      return .float(Rounding.round(Cast.float64(arguments.any(0)), places: arguments.int(1), threshold: threshold))
    },
  ]

  private static func decimal(
    _ first: GoValue, _ others: ArraySlice<GoValue>, _ combine: (Decimal, Decimal) throws -> Decimal
  ) throws -> Double {
    try others.reduce(try Decimal(Cast.float64(first))) { try combine($0, try Decimal(Cast.float64($1))) }.float
  }

  /// `maxf` and `minf`: not a number beats all.
  private static func extreme(_ isBetter: @escaping @Sendable (Double, Double) -> Bool) -> GoFunction {
    GoFunction([.any], variadic: .any) { arguments, _ in
      let first = Cast.float64(arguments.any(0))
      return .float(
        arguments.dropFirst().reduce(first) { best, value in
          let number = Cast.float64(value)
          if best.isNaN || number.isNaN { return .nan }
          return isBetter(best, number) ? number : best
        })
    }
  }
}

/// Sprig's rounding, which works on the float scaled by a power of ten.
private enum Rounding {
  static func round(_ number: Double, places: Int, threshold: Double) -> Double {
    let power = powerOfTen(places)
    let scaled = power * number
    let fraction = scaled - scaled.rounded(.towardZero)
    return scaled.rounded(fraction >= threshold ? .up : .down) / power
  }

  /// `math.Pow(10, exponent)` as Go computes it: by squaring mantissa and exponent apart, so that every bit is the same.
  private static func powerOfTen(_ exponent: Int) -> Double {
    if exponent > 400 { return .infinity }
    if exponent < -400 { return 0 }
    var (result, resultExponent) = (1.0, 0)
    var (factor, factorExponent) = (0.625, 4)
    var rest = exponent.magnitude
    while rest != 0 {
      if rest & 1 == 1 {
        result *= factor
        resultExponent += factorExponent
      }
      factor *= factor
      factorExponent *= 2
      if factor < 0.5 {
        factor += factor
        factorExponent -= 1
      }
      rest >>= 1
    }
    if exponent < 0 { (result, resultExponent) = (1 / result, -resultExponent) }
    return Double(sign: .plus, exponent: resultExponent, significand: result)
  }
}
