// index, slice, len.

extension Builtins {
  static let collections: [String: GoFunction] = [
    "index": GoFunction([.reflectValue], variadic: .reflectValue) { arguments, _ throws in
      guard var item = arguments.first, !item.isNull else { throw GoFunctionError("index of untyped nil") }
      for index in arguments.dropFirst() { item = try element(of: item, at: index) }
      return item
    },
    "slice": GoFunction([.reflectValue], variadic: .reflectValue) { arguments, _ throws in
      guard let item = arguments.first, !item.isNull else { throw GoFunctionError("slice of untyped nil") }
      return try slice(of: item, Array(arguments.dropFirst()))
    },
    "len": GoFunction([.reflectValue]) { arguments, _ throws in
      switch arguments.first ?? .null {
      case .string(let bytes), .bytes(let bytes): return .int(bytes.count)
      case .slice(let slice): return .int(slice.elements.count)
      case .map(let map): return .int(map.count)
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

  private static func slice(of item: GoValue, _ indexes: [GoValue]) throws(GoFunctionError) -> GoValue {
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
    var bounds = [0, count]
    for (place, index) in indexes.enumerated() {
      let bound = try position(index, limit: count)
      if place < 2 {
        bounds[place] = bound
      } else if bounds[1] > bound {
        throw GoFunctionError("invalid slice index: \(bounds[1]) > \(bound)", redacted: "invalid slice index")
      }
    }
    guard bounds[0] <= bounds[1] else {
      throw GoFunctionError("invalid slice index: \(bounds[0]) > \(bounds[1])", redacted: "invalid slice index")
    }
    let range = bounds[0]..<bounds[1]
    switch item {
    case .string(let bytes): return .string(Array(bytes[range]))
    case .bytes(let bytes): return .bytes(Array(bytes[range]))
    case .slice(let slice): return .slice(GoSlice(Array(slice.elements[range]), of: slice.element))
    default: return item
    }
  }
}
