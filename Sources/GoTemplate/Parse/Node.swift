// The parsed template: immutable, so that one parse serves renders on any thread.

/// A piece of a template's body.
enum Node: Sendable {
  case text([UInt8])
  case action(Pipeline)
  case `if`(Branch)
  case with(Branch)
  case range(Branch)
  case template(TemplateCall)
  case breakLoop
  case continueLoop
}

/// A control structure: a pipeline, a body, and what stands after `else`.
final class Branch: Sendable {
  let position: Int
  let pipeline: Pipeline
  let body: [Node]
  let otherwise: [Node]?

  init(position: Int, pipeline: Pipeline, body: [Node], otherwise: [Node]?) {
    self.position = position
    self.pipeline = pipeline
    self.body = body
    self.otherwise = otherwise
  }
}

/// `{{template "name" pipeline}}`.
final class TemplateCall: Sendable {
  let position: Int
  let name: [UInt8]
  let pipeline: Pipeline?

  init(position: Int, name: [UInt8], pipeline: Pipeline?) {
    self.position = position
    self.name = name
    self.pipeline = pipeline
  }
}

/// Commands joined by `|`, perhaps with variables that take the result.
final class Pipeline: Sendable {
  let position: Int
  let isAssignment: Bool
  let variables: [VariableName]
  let commands: [Command]

  init(position: Int, isAssignment: Bool, variables: [VariableName], commands: [Command]) {
    self.position = position
    self.isAssignment = isAssignment
    self.variables = variables
    self.commands = commands
  }
}

/// An operand and its arguments.
final class Command: Sendable {
  let position: Int
  let operands: [Operand]

  init(position: Int, operands: [Operand]) {
    self.position = position
    self.operands = operands
  }
}

/// A variable: its name, and a number that stands for it in comparisons.
struct VariableName: Sendable, Equatable {
  let text: [UInt8]
  let id: Int

  static func == (left: VariableName, right: VariableName) -> Bool { left.id == right.id }
}

/// A function as a template names it.
final class FunctionReference: Sendable {
  let name: String
  let function: GoFunction
  /// `and` and `or` leave arguments unevaluated.
  let shortCircuit: ShortCircuit?

  init(name: String, function: GoFunction, shortCircuit: ShortCircuit?) {
    self.name = name
    self.function = function
    self.shortCircuit = shortCircuit
  }
}

/// The two functions whose arguments are evaluated only as long as needed.
enum ShortCircuit: String, Sendable {
  case and
  case or
}

/// A term of a command.
struct Operand: Sendable {
  indirect enum Kind: Sendable {
    case dot
    case null
    case bool(Bool)
    case number(NumberConstant)
    case string([UInt8])
    case field([[UInt8]])
    case variable(VariableName, [[UInt8]])
    case function(FunctionReference)
    case pipeline(Pipeline)
    /// A parenthesis or function followed by fields.
    case chain(Operand, [[UInt8]])
  }

  let kind: Kind
  let position: Int
  /// The operand's text as Go's error messages show it.
  let text: [UInt8]
}

extension Pipeline {
  /// The pipeline as Go's error messages show it.
  var text: [UInt8] {
    var output: [UInt8] = []
    for (index, variable) in variables.enumerated() {
      if index > 0 { output += ", ".utf8 }
      output += variable.text
    }
    if !variables.isEmpty { output += isAssignment ? " = ".utf8 : " := ".utf8 }
    for (index, command) in commands.enumerated() {
      if index > 0 { output += " | ".utf8 }
      output += command.text
    }
    return output
  }
}

extension Command {
  /// The command as Go's error messages show it.
  var text: [UInt8] {
    var output: [UInt8] = []
    for (index, operand) in operands.enumerated() {
      if index > 0 { output.append(0x20) }
      if case .pipeline(let pipeline) = operand.kind {
        output += "(".utf8
        output += pipeline.text
        output += ")".utf8
      } else {
        output += operand.text
      }
    }
    return output
  }
}
