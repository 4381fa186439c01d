// The parsed template: immutable, so that one parse serves renders on any thread.

/// A piece of a template's body.
enum Node: Sendable {
  case text([UInt8])
  case action(Pipeline)
  case conditional(Conditional)
  case range(Loop)
  case template(TemplateCall)
  case breakLoop
  case continueLoop
}

/// `{{if}}` or `{{with}}`, the `{{else if}}` and `{{else with}}` of its chain, and `{{else}}`.
final class Conditional: Sendable {
  /// A condition and what stands for the case that it holds.
  struct Arm: Sendable {
    let pipeline: Pipeline
    let body: [Node]
  }

  /// Whether the condition's value becomes the dot: `with`.
  let setsDot: Bool
  let arms: [Arm]
  let otherwise: [Node]?

  init(setsDot: Bool, arms: [Arm], otherwise: [Node]?) {
    self.setsDot = setsDot
    self.arms = arms
    self.otherwise = otherwise
  }
}

/// `{{range}}`, with its `{{else}}`.
final class Loop: Sendable {
  let pipeline: Pipeline
  let body: [Node]
  let otherwise: [Node]?

  init(pipeline: Pipeline, body: [Node], otherwise: [Node]?) {
    self.pipeline = pipeline
    self.body = body
    self.otherwise = otherwise
  }
}

/// The number of a node that an error may be about; where it stands is looked up only when there is an error.
typealias Site = Int

/// `{{template "name" pipeline}}`.
final class TemplateCall: Sendable {
  let site: Site
  let position: Int
  let name: [UInt8]
  let pipeline: Pipeline?

  init(site: Site, position: Int, name: [UInt8], pipeline: Pipeline?) {
    self.site = site
    self.position = position
    self.name = name
    self.pipeline = pipeline
  }
}

/// Commands joined by `|`, perhaps with variables that take the result.
final class Pipeline: Sendable {
  let site: Site
  let position: Int
  let isAssignment: Bool
  let variables: [VariableName]
  let commands: [Command]

  init(site: Site, position: Int, isAssignment: Bool, variables: [VariableName], commands: [Command]) {
    self.site = site
    self.position = position
    self.isAssignment = isAssignment
    self.variables = variables
    self.commands = commands
  }
}

/// An operand and its arguments.
final class Command: Sendable {
  let site: Site
  let position: Int
  let first: Operand
  let arguments: [Operand]

  init(site: Site, position: Int, first: Operand, arguments: [Operand]) {
    self.site = site
    self.position = position
    self.first = first
    self.arguments = arguments
  }
}

/// A variable: its name, and a number that stands for it in comparisons.
struct VariableName: Sendable {
  let text: [UInt8]
  let id: Int

  /// `$`, which is the data.
  static let data = VariableName(text: [UInt8(ascii: "$")], id: 0)
}

/// A function as a template names it.
final class FunctionReference: Sendable {
  /// What is called.
  enum Implementation: Sendable {
    /// A function of the function map, or one of Go's own that could be in it.
    case body(GoFunction.Body)
    /// One that looks at its arguments' static types.
    case reflective(@Sendable (ReflectedArguments) throws(GoFunctionError) -> GoValue)
    /// `and` and `or` leave arguments unevaluated.
    case and
    case or
    /// `call`, which finds nothing to call.
    case call
  }

  let name: String
  let parameters: [GoType]
  let variadic: GoType?
  let implementation: Implementation

  init(name: String, parameters: [GoType], variadic: GoType? = nil, implementation: Implementation) {
    self.name = name
    self.parameters = parameters
    self.variadic = variadic
    self.implementation = implementation
  }

  convenience init(name: String, function: GoFunction) {
    self.init(
      name: name, parameters: function.parameters, variadic: function.variadic, implementation: .body(function.body))
  }
}

/// A term of a command.
final class Operand: Sendable {
  enum Kind: Sendable {
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

  let site: Site
  let position: Int
  let kind: Kind
  /// A literal as it was written.
  let literal: [UInt8]

  init(site: Site, position: Int, kind: Kind, literal: [UInt8] = []) {
    self.site = site
    self.position = position
    self.kind = kind
    self.literal = literal
  }
}
