// Go's reflect.DeepEqual.

internal import GoTemplate

/// Equality of values with everything in them.
struct DeepEquality {
  /// Where the comparisons are accounted for: a value may hold another twice, and that another.
  let call: CallContext

  /// Whether two values have one type and are equal in depth.
  func areEqual(_ left: GoValue, _ right: GoValue, depth: Int = 0) throws(GoFunctionError) -> Bool {
    try call.spend(1)
    guard depth < MapMerge.depthLimit else { throw MapMerge.tooDeep }
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.int(let left, let leftKind), .int(let right, let rightKind)): return left == right && leftKind == rightKind
    case (.float(let left), .float(let right)): return left == right
    case (.complex(let real, let imaginary), .complex(let otherReal, let otherImaginary)):
      return real == otherReal && imaginary == otherImaginary
    case (.string(let left), .string(let right)), (.bytes(let left), .bytes(let right)): return left == right
    case (.slice(let left), .slice(let right)):
      guard left.element == right.element, left.isNil == right.isNil, left.elements.count == right.elements.count else {
        return false
      }
      for (one, other) in zip(left.elements, right.elements) {
        guard try areEqual(one, other, depth: depth + 1) else { return false }
      }
      return true
    case (.map(let left), .map(let right)): return try areEqual(left, right, depth: depth)
    case (.object(let left), .object(let right)):
      return left.goTypeName == right.goTypeName && left.equals(right) ?? false
    default: return false
    }
  }

  private func areEqual(_ left: GoMap, _ right: GoMap, depth: Int) throws(GoFunctionError) -> Bool {
    guard left !== right else { return true }
    guard left.element == right.element, left.count == right.count else { return false }
    for key in left.sortedKeys {
      guard let one = left[key], let other = right[key], try areEqual(one, other, depth: depth + 1) else {
        return false
      }
    }
    return true
  }

  /// Whether a list has such a value.
  func contains(_ value: GoValue, in list: some Sequence<GoValue>) throws(GoFunctionError) -> Bool {
    for element in list {
      if try areEqual(value, element) { return true }
    }
    return false
  }
}
