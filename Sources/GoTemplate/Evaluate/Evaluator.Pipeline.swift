// Pipelines, commands and fields.

extension Evaluator {
  /// The value of a pipeline; its variables are set.
  mutating func evaluate(_ pipeline: Pipeline, _ dot: TypedValue) throws(TemplateError) -> GoValue {
    site = pipeline.site
    var value: GoValue?
    for command in pipeline.commands { value = try evaluate(command, dot, final: value) }
    let result = value ?? .null
    for variable in pipeline.variables {
      if pipeline.isAssignment {
        try assign(variable, TypedValue(result))
      } else {
        declare(variable, TypedValue(result))
      }
    }
    return result
  }

  /// The value of a command; `final` is what the command before it in the pipeline gave.
  private mutating func evaluate(
    _ command: Command, _ dot: TypedValue, final: GoValue?
  ) throws(TemplateError) -> GoValue {
    let first = command.first
    switch first.kind {
    case .field(let path):
      site = first.site
      return try walk(path, from: dot, first, dot, command.arguments, final).value
    case .chain(let inner, let path):
      site = first.site
      let receiver = try argument(inner, nil, dot)
      return try walk(path, from: receiver, first, dot, command.arguments, final).value
    case .function(let reference):
      site = first.site
      return try call(reference, command.arguments, final, dot, command.site)
    case .pipeline(let pipeline):
      try refuseArguments(command, final)
      return try deeper { evaluator throws(TemplateError) in try evaluator.evaluate(pipeline, dot) }
    case .variable(let variable, let path):
      site = first.site
      let value = try value(of: variable)
      guard path.isEmpty else { return try walk(path, from: value, first, dot, command.arguments, final).value }
      try refuseArguments(command, final)
      return value.value
    case .dot, .null, .bool, .number, .string:
      site = first.site
      try refuseArguments(command, final)
    }
    switch first.kind {
    case .dot: return dot.value
    case .bool(let bool): return .bool(bool)
    case .string(let bytes): return .string(bytes)
    case .number(let number): return try ideal(number, first)
    default: throw error("nil is not a command")
    }
  }

  private func refuseArguments(_ command: Command, _ final: GoValue?) throws(TemplateError) {
    guard !command.arguments.isEmpty || final != nil else { return }
    throw error("can't give argument to non-function \(String(decoding: command.first.text, as: UTF8.self))")
  }

  /// The value of a number where no type is asked for.
  func ideal(_ number: NumberConstant, _ operand: Operand) throws(TemplateError) -> GoValue {
    switch number.ideal {
    case .int(let value): return .int(value, .int)
    case .float(let value): return .float(value)
    case .complex(let real, let imaginary): return .complex(real, imaginary)
    case nil: throw error("\(String(decoding: operand.literal, as: UTF8.self)) overflows int")
    }
  }

  /// Walks a chain of fields; the last one, if it is a method, gets the arguments.
  mutating func walk(
    _ path: [[UInt8]], from receiver: TypedValue, _ operand: Operand, _ dot: TypedValue, _ arguments: [Operand],
    _ final: GoValue?
  ) throws(TemplateError) -> TypedValue {
    var value = receiver
    for name in path.dropLast() { value = try field(name, of: value, operand, dot, [], nil) }
    guard let last = path.last else { return value }
    return try field(last, of: value, operand, dot, arguments, final)
  }

  private mutating func field(
    _ name: [UInt8], of receiver: TypedValue, _ operand: Operand, _ dot: TypedValue, _ arguments: [Operand],
    _ final: GoValue?
  ) throws(TemplateError) -> TypedValue {
    let hasArguments = !arguments.isEmpty || final != nil
    switch receiver.value {
    case .map(let map):
      guard !hasArguments else {
        throw error("\(String(decoding: name, as: UTF8.self)) is not a method but has arguments")
      }
      if let value = map[name] { return TypedValue(value, isInterface: map.holdsInterfaces) }
      guard template.missingKey == .error else { return .invalid }
      throw error("map has no entry for key \(GoFormat.string("%q", .string(name)))")
    case .null where receiver.isInterface:
      throw error("nil pointer evaluating interface {}.\(String(decoding: name, as: UTF8.self))")
    case .null:
      guard template.missingKey == .error else { return .invalid }
      throw error("nil data; no entry for key \(GoFormat.string("%q", .string(name)))")
    case .object(let object):
      let text = String(decoding: name, as: UTF8.self)
      if let method = object.method(named: text) {
        let reference = FunctionReference(name: text, function: method)
        return TypedValue(try call(reference, arguments, final, dot, operand.site))
      }
      if let field = object.fields.first(where: { $0.name == text }) {
        guard !hasArguments else { throw error("\(text) has arguments but cannot be invoked as function") }
        return TypedValue(field.value)
      }
    case .bool, .int, .float, .complex, .string, .bytes, .slice: break
    }
    throw error("can't evaluate field \(String(decoding: name, as: UTF8.self)) in type \(receiver.typeName)")
  }
}
