// Walks the tree and writes the text, by the rules of Go's text/template/exec. Control structures are in
// Evaluator.Control.swift, pipelines, fields and calls in the files named for them.

/// The state of one render.
struct Evaluator {
  let template: Template
  let context: CallContext
  private(set) var output: [UInt8] = []
  private(set) var variables: [(id: Int, value: TypedValue)]
  /// The node Go's evaluator would have looked at last: errors are about it.
  var site: Site = 0
  /// The template under way: the main one, or one that `{{template}}` has called.
  private var name: [UInt8]
  private let data: GoValue
  private var depth = 0

  /// Go's limit for templates within templates, which its message names.
  private static let goDepthLimit = 100_000
  /// Where this evaluator stops: its stack is smaller than Go's, and nothing but endless recursion gets here.
  static let depthLimit = 1_000

  init(template: Template, data: GoValue, context: CallContext) {
    self.template = template
    self.data = data
    self.context = context
    self.name = Array(template.name.utf8)
    self.variables = [(VariableName.data.id, TypedValue(data))]
    output.reserveCapacity(template.text.count + 64)
  }

  mutating func run() throws(TemplateError) {
    _ = try walk(template.main, TypedValue(data))
  }

  // MARK: Bodies

  /// How a body ended.
  enum Flow {
    case normal
    case breakLoop
    case continueLoop
  }

  mutating func walk(_ body: [Node], _ dot: TypedValue) throws(TemplateError) -> Flow {
    for node in body {
      switch node {
      case .text(let bytes): output += bytes
      case .action(let pipeline):
        let value = try evaluate(pipeline, dot)
        if pipeline.variables.isEmpty { write(value) }
      case .conditional(let conditional):
        let flow = try walk(conditional, dot)
        if flow != .normal { return flow }
      case .range(let loop):
        let flow = try walk(loop, dot)
        if flow != .normal { return flow }
      case .template(let call): try walk(call, dot)
      case .breakLoop: return .breakLoop
      case .continueLoop: return .continueLoop
      }
      try step()
    }
    return .normal
  }

  /// Accounts for a bit of work, and for what has been written.
  mutating func step() throws(TemplateError) {
    guard output.count < context.byteLimit else { throw error(GoFunctionError.tooManyBytes(context.byteLimit).message) }
    try work(1)
  }

  /// Accounts for work, measured in nodes visited.
  mutating func work(_ units: Int) throws(TemplateError) {
    do throws(GoFunctionError) { try context.work(units) } catch { throw self.error(error.message) }
  }

  /// Prints a value as `fmt.Fprint` does; nil is `<no value>`.
  private mutating func write(_ value: GoValue) {
    if case .null = value {
      output += "<no value>".utf8
    } else {
      GoFormat.append(value, to: &output)
    }
  }

  private mutating func walk(_ call: TemplateCall, _ dot: TypedValue) throws(TemplateError) {
    site = call.site
    guard let body = template.templates[call.name] else {
      throw error("template \(GoFormat.string("%q", .string(call.name))) not defined")
    }
    try checkDepth()
    let value = try call.pipeline.map { pipeline throws(TemplateError) in try evaluate(pipeline, dot) } ?? .null
    let outer = (name: name, variables: variables)
    name = call.name
    variables = [(VariableName.data.id, TypedValue(value))]
    try deeper { evaluator throws(TemplateError) in _ = try evaluator.walk(body, TypedValue(value)) }
    (name, variables) = outer
  }

  // MARK: Depth

  private func checkDepth() throws(TemplateError) {
    guard depth < Evaluator.depthLimit else {
      throw error("exceeded maximum template depth (\(Evaluator.goDepthLimit))")
    }
  }

  /// Goes one level down: into a body, a template, a parenthesis.
  mutating func deeper<Result>(
    _ body: (inout Evaluator) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    try checkDepth()
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Variables

  /// The value of a variable: the last one set under its name.
  func value(of variable: VariableName) throws(TemplateError) -> TypedValue {
    guard let index = index(of: variable) else { throw undefined(variable) }
    return variables[index].value
  }

  mutating func declare(_ variable: VariableName, _ value: TypedValue) {
    variables.append((variable.id, value))
  }

  mutating func assign(_ variable: VariableName, _ value: TypedValue) throws(TemplateError) {
    guard let index = index(of: variable) else { throw undefined(variable) }
    variables[index].value = value
  }

  /// Overwrites the variable declared last, or the `place`-th last.
  mutating func overwrite(_ place: Int, with value: TypedValue) {
    guard place <= variables.count else { return }
    variables[variables.count - place].value = value
  }

  /// Forgets the variables declared since there were `mark`.
  mutating func forgetVariables(after mark: Int) {
    if mark < variables.count { variables.removeSubrange(mark...) }
  }

  private func index(of variable: VariableName) -> Int? {
    var index = variables.count - 1
    while index >= 0 {
      if variables[index].id == variable.id { return index }
      index -= 1
    }
    return nil
  }

  private func undefined(_ variable: VariableName) -> TemplateError {
    error("undefined variable: \(String(decoding: variable.text, as: UTF8.self))")
  }

  // MARK: Errors

  /// An error about the node looked at last, worded and placed as Go does it.
  ///
  /// - Parameters:
  ///   - message: Go's message.
  ///   - redacted: The message without anything from the data, if the message has some.
  /// - Returns: The error.
  func error(_ message: String, redacted: String? = nil) -> TemplateError {
    let finder = SiteFinder(site: site)
    let bodies = [template.templates[name] ?? []] + template.templates.values
    let found = bodies.lazy.compactMap { finder.find(in: $0) }.first ?? (0, [])
    let place = TextPlace(of: found.position, in: template.text)
    let prefix =
      "template: \(template.name):\(place.line):\(place.column): executing \(GoFormat.string("%q", .string(name))) "
      + "at <\(String(decoding: found.text, as: UTF8.self))>: "
    return TemplateError(
      message: prefix + message, redactedMessage: prefix + (redacted ?? message), template: template.name,
      line: place.line, column: place.column + 1)
  }
}
