// Calling functions: evaluating arguments, checking them as reflection does, and Go's complaints when they don't fit.

extension Evaluator {
  /// Results up to this size are not accounted for.
  private static let smallResult = 1 << 16

  mutating func call(
    _ reference: FunctionReference, _ arguments: [Operand], _ final: GoValue?, _ dot: GoValue, at position: Int,
    _ text: () -> [UInt8]
  ) throws(TemplateError) -> GoValue {
    if let shortCircuit = reference.shortCircuit {
      return try evaluate(shortCircuit, arguments.dropFirst(), final, dot, at: position, text)
    }
    if reference.name == "call" { throw try refusal(ofCalling: arguments.dropFirst(), final, dot, at: position, text) }
    return try call(reference.name, reference.function, arguments, final, dot, at: position, text)
  }

  /// Calls a function.
  ///
  /// The first of `arguments` is the function itself, as in a command.
  mutating func call(
    _ name: String, _ function: GoFunction, _ arguments: [Operand], _ final: GoValue?, _ dot: GoValue,
    at position: Int, _ text: () -> [UInt8]
  ) throws(TemplateError) -> GoValue {
    let operands = arguments.dropFirst()
    let fixed = function.parameters.count
    let count = operands.count + (final == nil ? 0 : 1)
    let (place, word) = (arguments.first?.position ?? position, arguments.first?.text ?? text())
    if function.variadic != nil {
      guard count >= fixed else {
        throw error(
          "wrong number of args for \(name): want at least \(fixed) got \(operands.count)", at: place, context: word)
      }
    } else if count != fixed {
      throw error("wrong number of args for \(name): want \(fixed) got \(count)", at: place, context: word)
    }
    var values: [GoValue] = []
    values.reserveCapacity(count)
    for operand in operands {
      let type = values.count < fixed ? function.parameters[values.count] : function.variadic ?? .any
      values.append(try argument(operand, type, dot))
    }
    if let final {
      let type = values.count < fixed ? function.parameters[values.count] : function.variadic ?? .any
      // Go's complaint is about what it looked at last: the last argument, or the function's name.
      let last = operands.last?.lastLookedAt ?? (position: place, text: word)
      values.append(try convert(final, to: type, at: last.position) { last.text })
    }
    do {
      let result = try function.body(values, context)
      // Whatever a function does, a text that doubles and doubles is stopped; small ones are left to the limit of steps.
      if case .string(let bytes) = result, bytes.count > Evaluator.smallResult { try context.spend(bytes.count) }
      return result
    } catch let failure as GoFunctionError {
      throw error(
        "error calling \(name): \(failure.message)", at: position, context: text(),
        redacted: "error calling \(name): \(failure.redactedMessage)")
    } catch let failure as TemplateError {
      throw failure
    } catch {
      throw self.error("error calling \(name)", at: position, context: text())
    }
  }

  /// `call` wants a function, and no value a template can have is one.
  private mutating func refusal(
    ofCalling operands: ArraySlice<Operand>, _ final: GoValue?, _ dot: GoValue, at position: Int, _ text: () -> [UInt8]
  ) throws(TemplateError) -> TemplateError {
    guard let operand = operands.first else {
      return error("wrong number of args for call: want at least 1 got 0", at: position, context: Array("call".utf8))
    }
    let value = try argument(operand, .reflectValue, dot)
    let name = String(decoding: operand.text, as: UTF8.self)
    return error(
      value.isNull
        ? "error calling call: call of nil" : "error calling call: non-function \(name) of type \(value.typeName)",
      at: position, context: text())
  }

  /// `and` and `or`: the first argument that decides is the result, and the rest is never evaluated.
  private mutating func evaluate(
    _ function: ShortCircuit, _ operands: ArraySlice<Operand>, _ final: GoValue?, _ dot: GoValue, at position: Int,
    _ text: () -> [UInt8]
  ) throws(TemplateError) -> GoValue {
    guard !operands.isEmpty || final != nil else {
      throw error("wrong number of args for \(function.rawValue): want at least 1 got 0", at: position, context: text())
    }
    var value = GoValue.null
    for operand in operands {
      value = try argument(operand, .reflectValue, dot)
      if value.isTrue == (function == .or) { return value }
    }
    return final ?? value
  }

