// The order in which go-yaml writes a map's keys.

/// The order of go-yaml's `keyList`: digits as numbers, letters after everything else.
enum NaturalOrder {
  /// Whether `left` stands before `right`.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let a = Array(left.unicodeScalars)
    let b = Array(right.unicodeScalars)
    var isInDigits = false
    for index in 0..<min(a.count, b.count) {
      guard a[index] != b[index] else {
        isInDigits = isDigit(a[index])
        continue
      }
      let isLetterA = a[index].properties.isAlphabetic
      let isLetterB = b[index].properties.isAlphabetic
      if isLetterA, isLetterB { return a[index].value < b[index].value }
      // At the end of a number a letter comes first, elsewhere last.
      if isLetterA || isLetterB { return isInDigits ? isLetterA : isLetterB }
      return numbersPrecede(a, b, at: index)
    }
    return a.count < b.count
  }

  /// The order from the first difference on, where neither side has a letter.
  private static func numbersPrecede(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], at index: Int) -> Bool {
    // A zero counts with the digits before it: `10` and `1` differ at a zero that is no leading one.
    let continues = (a[index] == "0" || b[index] == "0") && hasSignificantDigit(a, before: index)
    let (numberA, endA) = number(a, from: index, after: continues ? 1 : 0)
    let (numberB, endB) = number(b, from: index, after: continues ? 1 : 0)
    if numberA != numberB { return numberA < numberB }
    if endA != endB { return endA < endB }
    return a[index].value < b[index].value
  }

  private static func hasSignificantDigit(_ text: [Unicode.Scalar], before index: Int) -> Bool {
    text[..<index].reversed().prefix(while: isDigit).contains { $0 != "0" }
  }

  private static func number(_ text: [Unicode.Scalar], from start: Int, after first: UInt64) -> (UInt64, end: Int) {
    var value = first
    var index = start
    while index < text.count, isDigit(text[index]) {
      value = value &* 10 &+ UInt64(text[index].value - 48)
      index += 1
    }
    return (value, index)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }
}
