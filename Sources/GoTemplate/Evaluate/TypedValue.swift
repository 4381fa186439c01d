// Values with as much of their static type as Go's reflection, and so its rules and messages, depend on.

/// A value as reflection holds it while an expression is evaluated.
struct TypedValue {
  var value: GoValue
  /// Whether its static type is `interface {}`: it comes from a map or list of anything.
  ///
  /// With a null value, this is Go's nil interface; without it, there is no value at all.
  var isInterface: Bool

  init(_ value: GoValue, isInterface: Bool = false) {
    self.value = value
    self.isInterface = isInterface
  }

  /// No value at all.
  static var invalid: TypedValue { TypedValue(.null) }

  /// Whether there is no value at all.
  var isInvalid: Bool { !isInterface && value.isNull }

  /// The static type as messages name it.
  var typeName: String { isInterface ? "interface {}" : value.typeName }
}

/// The arguments of a call, with what the few functions need that look at static types.
struct ReflectedArguments {
  private(set) var values: [GoValue] = []
  /// One bit for each argument whose static type is `interface {}`.
  private var interfaces: UInt64 = 0

  init(reserving count: Int) { values.reserveCapacity(count) }

  mutating func append(_ argument: TypedValue) {
    if argument.isInterface, values.count < 64 { interfaces |= 1 << UInt64(values.count) }
    values.append(argument.value)
  }

  /// Whether the static type of the argument at `index` is `interface {}`.
  func isInterface(_ index: Int) -> Bool { index < 64 && interfaces >> UInt64(index) & 1 == 1 }
}
