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

  static func isEqual(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a, let aKind), .int(let b, let bKind)):
      return a == b && (aKind.isUnsigned == bKind.isUnsigned || a >= 0)
    case (.float(let a), .float(let b)): return a == b
    case (.complex(let a, let b), .complex(let c, let d)): return a == c && b == d
    case (.string(let a), .string(let b)): return a == b
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    case (.object(let a), .object(let b)):
      guard let equal = a.equals(b) else { throw nonComparable(left) }
      return equal
    case (.slice, .slice), (.bytes, .bytes), (.bytes, .slice), (.slice, .bytes), (.map, .map), (.map, .slice),
      (.slice, .map), (.map, .bytes), (.bytes, .map), (.object, .slice), (.object, .map), (.object, .bytes),
      (.slice, .object), (.map, .object), (.bytes, .object):
      throw nonComparable(left)
    default: throw incompatible(left, right)
    }
  }

  private static func nonComparable(_ value: GoValue) -> GoFunctionError {
    let text = String(decoding: GoFormat.text(value), as: UTF8.self)
    return GoFunctionError(
      "non-comparable type \(text): \(value.typeName)", redacted: "non-comparable type \(value.typeName)")
  }

  static func isLess(_ left: GoValue, _ right: GoValue) throws(GoFunctionError) -> Bool {
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
      throw incompatible(left, right)
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
