// Go's slices, as far as templates meet them: they are never changed in place, so that sharing one can't be told.

/// A slice: its elements and their static type.
public final class GoSlice {
  /// The elements.
  public private(set) var elements: [GoValue]
  /// The static type of the elements.
  public let element: GoType
  /// Whether it is Go's nil slice, which is empty too, but `null` in JSON and not deeply equal to an empty one.
  public let isNil: Bool

  /// A slice of the given elements.
  public init(_ elements: [GoValue], of element: GoType = .any, isNil: Bool = false) {
    self.elements = elements
    self.element = element
    self.isNil = isNil
  }

  deinit { Dismantling.release(&elements) }

  /// Takes the elements out of a slice about to end.
  func takeElements() -> [GoValue] {
    var taken: [GoValue] = []
    swap(&taken, &elements)
    return taken
  }
}

/// Frees values that hold values one after the other, however deep they nest, instead of each inside the end of another.
enum Dismantling {
  /// Frees `values`, and all that only they hold.
  static func release(_ values: inout [GoValue]) {
    guard values.contains(where: \.holdsValues) else { return }
    var pending: [GoValue] = []
    swap(&pending, &values)
    while !pending.isEmpty {
      // Only what nobody else holds ends here; its own values are taken out first, so that its end is a small one.
      var (slice, map) = take(pending.removeLast())
      if slice != nil, isKnownUniquelyReferenced(&slice) { pending += slice?.takeElements() ?? [] }
      if map != nil, isKnownUniquelyReferenced(&map) { pending += map?.takeValues() ?? [] }
    }
  }

  private static func take(_ value: GoValue) -> (GoSlice?, GoMap?) {
    switch value {
    case .slice(let slice): (slice, nil)
    case .map(let map): (nil, map)
    default: (nil, nil)
    }
  }
}

extension GoValue {
  fileprivate var holdsValues: Bool {
    switch self {
    case .slice, .map: true
    default: false
    }
  }
}
