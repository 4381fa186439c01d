// `===`, `==` and `<` of JavaScript (ECMA-262, "Testing and Comparison Operations").

extension JSValue {
  private var isObject: Bool {
    switch self {
    case .array, .object, .buffer: true
    default: false
    }
  }

  /// Whether two values are identical; nil for two objects, whose identity isn't followed here.
  func isIdentical(to other: JSValue) -> Bool? {
    switch (self, other) {
    case (.undefined, .undefined), (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    default: isObject && other.isObject ? nil : false
    }
  }

  /// Whether two values are equal once they are of one type; nil for two objects.
  func isEqual(to other: JSValue) -> Bool? {
    if isNullish || other.isNullish { return isNullish && other.isNullish }
    switch (self, other) {
    case (.bool, .bool), (.number, .number), (.string, .string): return isIdentical(to: other)
    case _ where isObject && other.isObject: return nil
    case _ where isObject: return JSValue.string(text).isEqual(to: other)
    case _ where other.isObject: return isEqual(to: .string(other.text))
    default: return number == other.number
    }
  }

  /// Whether it comes before another value: two strings by their code units, all else by number; NaN before nothing.
  func precedes(_ other: JSValue, orEquals: Bool) -> Bool {
    if let left = comparableText, let right = other.comparableText {
      if left.utf8.elementsEqual(right.utf8) { return orEquals }
      return left.utf16.lexicographicallyPrecedes(right.utf16)
    }
    return orEquals ? number <= other.number : number < other.number
  }

  private var comparableText: String? {
    if case .string(let text) = self { return text }
    return isObject ? text : nil
  }
}
