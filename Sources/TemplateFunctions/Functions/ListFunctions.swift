// Sprig's functions on lists. Each has a form that fails and, for most, a `must` form: in Go one panics and the other
// returns its error, and a template can't tell them apart.

internal import GoTemplate

/// Lists.
enum ListFunctions {
  static let table: [String: GoFunction] = building.merging(must(taking)) { $1 }.merging(must(filtering)) { $1 }
    .merging(texts) { $1 }

  /// The functions, each under its own name and under `must…`.
  private static func must(_ functions: [String: GoFunction]) -> [String: GoFunction] {
    functions.reduce(into: functions) { table, function in
      table["must" + function.key.prefix(1).uppercased() + function.key.dropFirst()] = function.value
    }
  }

  private static let building: [String: GoFunction] = [
    "list": GoFunction([], variadic: .any) { arguments, _ in .list(arguments) },
    "tuple": GoFunction([], variadic: .any) { arguments, _ in .list(arguments) },
    "concat": GoFunction([], variadic: .any) { arguments, call in
      var output: [GoValue] = []
      for list in arguments {
        let elements = try elements(of: list) { "Cannot concat type \($0) as list" }
        try call.spendElements(output.count + elements.count)
        output += elements
      }
      return .slice(GoSlice(output, isNil: output.isEmpty))
    },
    "until": GoFunction([.int]) { arguments, call in
      .slice(GoSlice(try Counting.until(arguments.int(0), call: call), of: .int))
    },
    "untilStep": GoFunction([.int, .int, .int]) { arguments, call in
      let numbers = try Counting.numbers(
        from: arguments.int(0), to: arguments.int(1), by: arguments.int(2), call: call)
      return .slice(GoSlice(numbers, of: .int))
    },
    "seq": GoFunction([], variadic: .int) { arguments, call in
      .string(try Counting.sequence(arguments.indices.map { arguments.int($0) }, call: call))
    },
  ]

  private static let taking: [String: GoFunction] = [
    "first": GoFunction([.any]) { arguments, _ in
      try elements(of: arguments.any(0)) { "Cannot find first on type \($0)" }.first ?? .null
    },
    "last": GoFunction([.any]) { arguments, _ in
      try elements(of: arguments.any(0)) { "Cannot find last on type \($0)" }.last ?? .null
    },
    "rest": GoFunction([.any]) { arguments, _ in
      let elements = try elements(of: arguments.any(0)) { "Cannot find rest on type \($0)" }
      return .slice(GoSlice(Array(elements.dropFirst()), isNil: elements.isEmpty))
    },
    "initial": GoFunction([.any]) { arguments, _ in
      let elements = try elements(of: arguments.any(0)) { "Cannot find initial on type \($0)" }
      return .slice(GoSlice(Array(elements.dropLast()), isNil: elements.isEmpty))
    },
    "append": push,
    "push": push,
    "prepend": GoFunction([.any, .any]) { arguments, call in
      let elements = try elements(of: arguments.any(0)) { "Cannot prepend on type \($0)" }
      try call.spendElements(elements.count)
      return .list([arguments.any(1)] + elements)
    },
    "slice": GoFunction([.any], variadic: .any) { arguments, _ in try slice(arguments) },
  ]

  private static let push = GoFunction([.any, .any]) { arguments, call in
    let elements = try elements(of: arguments.any(0)) { "Cannot push on type \($0)" }
    try call.spendElements(elements.count)
    return .list(elements + [arguments.any(1)])
  }

  private static let filtering: [String: GoFunction] = [
    "reverse": GoFunction([.any]) { arguments, _ in
      .list(try elements(of: arguments.any(0)) { "Cannot find reverse on type \($0)" }.reversed())
    },
    "compact": GoFunction([.any]) { arguments, _ in
      .list(try elements(of: arguments.any(0)) { "Cannot compact on type \($0)" }.filter { !$0.isEmpty })
    },
    "uniq": GoFunction([.any]) { arguments, call in
      let elements = try elements(of: arguments.any(0)) { "Cannot find uniq on type \($0)" }
      var output: [GoValue] = []
      for element in elements {
        if try !DeepEquality(call: call).contains(element, in: output) { output.append(element) }
      }
      return .list(output)
    },
    "without": GoFunction([.any], variadic: .any) { arguments, call in
      let elements = try elements(of: arguments.any(0)) { "Cannot find without on type \($0)" }
      let omitted = arguments.variadic(after: 1)
      return .list(try elements.filter { try !DeepEquality(call: call).contains($0, in: omitted) })
    },
    "has": GoFunction([.any, .any]) { arguments, call in
      guard !arguments.any(1).isNull else { return .bool(false) }
      let elements = try elements(of: arguments.any(1)) { "Cannot find has on type \($0)" }
      return .bool(try DeepEquality(call: call).contains(arguments.any(0), in: elements))
    },
    "chunk": GoFunction([.int, .any]) { arguments, call in
      let elements = try elements(of: arguments.any(1)) { "Cannot chunk type \($0)" }
      return .slice(GoSlice(try chunks(of: elements, size: arguments.int(0), call: call), of: .list))
    },
  ]

