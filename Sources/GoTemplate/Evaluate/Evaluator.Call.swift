// Calling functions: evaluating arguments, checking them as reflection does, and Go's complaints when they don't fit.

extension Evaluator {
  /// Results up to this size are not accounted for.
  private static let smallResult = 1 << 16

  /// Calls a function; errors it returns are about the node `caller`.
  mutating func call(
    _ reference: FunctionReference, _ operands: [Operand], _ final: GoValue?, _ dot: TypedValue, _ caller: Site
  ) throws(TemplateError) -> GoValue {
    try checkCount(reference, operands.count, final)
    switch reference.implementation {
    case .body(let body):
      let arguments = try arguments(of: reference, operands, final, dot).values
      do {
        let result = try body(arguments, context)
        // Whatever a function does, a text that doubles and doubles is stopped; small ones are left to the limit of work.
        if case .string(let bytes) = result, bytes.count > Evaluator.smallResult { try context.spend(bytes.count) }
        return result
      } catch { throw failure(error, of: reference, caller) }
    case .reflective(let body):
      let arguments = try arguments(of: reference, operands, final, dot)
      do { return try body(arguments) } catch { throw failure(error, of: reference, caller) }
    case .and: return try decide(false, operands, final, dot)
    case .or: return try decide(true, operands, final, dot)
    case .call:
      let callee = try arguments(of: reference, operands, final, dot).values.first ?? .null
      throw failure(Builtins.refusal(ofCalling: callee, operands.first?.text), of: reference, caller)
    }
  }

  private func checkCount(
    _ reference: FunctionReference, _ operands: Int, _ final: GoValue?
  ) throws(TemplateError) {
    let wanted = reference.parameters.count
    let count = operands + (final == nil ? 0 : 1)
    if reference.variadic != nil {
      guard count < wanted else { return }
      throw error("wrong number of args for \(reference.name): want at least \(wanted) got \(operands)")
    }
    guard count != wanted else { return }
    throw error("wrong number of args for \(reference.name): want \(wanted) got \(count)")
  }

  private mutating func arguments(
    of reference: FunctionReference, _ operands: [Operand], _ final: GoValue?, _ dot: TypedValue
  ) throws(TemplateError) -> ReflectedArguments {
    let parameters = reference.parameters
    var arguments = ReflectedArguments(reserving: operands.count + (final == nil ? 0 : 1))
    var size = 0
    for operand in operands {
      let place = arguments.values.count
      let type = place < parameters.count ? parameters[place] : reference.variadic ?? .any
      let argument = try argument(operand, type, dot)
      size &+= argument.value.size
      arguments.append(argument)
    }
    if let final {
      let place = arguments.values.count
      let type = place < parameters.count ? parameters[place] : reference.variadic ?? .any
      size &+= final.size
      arguments.append(try convert(TypedValue(final), to: type))
    }
    // What functions do takes time in proportion to what they are given.
    if size > 64 { try work(size / 64) }
    return arguments
  }

  private mutating func failure(_ failure: any Error, of reference: FunctionReference, _ caller: Site) -> TemplateError
  {
    site = caller
    guard let failure = failure as? GoFunctionError else { return error("error calling \(reference.name)") }
    return error(
      "error calling \(reference.name): \(failure.message)",
      redacted: "error calling \(reference.name): \(failure.redactedMessage)")
  }

  /// `and` and `or`: the first argument that decides is the result, and the rest is never evaluated.
  private mutating func decide(
    _ deciding: Bool, _ operands: [Operand], _ final: GoValue?, _ dot: TypedValue
  ) throws(TemplateError) -> GoValue {
    var value = GoValue.null
    for operand in operands {
      value = try argument(operand, .reflectValue, dot).value
      if value.isTrue == deciding { return value }
    }
    return final ?? value
  }

  /// An argument of the given type, or of any, where it is only the start of a chain.
  mutating func argument(_ operand: Operand, _ type: GoType?, _ dot: TypedValue) throws(TemplateError) -> TypedValue {
    site = operand.site
    let value: TypedValue
    switch operand.kind {
    case .dot: value = dot
    case .null:
      let type = type ?? .any
      guard type.canBeNil else { throw error("cannot assign nil to \(type)") }
      return TypedValue(type.zero)
    case .field(let path): value = try walk(path, from: dot, operand, dot, [], nil)
    case .variable(let variable, let path):
      value = try walk(path, from: try self.value(of: variable), operand, dot, [], nil)
    case .pipeline(let pipeline):
      value = TypedValue(try deeper { evaluator throws(TemplateError) in try evaluator.evaluate(pipeline, dot) })
    case .function(let reference): value = TypedValue(try call(reference, [], nil, dot, operand.site))
    case .chain(let inner, let path):
      value = try walk(path, from: try argument(inner, nil, dot), operand, dot, [], nil)
    case .bool, .number, .string: return TypedValue(try constant(operand, type ?? .any))
    }
    return try convert(value, to: type ?? .any)
  }

  /// A literal as a value of the type it is used for.
  private func constant(_ operand: Operand, _ type: GoType) throws(TemplateError) -> GoValue {
    switch (type, operand.kind) {
    case (.any, .bool(let bool)), (.reflectValue, .bool(let bool)), (.bool, .bool(let bool)): return .bool(bool)
    case (.any, .string(let bytes)), (.reflectValue, .string(let bytes)), (.string, .string(let bytes)),
      (.namedString, .string(let bytes)):
      return .string(bytes)
    case (.any, .number(let number)), (.reflectValue, .number(let number)): return try ideal(number, operand)
    case (.int(let kind), .number(let number)):
      if let value = kind.isUnsigned ? number.uint.map(Int64.init(bitPattern:)) : number.int {
        return .int(value, kind)
      }
    case (.float64, .number(let number)): if let value = number.float { return .float(value) }
    case (.complex128, .number(let number)):
      if let (real, imaginary) = number.complex { return .complex(real, imaginary) }
    default: break
    }
    let found = String(decoding: operand.text, as: UTF8.self)
    guard let expected = type.literalName else { throw error("can't handle \(found) for arg of type \(type)") }
    throw error("expected \(expected); found \(found)")
  }

  /// Checks that a value can be given for a parameter (reflection's AssignableTo).
  private func convert(_ value: TypedValue, to type: GoType) throws(TemplateError) -> TypedValue {
    switch (type, value.value) {
    case (.any, _), (.reflectValue, _), (.string, .string): return value
    case (_, .null) where value.isInterface:
      throw error("wrong type for value; expected \(type); got interface {}")
    case (_, .null):
      guard type.canBeNil else { throw error("invalid value; expected \(type)") }
      return TypedValue(type.zero)
    default:
      guard type.accepts(value.value.type) else {
        throw error("wrong type for value; expected \(type); got \(value.value.typeName)")
      }
      return value
    }
  }
}

extension GoType {
  /// What a literal for the type is called in messages; nil where no literal can be given.
  fileprivate var literalName: String? {
    switch self {
    case .bool: "bool"
    case .string, .namedString: "string"
    case .int(let kind): kind.isUnsigned ? "unsigned integer" : "integer"
    case .float64: "float"
    case .complex128: "complex"
    case .any, .slice, .map, .named, .reflectValue: nil
    }
  }
}

extension GoValue {
  /// About how many bytes it is to read.
  fileprivate var size: Int {
    switch self {
    case .string(let bytes), .bytes(let bytes): bytes.count
    case .slice(let slice): slice.elements.count * 8
    case .map(let map): map.count * 8
    case .null, .bool, .int, .float, .complex, .object: 0
    }
  }
}
