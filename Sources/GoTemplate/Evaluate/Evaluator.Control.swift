// if, with and range.

extension Evaluator {
  mutating func walk(_ conditional: Conditional, _ dot: TypedValue) throws(TemplateError) -> Flow {
    let mark = variables.count
    defer { forgetVariables(after: mark) }
    for arm in conditional.arms {
      let value = try evaluate(arm.pipeline, dot)
      guard value.isTrue else { continue }
      return try walkDeeper(arm.body, conditional.setsDot ? TypedValue(value) : dot)
    }
    return try walkDeeper(conditional.otherwise ?? [], dot)
  }

  private mutating func walkDeeper(_ body: [Node], _ dot: TypedValue) throws(TemplateError) -> Flow {
    try deeper { evaluator throws(TemplateError) in try evaluator.walk(body, dot) }
  }

  /// A loop; what it gives is how its `{{else}}` ended, since a loop's own `{{break}}` and `{{continue}}` end with it.
  mutating func walk(_ loop: Loop, _ dot: TypedValue) throws(TemplateError) -> Flow {
    let outer = variables.count
    defer { forgetVariables(after: outer) }
    let value = try evaluate(loop.pipeline, dot)
    let mark = variables.count
    switch value {
    case .slice(let slice) where !slice.elements.isEmpty:
      let isInterface = slice.element == .any
      for (index, element) in slice.elements.enumerated() {
        let element = TypedValue(element, isInterface: isInterface)
        guard try iterate(loop, TypedValue(.int(index)), element, mark) else { break }
      }
    case .bytes(let bytes) where !bytes.isEmpty:
      for (index, byte) in bytes.enumerated() {
        let element = TypedValue(.int(Int64(byte), .uint8))
        guard try iterate(loop, TypedValue(.int(index)), element, mark) else { break }
      }
    case .map(let map) where !map.isEmpty:
      for key in map.sortedKeys {
        let element = TypedValue(map[key] ?? .null, isInterface: map.holdsInterfaces)
        guard try iterate(loop, TypedValue(.string(key)), element, mark) else { break }
      }
    case .int(let count, let kind): return try walk(loop, upTo: count, kind, dot, mark)
    case .slice, .bytes, .map, .null: return try walkDeeper(loop.otherwise ?? [], dot)
    case .bool, .float, .complex, .string, .object:
      if case .object(let object) = value, let count = object.goInteger {
        return try walk(loop, upTo: count, .int64, dot, mark)
      }
      throw error(
        "range can't iterate over \(String(decoding: GoFormat.text(value), as: UTF8.self))",
        redacted: "range can't iterate over a \(value.typeName)")
    }
    return .normal
  }

  private mutating func walk(
    _ loop: Loop, upTo count: Int64, _ kind: GoIntKind, _ dot: TypedValue, _ mark: Int
  ) throws(TemplateError) -> Flow {
    if loop.pipeline.variables.count > 1 {
      let number = GoFormat.string("%v", .int(count, kind))
      throw error(
        "can't use \(number) to iterate over more than one variable",
        redacted: "can't use an integer to iterate over more than one variable")
    }
    guard count > 0 || kind.isUnsigned && count != 0 else { return try walkDeeper(loop.otherwise ?? [], dot) }
    let end = UInt64(bitPattern: count)
    var index: UInt64 = 0
    while index < end {
      let number = TypedValue(.int(Int64(bitPattern: index), kind))
      guard try iterate(loop, number, number, mark) else { break }
      index += 1
    }
    return .normal
  }

  /// One turn of a loop; false if it ended with `{{break}}`.
  private mutating func iterate(
    _ loop: Loop, _ index: TypedValue, _ element: TypedValue, _ mark: Int
  ) throws(TemplateError) -> Bool {
    let names = loop.pipeline.variables
    if loop.pipeline.isAssignment {
      if names.count > 1 { try assign(names[0], index) }
      if let last = names.last { try assign(last, element) }
    } else {
      if names.count > 1 { overwrite(2, with: index) }
      if !names.isEmpty { overwrite(1, with: element) }
    }
    let flow = try walkDeeper(loop.body, element)
    forgetVariables(after: mark)
    try step()
    return flow != .breakLoop
  }
}
