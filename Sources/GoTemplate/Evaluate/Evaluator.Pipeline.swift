// Pipelines, commands, fields and variables.

extension Evaluator {
  /// The value of a pipeline; its variables are set.
  mutating func evaluate(_ pipeline: Pipeline, _ dot: GoValue) throws(TemplateError) -> GoValue {
    var value: GoValue?
    for command in pipeline.commands { value = try evaluate(command, dot, final: value) }
    let result = value ?? .null
    for name in pipeline.variables {
      if pipeline.isAssignment {
        assign(name, result)
      } else {
        variables.append((name.id, result))
      }
    }
    return result
  }

  private mutating func evaluate(_ command: Command, _ dot: GoValue, final: GoValue?) throws(TemplateError) -> GoValue {
    guard let first = command.operands.first else { return .null }
    switch first.kind {
    case .field(let path): return try walk(path, from: dot, first, dot, command.operands, final)
    case .chain(let operand, let path):
      let receiver = try argument(operand, .any, dot)
      return try walk(path, from: receiver, first, dot, command.operands, final)
    case .function(let reference):
      return try call(reference, command.operands, final, dot, at: command.position) { command.text }
    case .variable(let name, let path) where !path.isEmpty:
      return try walk(path, from: value(of: name), first, dot, command.operands, final)
    default: break
    }
    if command.operands.count > 1 || final != nil {
      throw error(
        "can't give argument to non-function \(String(decoding: first.text, as: UTF8.self))", at: first.position,
        context: first.text)
    }
    switch first.kind {
    case .pipeline(let pipeline): return try evaluate(pipeline, dot)
    case .variable(let name, _): return value(of: name)
    case .dot: return dot
    case .bool(let bool): return .bool(bool)
    case .string(let bytes): return .string(bytes)
    case .number(let number): return try ideal(number, first)
    case .null: throw error("nil is not a command", at: first.position, context: first.text)
    case .field, .chain, .function: return .null
    }
  }

  func value(of name: VariableName) -> GoValue {
    variables.last { $0.id == name.id }?.value ?? .null
  }

  /// The value of a number where no type is asked for.
  func ideal(_ number: NumberConstant, _ operand: Operand) throws(TemplateError) -> GoValue {
    switch number.ideal {
    case .int(let value): return .int(value, .int)
    case .float(let value): return .float(value)
    case .complex(let real, let imaginary): return .complex(real, imaginary)
    case nil:
      throw error(
        "\(String(decoding: operand.text, as: UTF8.self)) overflows int", at: operand.position, context: operand.text)
    }
  }

  /// Walks a chain of fields; the last one, if it is a method, gets the arguments.
  mutating func walk(
    _ path: [[UInt8]], from receiver: GoValue, _ operand: Operand, _ dot: GoValue, _ arguments: [Operand],
    _ final: GoValue?
  ) throws(TemplateError) -> GoValue {
    var value = receiver
    for (index, name) in path.enumerated() {
      let isLast = index == path.count - 1
      value = try field(name, of: value, operand, dot, isLast ? arguments : [], isLast ? final : nil)
    }
    return value
  }

  private mutating func field(
    _ name: [UInt8], of receiver: GoValue, _ operand: Operand, _ dot: GoValue, _ arguments: [Operand],
    _ final: GoValue?
  ) throws(TemplateError) -> GoValue {
    let hasArguments = arguments.count > 1 || final != nil
    switch receiver {
    case .map(let map):
      guard !hasArguments else {
        throw fieldError("\(String(decoding: name, as: UTF8.self)) is not a method but has arguments", operand)
      }
      if let value = map[name] { return value }
      guard template.missingKey == .error else { return .null }
      throw fieldError("map has no entry for key \(String(decoding: GoQuote.quote(name), as: UTF8.self))", operand)
    case .null:
      guard template.missingKey == .error else { return .null }
      throw fieldError(
        "nil data; no entry for key \(String(decoding: GoQuote.quote(name), as: UTF8.self))", operand)
    case .object(let object):
      let text = String(decoding: name, as: UTF8.self)
      if let method = object.method(named: text) {
        return try call(text, method, arguments, final, dot, at: operand.position) { operand.text }
      }
      if let field = object.fields.first(where: { $0.name == text }) {
        guard !hasArguments else {
          throw fieldError("\(text) has arguments but cannot be invoked as function", operand)
        }
        return field.value
      }
    default: break
    }
    throw fieldError(
      "can't evaluate field \(String(decoding: name, as: UTF8.self)) in type \(receiver.typeName)", operand)
  }

  private func fieldError(_ message: String, _ operand: Operand) -> TemplateError {
    let (position, text) = operand.lastLookedAt
    return error(message, at: position, context: text)
  }
}

extension Operand {
  /// What Go has looked at last when the operand has been evaluated, which its next complaint is about.
  var lastLookedAt: (position: Int, text: [UInt8]) {
    switch kind {
    case .chain(let inner, _): return inner.lastLookedAt
    case .pipeline(let pipeline):
      guard let last = pipeline.commands.last?.operands.last else { return (position, text) }
      return last.lastLookedAt
    default: return (position, text)
    }
  }
}
