// Short names for what the functions do with their arguments. The engine has checked the types: where an argument is not of
// its parameter's type all the same, it counts as empty.

internal import GoTemplate

extension [GoValue] {
  /// The argument at `index`; nil where there is none.
  func any(_ index: Int) -> GoValue { indices.contains(index) ? self[index] : .null }

  /// The string at `index`.
  func string(_ index: Int) -> [UInt8] { any(index).stringBytes ?? [] }

  /// The string at `index` as text.
  func text(_ index: Int) -> String { String(decoding: string(index), as: UTF8.self) }

  /// The integer at `index`.
  func int(_ index: Int) -> Int { if case .int(let number, _) = any(index) { Int(number) } else { 0 } }

  /// The map at `index`.
  func map(_ index: Int) -> GoMap { if case .map(let map) = any(index) { map } else { GoMap() } }

  /// What was given for the variadic parameter, which follows `fixed` others.
  func variadic(after fixed: Int) -> ArraySlice<GoValue> { dropFirst(fixed) }
}

extension GoType {
  /// `int`.
  static let int = GoType.int(.int)
  /// `map[string]interface {}`.
  static let dictionary = GoType.map(.any)
  /// `[]interface {}`.
  static let list = GoType.slice(.any)
}

extension GoValue {
  /// The text that sprig's `strval` gives: a string's or bytes' own, a named type's `String`, else what `%v` prints.
  var spelled: [UInt8] {
    switch self {
    case .string(let bytes), .bytes(let bytes): bytes
    default: GoFormat.text(self)
    }
  }

  /// The kind as reflection names it, `invalid` for nil.
  var kindName: String {
    switch self {
    case .null: "invalid"
    case .bool: "bool"
    case .int(_, let kind): kind.rawValue
    case .float: "float64"
    case .complex: "complex128"
    case .string: "string"
    case .bytes, .slice: "slice"
    case .map: "map"
    case .object(let object): object.goKind
    }
  }

  /// Whether sprig's `empty` says so.
  var isEmpty: Bool {
    if case .object(let object) = self { return EmptyObjects.isEmpty(object) }
    return !isTrue
  }
}

/// Sprig's `empty` for values of named types: structs never are, numbers when zero, pointers when nil (and none is here).
private enum EmptyObjects {
  static func isEmpty(_ object: any GoObject) -> Bool { object.goKind == "struct" ? false : !object.isTrue }
}

extension GoFunction {
  /// `func(string) string`.
  static func string(_ body: @escaping @Sendable ([UInt8]) throws -> [UInt8]) -> GoFunction {
    GoFunction([.string]) { arguments, _ in .string(try body(arguments.string(0))) }
  }

  /// `func(string, string) string`.
  static func strings(_ body: @escaping @Sendable ([UInt8], [UInt8]) throws -> [UInt8]) -> GoFunction {
    GoFunction([.string, .string]) { arguments, _ in .string(try body(arguments.string(0), arguments.string(1))) }
  }

  /// `func(string, string) bool`.
  static func comparison(_ body: @escaping @Sendable ([UInt8], [UInt8]) throws -> Bool) -> GoFunction {
    GoFunction([.string, .string]) { arguments, _ in .bool(try body(arguments.string(0), arguments.string(1))) }
  }
}

extension GoFunctionError {
  /// What Go says of an index beyond the end of a string or slice.
  static func bounds(_ detail: String) -> GoFunctionError {
    GoFunctionError("runtime error: slice bounds out of range \(detail)")
  }
}

extension CallContext {
  /// Accounts for `count` pieces of `size` bytes each about to be made, however large the product.
  func spend(_ count: Int, of size: Int) throws(GoFunctionError) {
    let (product, overflows) = max(count, 0).multipliedReportingOverflow(by: max(size, 0))
    try spend(overflows ? Int.max : product)
  }

  /// Accounts for a list of `count` elements about to be made: short ones for their work, long ones for their memory.
  func spendElements(_ count: Int) throws(GoFunctionError) {
    try spend(count, of: count > 4096 ? MemoryLayout<GoValue>.stride : 1)
  }
}