  private static let texts: [String: GoFunction] = [
    "sortAlpha": GoFunction([.any]) { arguments, _ in
      let value = arguments.any(0)
      guard value.elements != nil else { return .strings([value.isNull ? Array("<nil>".utf8) : value.spelled]) }
      if value.isNilStrings { return value }
      return .strings(strings(of: value).sorted { $0.lexicographicallyPrecedes($1) })
    },
    "toStrings": GoFunction([.any]) { arguments, _ in
      arguments.any(0).isNilStrings ? arguments.any(0) : .strings(strings(of: arguments.any(0)))
    },
    "join": GoFunction([.string, .any]) { arguments, call in
      let parts = strings(of: arguments.any(1))
      try call.spend(parts.count, of: arguments.string(0).count)
      return .string(Array(parts.joined(separator: arguments.string(0))))
    },
    "splitList": GoFunction([.string, .string]) { arguments, call in
      .strings(try GoText.split(arguments.string(1), separator: arguments.string(0), limit: -1, call: call))
    },
    "split": GoFunction([.string, .string]) { arguments, call in
      numbered(try GoText.split(arguments.string(1), separator: arguments.string(0), limit: -1, call: call))
    },
    "splitn": GoFunction([.string, .int, .string]) { arguments, call in
      let (separator, limit, text) = (arguments.string(0), arguments.int(1), arguments.string(2))
      return numbered(try GoText.split(text, separator: separator, limit: limit, call: call))
    },
  ]

  /// A map from `_0`, `_1` … to the parts.
  private static func numbered(_ parts: [[UInt8]]) -> GoValue {
    let map = GoMap(of: .string)
    for (index, part) in parts.enumerated() { map["_\(index)"] = .string(part) }
    return .map(map)
  }

  /// A list's elements, or the complaint about its kind.
  private static func elements(of value: GoValue, orFail message: (String) -> String) throws(GoFunctionError)
    -> [GoValue]
  {
    if let elements = value.elements { return elements }
    guard !value.isNull else { throw .nilDereference }
    throw GoFunctionError(message(value.kindName))
  }

  /// Sprig's `strslice`: the elements as texts, without nils; anything else as a list of one.
  static func strings(of value: GoValue) -> [[UInt8]] {
    guard let elements = value.elements else { return value.isNull ? [] : [value.spelled] }
    return elements.filter { !$0.isNull }.map(\.spelled)
  }

  private static func slice(_ arguments: [GoValue]) throws(GoFunctionError) -> GoValue {
    let list = arguments.any(0)
    let elements = try elements(of: list) { "list should be type of slice or array but \($0)" }
    guard !elements.isEmpty else { return .null }
    let start = arguments.count > 1 ? Cast.int(arguments[1]) : 0
    let end = arguments.count > 2 ? Cast.int(arguments[2]) : elements.count
    guard start >= 0, start <= end, end <= elements.count else {
      throw GoFunctionError("reflect.Value.Slice: slice index out of bounds")
    }
    switch list {
    case .bytes(let bytes): return .bytes(Array(bytes[start..<end]))
    case .slice(let slice): return .slice(GoSlice(Array(elements[start..<end]), of: slice.element))
    default: return .null
    }
  }

  private static func chunks(of elements: [GoValue], size: Int, call: CallContext) throws(GoFunctionError) -> [GoValue]
  {
    let count = ((Double(elements.count) - 1) / Double(size)).rounded(.down) + 1
    let outOfRange = GoFunctionError("runtime error: makeslice: len out of range")
    guard let chunks = Int(exactly: count), chunks >= 0 else { throw outOfRange }
    guard size > 0 else {
      // Go's arithmetic with a negative size comes out right for a single element only.
      if chunks == 0 { return [] }
      guard chunks == 1, elements.count == 1, size < -1 else { throw outOfRange }
      return [.list(elements)]
    }
    try call.spendElements(elements.count)
    return (0..<chunks).map { index in .list(Array(elements.dropFirst(index * size).prefix(size))) }
  }
}

extension GoFunctionError {
  /// What Go says where reflection meets nil.
  static let nilDereference = GoFunctionError(
    "runtime error: invalid memory address or nil pointer dereference")
}

/// `until`, `untilStep`, `seq`.
private enum Counting {
  static func until(_ count: Int, call: CallContext) throws(GoFunctionError) -> [GoValue] {
    try numbers(from: 0, to: count, by: count < 0 ? -1 : 1, call: call)
  }

  /// The numbers from `start` on, `end` excluded.
  static func numbers(from start: Int, to end: Int, by step: Int, call: CallContext) throws(GoFunctionError)
    -> [GoValue]
  {
    guard end < start ? step < 0 : step > 0 else { return [] }
    let distance = end < start ? start.magnitude(to: end) : end.magnitude(to: start)
    let count = distance / step.magnitude + (distance % step.magnitude == 0 ? 0 : 1)
    try call.spendElements(Int(clamping: count))
    return (0..<Int(clamping: count)).map { .int(start &+ $0 &* step) }
  }

  /// The numbers as text with spaces between them: up to `end`, from `start` to `end`, or with a step in between.
  static func sequence(_ parameters: [Int], call: CallContext) throws(GoFunctionError) -> [UInt8] {
    let (start, step, end): (Int, Int, Int)
    switch parameters.count {
    case 1: (start, step, end) = (1, parameters[0] < 1 ? -1 : 1, parameters[0])
    case 2: (start, step, end) = (parameters[0], parameters[1] < parameters[0] ? -1 : 1, parameters[1])
    case 3: (start, step, end) = (parameters[0], parameters[1], parameters[2])
    default: return []
    }
    if parameters.count == 3, end < start, step > 0 { return [] }
    let beyond = end < start ? end &- 1 : end &+ 1
    let texts = try numbers(from: start, to: beyond, by: step, call: call).map(GoFormat.text)
    return Array(texts.joined(separator: [0x20]))
  }
}

extension Int {
  /// The distance to a number that is not larger.
  fileprivate func magnitude(to smaller: Int) -> UInt { UInt(bitPattern: self &- smaller) }
}

extension GoValue {
  /// Whether it is a list of texts that is nil: what finding nothing gives.
  fileprivate var isNilStrings: Bool {
    if case .slice(let slice) = self { slice.isNil && slice.element == .string } else { false }
  }
}
