// eq ne lt le gt ge, between values of one basic kind.

extension Builtins {
  static let comparisons: [FunctionReference] = [
    reflective("eq", 1, isVariadic: true) { arguments throws(GoFunctionError) in
      let values = arguments.values
      guard let first = values.first, values.count > 1 else { throw GoFunctionError("missing argument for comparison") }
      for other in values.dropFirst() where try isEqual(first, other) { return .bool(true) }
      return .bool(false)
    },
    comparison("ne") { left, right throws(GoFunctionError) in try !isEqual(left, right) },
    comparison("lt") { left, right throws(GoFunctionError) in try isLess(left, right) },
    comparison("le") { left, right throws(GoFunctionError) in try isLessOrEqual(left, right) },
    comparison("gt") { left, right throws(GoFunctionError) in try !isLessOrEqual(left, right) },
    comparison("ge") { left, right throws(GoFunctionError) in try !isLess(left, right) },
  ]

  private static func comparison(
    _ name: String, _ body: @escaping @Sendable (GoValue, GoValue) throws(GoFunctionError) -> Bool
  ) -> FunctionReference {
    reflective(name, 2) { arguments throws(GoFunctionError) in
      .bool(try body(arguments.values.first ?? .null, arguments.values.last ?? .null))
    }
  }

  /// A value as comparisons see it: named types over integers are integers.
  private static func basic(_ value: GoValue) -> GoValue {
    if case .object(let object) = value, let number = object.goInteger { .int64(number) } else { value }
  }

  static func isEqual(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    switch (basic(left), basic(right)) {
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a, let aKind), .int(let b, let bKind)):
      return a == b && (aKind.isUnsigned == bKind.isUnsigned || a >= 0)
    case (.float(let a), .float(let b)): return a == b
    case (.complex(let a, let b), .complex(let c, let d)): return a == c && b == d
    case (.string(let a), .string(let b)): return a == b
    case (.null, .null): return true
    case (.null, let other), (let other, .null): return isNil(other)
    case (let a, let b):
      guard !isBasic(a), !isBasic(b) else {
        throw GoFunctionError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
      }
      return try isEqual(unbasic: a, b)
    }
  }

  /// Equality of values of no basic kind: structs and pointers, but not slices and maps.
  private static func isEqual(unbasic left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    let (leftText, rightText) = (GoFormat.string("%v", left), GoFormat.string("%v", right))
    guard reflectKind(left) == reflectKind(right) else {
      throw GoFunctionError(
        "non-comparable types \(leftText): \(left.typeName), \(right.typeName): \(rightText)",
        redacted: "non-comparable types \(left.typeName), \(right.typeName)")
    }
    if isNil(left) || isNil(right) { return isNil(left) == isNil(right) }
    guard case .object(let left) = left, case .object(let other) = right, let equal = left.equals(other) else {
      throw GoFunctionError(
        "non-comparable type \(rightText): \(right.typeName)", redacted: "non-comparable type \(right.typeName)")
    }
    return equal
  }

  private static func isNil(_ value: GoValue) -> Bool {
    if case .slice(let slice) = value { slice.isNil } else { value.isNull }
  }

  private static func reflectKind(_ value: GoValue) -> String {
    switch value {
    case .slice, .bytes: "slice"
    case .map: "map"
    case .object(let object): object.goKind
    case .null, .bool, .int, .float, .complex, .string: ""
    }
  }

  static func isLess(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    switch (basic(left), basic(right)) {
    case (.int(let a, let aKind), .int(let b, let bKind)):
      switch (aKind.isUnsigned, bKind.isUnsigned) {
      case (false, false): return a < b
      case (true, true): return UInt64(bitPattern: a) < UInt64(bitPattern: b)
      case (false, true): return a < 0 || UInt64(a) < UInt64(bitPattern: b)
      case (true, false): return b >= 0 && UInt64(bitPattern: a) < UInt64(b)
      }
    case (.float(let a), .float(let b)): return a < b
    case (.string(let a), .string(let b)): return a.lexicographicallyPrecedes(b)
    case (.bool, .bool), (.complex, .complex): throw GoFunctionError("invalid type for comparison")
    case (let a, let b):
      guard isBasic(a), isBasic(b) else { throw GoFunctionError("invalid type for comparison") }
      throw GoFunctionError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
    }
  }

  private static func isBasic(_ value: GoValue) -> Bool {
    switch value {
    case .bool, .int, .float, .complex, .string: true
    case .null, .bytes, .slice, .map, .object: false
    }
  }

  private static func isLessOrEqual(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    if try isLess(left, right) { return true }
    return try isEqual(left, right)
  }
}
