// index, slice, len.

extension Builtins {
  static let collections: [FunctionReference] = [
    reflective("index", 1, isVariadic: true) { arguments throws(GoFunctionError) in
      guard var item = arguments.values.first, !item.isNull else { throw GoFunctionError("index of untyped nil") }
      for index in arguments.values.dropFirst() { item = try element(of: item, at: index) }
      return item
    },
    reflective("slice", 1, isVariadic: true) { arguments throws(GoFunctionError) in
      guard let item = arguments.values.first, !item.isNull else { throw GoFunctionError("slice of untyped nil") }
      return try slice(of: item, arguments)
    },
    reflective("len", 1) { arguments throws(GoFunctionError) in
      switch arguments.values.first ?? .null {
      case .string(let bytes), .bytes(let bytes): return .int(bytes.count)
      case .slice(let slice): return .int(slice.elements.count)
      case .map(let map): return .int(map.count)
      case .null where arguments.isInterface(0): throw GoFunctionError("len of nil pointer")
      case .null: throw GoFunctionError("reflect: call of reflect.Value.Type on zero Value")
      case let other: throw GoFunctionError("len of type \(other.typeName)")
      }
    },
  ]

  private static func element(of item: GoValue, at index: GoValue) throws(GoFunctionError) -> GoValue {
    switch item {
    case .map(let map):
      guard case .string(let key) = index else {
        throw GoFunctionError(
          index.isNull
            ? "value is nil; should be of type string" : "value has type \(index.typeName); should be string")
      }
      return map[key] ?? map.element.zero
    case .string(let bytes), .bytes(let bytes):
      let place = try position(index, limit: bytes.count)
      guard place < bytes.count else { throw GoFunctionError("reflect: string index out of range") }
      return .int(Int64(bytes[place]), .uint8)
    case .slice(let slice):
      let place = try position(index, limit: slice.elements.count)
      guard place < slice.elements.count else { throw GoFunctionError("reflect: slice index out of range") }
      return slice.elements[place]
    case .null: throw GoFunctionError("index of nil pointer")
    default: throw GoFunctionError("can't index item of type \(item.typeName)")
    }
  }

  /// An index into something of `limit` elements.
  private static func position(_ index: GoValue, limit: Int) throws(GoFunctionError) -> Int {
    guard case .int(let number, _) = index else {
      throw GoFunctionError(
        index.isNull
          ? "cannot index slice/array with nil" : "cannot index slice/array with type \(index.typeName)")
    }
    guard number >= 0, number <= limit else {
      throw GoFunctionError("index out of range: \(number)", redacted: "index out of range")
    }
    return Int(number)
  }

  private static func slice(
    of item: GoValue, _ arguments: ReflectedArguments
  ) throws(GoFunctionError) -> GoValue {
    let indexes = arguments.values.dropFirst()
    guard indexes.count <= 3 else { throw GoFunctionError("too many slice indexes: \(indexes.count)") }
    let count: Int
    switch item {
    case .string(let bytes):
      guard indexes.count < 3 else { throw GoFunctionError("cannot 3-index slice a string") }
      count = bytes.count
    case .bytes(let bytes): count = bytes.count
    case .slice(let slice): count = slice.elements.count
    default: throw GoFunctionError("can't slice item of type \(item.typeName)")
    }
    var bounds = [0, count, count]
    for (place, index) in indexes.enumerated() {
      // Unlike index, Go's slice doesn't look into interfaces.
      guard !arguments.isInterface(place + 1) else {
        throw GoFunctionError("cannot index slice/array with type interface {}")
      }
      bounds[place] = try position(index, limit: count)
    }
    guard bounds[0] <= bounds[1] else { throw invalidSlice(bounds[0], bounds[1]) }
    guard indexes.count < 3 || bounds[1] <= bounds[2] else { throw invalidSlice(bounds[1], bounds[2]) }
    let range = bounds[0]..<bounds[1]
    switch item {
    case .string(let bytes): return .string(Array(bytes[range]))
    case .bytes(let bytes): return .bytes(Array(bytes[range]))
    case .slice(let slice): return .slice(GoSlice(Array(slice.elements[range]), of: slice.element))
    default: return item
    }
  }

  private static func invalidSlice(_ low: Int, _ high: Int) -> GoFunctionError {
    GoFunctionError("invalid slice index: \(low) > \(high)", redacted: "invalid slice index")
  }
}
