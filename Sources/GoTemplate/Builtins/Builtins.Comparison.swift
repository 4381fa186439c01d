// eq ne lt le gt ge, between values of one basic kind.

extension Builtins {
  static let comparisons: [String: GoFunction] = [
    "eq": GoFunction([.reflectValue], variadic: .reflectValue) { arguments, _ throws in
      guard arguments.count > 1 else { throw GoFunctionError("missing argument for comparison") }
      for other in arguments.dropFirst() where try isEqual(arguments[0], other) { return .bool(true) }
      return .bool(false)
    },
    "ne": GoFunction([.reflectValue, .reflectValue]) { arguments, _ throws in
      .bool(try !isEqual(arguments[0], arguments[1]))
    },
    "lt": GoFunction([.reflectValue, .reflectValue]) { arguments, _ throws in
      .bool(try isLess(arguments[0], arguments[1]))
    },
    "le": GoFunction([.reflectValue, .reflectValue]) { arguments, _ throws in
      .bool(try isLessOrEqual(arguments[0], arguments[1]))
    },
    "gt": GoFunction([.reflectValue, .reflectValue]) { arguments, _ throws in
      .bool(try !isLessOrEqual(arguments[0], arguments[1]))
    },
    "ge": GoFunction([.reflectValue, .reflectValue]) { arguments, _ throws in
      .bool(try !isLess(arguments[0], arguments[1]))
    },
  ]

  private static func incompatible(_ left: GoValue, _ right: GoValue) -> GoFunctionError {
    GoFunctionError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
  }
  private static let invalid = GoFunctionError("invalid type for comparison")

  /// The value, or the number that a value of a named integer type is.
  private static func basic(_ value: GoValue) -> GoValue {
    if case .object(let object) = value, let number = object.goInteger { .int64(number) } else { value }
  }

  static func isEqual(_ first: GoValue, _ second: GoValue) throws(GoFunctionError) -> Bool {
    let (left, right) = (basic(first), basic(second))
    switch (left, right) {
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a, let aKind), .int(let b, let bKind)):
      return a == b && (aKind.isUnsigned == bKind.isUnsigned || a >= 0)
    case (.float(let a), .float(let b)): return a == b
    case (.complex(let a, let b), .complex(let c, let d)): return a == c && b == d
    case (.string(let a), .string(let b)): return a == b
    default: break
    }
    if left.isNull || right.isNull { return isNil(left) && isNil(right) }
    if isBasic(left) || isBasic(right) { throw incompatible(first, second) }
    return try isEqualComposite(left, right)
  }

  /// Equality of what is no number, text or truth value: of these only named types can be compared.
  private static func isEqualComposite(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    let text = { (value: GoValue) in String(decoding: GoFormat.text(value), as: UTF8.self) }
    guard kind(left) == kind(right) else {
      throw GoFunctionError(
        "non-comparable types \(text(left)): \(left.typeName), \(right.typeName): \(text(right))",
        redacted: "non-comparable types \(left.typeName), \(right.typeName)")
    }
    if isNil(left) || isNil(right) { return isNil(left) == isNil(right) }
    if case .object(let a) = left, case .object(let b) = right, let equal = a.equals(b) { return equal }
    throw GoFunctionError(
      "non-comparable type \(text(right)): \(right.typeName)", redacted: "non-comparable type \(right.typeName)")
  }

  private static func kind(_ value: GoValue) -> String {
    switch value {
    case .bytes, .slice: "slice"
    case .map: "map"
    case .object(let object): object.goKind
    case .null, .bool, .int, .float, .complex, .string: value.typeName
    }
  }

  private static func isNil(_ value: GoValue) -> Bool {
    if case .slice(let slice) = value { slice.isNil } else { value.isNull }
  }

  static func isLess(_ first: GoValue, _ second: GoValue) throws(GoFunctionError) -> Bool {
    let (left, right) = (basic(first), basic(second))
    switch (left, right) {
    case (.int(let a, let aKind), .int(let b, let bKind)):
      switch (aKind.isUnsigned, bKind.isUnsigned) {
      case (false, false): return a < b
      case (true, true): return UInt64(bitPattern: a) < UInt64(bitPattern: b)
      case (false, true): return a < 0 || UInt64(a) < UInt64(bitPattern: b)
      case (true, false): return b >= 0 && UInt64(bitPattern: a) < UInt64(b)
      }
    case (.float(let a), .float(let b)): return a < b
    case (.string(let a), .string(let b)): return a.lexicographicallyPrecedes(b)
    case (.bool, .bool), (.complex, .complex): throw invalid
    default:
      guard isBasic(left), isBasic(right) else { throw invalid }
      throw incompatible(first, second)
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