  /// An argument of the given type.
  mutating func argument(_ operand: Operand, _ type: GoType, _ dot: GoValue) throws(TemplateError) -> GoValue {
    let value: GoValue
    switch operand.kind {
    case .dot: value = dot
    case .null:
      guard type.canBeNil else {
        throw error("cannot assign nil to \(type)", at: operand.position, context: operand.text)
      }
      return type.zero
    case .field(let path): value = try walk(path, from: dot, operand, dot, [], nil)
    case .variable(let name, let path): value = try walk(path, from: self.value(of: name), operand, dot, [], nil)
    case .pipeline(let pipeline): value = try evaluate(pipeline, dot)
    case .function(let reference):
      value = try call(reference, [operand], nil, dot, at: operand.position) { operand.text }
    case .chain(let inner, let path):
      value = try walk(path, from: try argument(inner, .any, dot), operand, dot, [], nil)
    case .bool, .number, .string: return try constant(operand, type)
    }
    return try convert(value, to: type, at: operand.position) { operand.text }
  }

  /// A literal as a value of the type it is used for.
  private func constant(_ operand: Operand, _ type: GoType) throws(TemplateError) -> GoValue {
    let found = String(decoding: operand.text, as: UTF8.self)
    func mismatch(_ expected: String) -> TemplateError {
      error("expected \(expected); found \(found)", at: operand.position, context: operand.text)
    }
    switch (type, operand.kind) {
    case (.any, .bool(let bool)), (.reflectValue, .bool(let bool)), (.bool, .bool(let bool)): return .bool(bool)
    case (.any, .string(let bytes)), (.reflectValue, .string(let bytes)), (.string, .string(let bytes)),
      (.namedString, .string(let bytes)):
      return .string(bytes)
    case (.any, .number(let number)), (.reflectValue, .number(let number)): return try ideal(number, operand)
    case (.bool, _): throw mismatch("bool")
    case (.string, _), (.namedString, _): throw mismatch("string")
    case (.int(let kind), .number(let number)):
      if kind.isUnsigned {
        guard let value = number.uint else { throw mismatch("unsigned integer") }
        return .int(Int64(bitPattern: value), kind)
      }
      guard let value = number.int else { throw mismatch("integer") }
      return .int(value, kind)
    case (.int(let kind), _): throw mismatch(kind.isUnsigned ? "unsigned integer" : "integer")
    case (.float64, .number(let number)):
      guard let value = number.float else { throw mismatch("float") }
      return .float(value)
    case (.float64, _): throw mismatch("float")
    case (.complex128, .number(let number)):
      guard let value = number.complex ?? number.float.map({ ($0, 0) }) else { throw mismatch("complex") }
      return .complex(value.0, value.1)
    case (.complex128, _): throw mismatch("complex")
    default:
      throw error("can't handle \(found) for arg of type \(type)", at: operand.position, context: operand.text)
    }
  }

  /// Checks that a value can be given for a parameter (reflection's AssignableTo).
  private func convert(
    _ value: GoValue, to type: GoType, at position: Int, _ text: () -> [UInt8]
  ) throws(TemplateError) -> GoValue {
    if case .any = type { return value }
    if case .reflectValue = type { return value }
    if case .null = value {
      guard type.canBeNil else {
        throw error("invalid value; expected \(type)", at: position, context: text())
      }
      return type.zero
    }
    // The common case, without building a type to compare with.
    if case .string = value, case .string = type { return value }
    guard type.accepts(value.type) else {
      throw error(
        "wrong type for value; expected \(type); got \(value.typeName)", at: position, context: text())
    }
    return value
  }
}
