// Sprig's functions on dictionaries: maps from strings to anything, shared by reference.

internal import GoTemplate

/// Dictionaries.
enum DictionaryFunctions {
  static let table: [String: GoFunction] = access.merging(choosing) { $1 }.merging(merging) { $1 }

  private static let access: [String: GoFunction] = [
    "dict": GoFunction([], variadic: .any) { arguments, _ in
      let map = GoMap()
      for index in stride(from: 0, to: arguments.count, by: 2) {
        let key = arguments[index].isNull ? Array("<nil>".utf8) : arguments[index].spelled
        map[key] = index + 1 < arguments.count ? arguments[index + 1] : .string("")
      }
      return .map(map)
    },
    "get": GoFunction([.dictionary, .string]) { arguments, _ in
      arguments.map(0)[arguments.string(1)] ?? .string("")
    },
    "set": GoFunction([.dictionary, .string, .any]) { arguments, call in
      try call.spend(1)
      arguments.map(0)[arguments.string(1)] = arguments.any(2)
      return .map(arguments.map(0))
    },
    "unset": GoFunction([.dictionary, .string]) { arguments, _ in
      arguments.map(0)[arguments.string(1)] = nil
      return .map(arguments.map(0))
    },
    "hasKey": GoFunction([.dictionary, .string]) { arguments, _ in
      .bool(arguments.map(0)[arguments.string(1)] != nil)
    },
    "dig": GoFunction([], variadic: .any) { arguments, _ in try dig(arguments) },
  ]

  private static let choosing: [String: GoFunction] = [
    // Go gives keys and values in random order. They are sorted here and not marked as unpredictable: whoever uses them
    // sorts them first, or the controller writes something else at every sync.
    "keys": GoFunction([], variadic: .dictionary) { arguments, _ in
      .strings(arguments.indices.flatMap { arguments.map($0).sortedKeys })
    },
    "values": GoFunction([.dictionary]) { arguments, _ in
      let map = arguments.map(0)
      return .list(map.sortedKeys.compactMap { map[$0] })
    },
    "pluck": GoFunction([.string], variadic: .dictionary) { arguments, _ in
      .list(arguments.indices.dropFirst().compactMap { arguments.map($0)[arguments.string(0)] })
    },
    "pick": GoFunction([.dictionary], variadic: .string) { arguments, _ in
      let chosen = GoMap()
      for index in arguments.indices.dropFirst() {
        if let value = arguments.map(0)[arguments.string(index)] { chosen[arguments.string(index)] = value }
      }
      return .map(chosen)
    },
    "omit": GoFunction([.dictionary], variadic: .string) { arguments, _ in
      let rest = arguments.map(0).copy()
      for index in arguments.indices.dropFirst() { rest[arguments.string(index)] = nil }
      return .map(rest)
    },
  ]

  private static let merging: [String: GoFunction] = [
    "merge": merge(overwriting: false, failure: { _ in .string("") }),
    "mustMerge": merge(overwriting: false, failure: { throw $0 }),
    "mergeOverwrite": merge(overwriting: true, failure: { _ in .string("") }),
    "mustMergeOverwrite": merge(overwriting: true, failure: { throw $0 }),
    "deepCopy": copy,
    "mustDeepCopy": copy,
  ]

  private static func merge(
    overwriting: Bool, failure: @escaping @Sendable (GoFunctionError) throws -> GoValue
  ) -> GoFunction {
    GoFunction([.dictionary], variadic: .dictionary) { arguments, call in
      let target = arguments.map(0)
      do throws(GoFunctionError) {
        for index in arguments.indices.dropFirst() {
          try MapMerge(overwrites: overwriting, call: call).merge(arguments.map(index), into: target, depth: 0)
        }
      } catch {
        // What Go panics at fails the template, whatever the function does about errors.
        if error.message.hasPrefix(MapMerge.panic) { throw error }
        return try failure(error)
      }
      return .map(target)
    }
  }

  private static let copy = GoFunction([.any]) { arguments, call in
    guard !arguments.any(0).isNull else { throw GoFunctionError("reflect: call of reflect.Value.Type on zero Value") }
    return try deepCopy(arguments.any(0), call: call, depth: 0)
  }

  private static func deepCopy(_ value: GoValue, call: CallContext, depth: Int) throws(GoFunctionError) -> GoValue {
    try call.spend(1, of: MemoryLayout<GoValue>.stride)
    guard depth < MapMerge.depthLimit else { throw MapMerge.tooDeep }
    switch value {
    case .slice(let slice):
      var elements: [GoValue] = []
      for element in slice.elements { elements.append(try deepCopy(element, call: call, depth: depth + 1)) }
      return .slice(GoSlice(elements, of: slice.element, isNil: slice.isNil))
    case .map(let map):
      let copy = GoMap(of: map.element)
      for key in map.sortedKeys {
        if let element = map[key] { copy[key] = try deepCopy(element, call: call, depth: depth + 1) }
      }
      return .map(copy)
    default: return value
    }
  }

  private static func dig(_ arguments: [GoValue]) throws(GoFunctionError) -> GoValue {
    guard arguments.count >= 3 else { throw GoFunctionError("dig needs at least three arguments") }
    let keys = arguments.dropLast(2)
    for key in keys where key.stringBytes == nil { throw .conversion(of: key, to: "string") }
    guard case .map(var map) = arguments.any(arguments.count - 1), map.element == .any else {
      throw .conversion(of: arguments.any(arguments.count - 1), to: "map[string]interface {}")
    }
    for (index, key) in keys.enumerated() {
      guard let step = map[key.stringBytes ?? []] else { return arguments.any(arguments.count - 2) }
      guard index < keys.count - 1 else { return step }
      guard case .map(let next) = step, next.element == .any else {
        throw .conversion(of: step, to: "map[string]interface {}")
      }
      map = next
    }
    return .null
  }
}

extension GoFunctionError {
  /// What Go's runtime says of a type assertion that fails.
  static func conversion(of value: GoValue, to type: String) -> GoFunctionError {
    let found = value.isNull ? "nil" : value.typeName
    return GoFunctionError("interface conversion: interface {} is \(found), not \(type)")
  }
}
