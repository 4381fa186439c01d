// Go's reflect.DeepEqual.

internal import GoTemplate

/// Equality of values with everything in them.
enum DeepEquality {
  /// Whether two values have one type and are equal in depth.
  static func areEqual(_ left: GoValue, _ right: GoValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left, let leftKind), .int(let right, let rightKind)): left == right && leftKind == rightKind
    case (.float(let left), .float(let right)): left == right
    case (.complex(let real, let imaginary), .complex(let otherReal, let otherImaginary)):
      real == otherReal && imaginary == otherImaginary
    case (.string(let left), .string(let right)), (.bytes(let left), .bytes(let right)): left == right
    case (.slice(let left), .slice(let right)):
      left.element == right.element && left.isNil == right.isNil && left.elements.count == right.elements.count
        && zip(left.elements, right.elements).allSatisfy(areEqual)
    case (.map(let left), .map(let right)): areEqual(left, right)
    case (.object(let left), .object(let right)): left.goTypeName == right.goTypeName && left.equals(right) ?? false
    default: false
    }
  }

  private static func areEqual(_ left: GoMap, _ right: GoMap) -> Bool {
    guard left !== right else { return true }
    guard left.element == right.element, left.count == right.count else { return false }
    return left.sortedKeys.allSatisfy { key in
      guard let one = left[key], let other = right[key] else { return false }
      return areEqual(one, other)
    }
  }
}
