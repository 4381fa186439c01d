// Walks the tree and writes the text, by the rules of Go's text/template/exec. Pipelines and calls are in
// Evaluator.Pipeline.swift and Evaluator.Call.swift.

/// The state of one render.
struct Evaluator {
  let template: Template
  let context: CallContext
  private(set) var output: [UInt8] = []
  var variables: [(id: Int, value: GoValue)]
  private let data: GoValue
  private var depth = 0
  private var steps = 0

  /// Go's limit for templates within templates, which its message names.
  private static let goDepthLimit = 100_000
  /// Where this evaluator stops: its stack is smaller than Go's, and nothing but endless recursion gets here.
  private static let depthLimit = 1_000
  /// The number of nodes one render may visit: minutes' worth of work.
  private static let stepLimit = 50_000_000

  init(template: Template, data: GoValue, context: CallContext) {
    self.template = template
    self.data = data
    self.context = context
    self.variables = [(0, data)]
    output.reserveCapacity(template.text.count + 64)
  }

  mutating func run() throws(TemplateError) {
    guard let root = template.templates[Array(template.name.utf8)] else {
      let quoted = String(decoding: GoQuote.quote(Array(template.name.utf8)), as: UTF8.self)
      throw TemplateError(
        message: "template: \(template.name): \(quoted) is an incomplete or empty template", template: template.name,
        line: 1)
    }
    _ = try walk(root, data)
  }

  /// How a body ended.
  private enum Flow {
    case normal
    case breakLoop
    case continueLoop
  }

  private mutating func walk(_ body: [Node], _ dot: GoValue) throws(TemplateError) -> Flow {
    for node in body {
      switch node {
      case .text(let bytes): output += bytes
      case .action(let pipeline):
        let value = try evaluate(pipeline, dot)
        if pipeline.variables.isEmpty { write(value) }
      case .if(let branch): if let flow = try walk(branch, dot, setsDot: false) { return flow }
      case .with(let branch): if let flow = try walk(branch, dot, setsDot: true) { return flow }
      case .range(let branch): if let flow = try loop(branch, dot) { return flow }
      case .template(let call): try walk(call, dot)
      case .breakLoop: return .breakLoop
      case .continueLoop: return .continueLoop
      }
      try step(at: node)
    }
    return .normal
  }

  private mutating func step(at node: Node) throws(TemplateError) {
    steps += 1
    guard steps < Evaluator.stepLimit, output.count < context.byteLimit else {
      let position: Int =
        switch node {
        case .action(let pipeline): pipeline.position
        case .if(let branch), .with(let branch), .range(let branch): branch.position
        case .template(let call): call.position
        case .text, .breakLoop, .continueLoop: 0
        }
      throw error("the template makes too much: more than any Secret can hold", at: position, context: [])
    }
  }

  /// Prints a value as `fmt.Fprint` does; nil is `<no value>`.
  private mutating func write(_ value: GoValue) {
    if case .null = value {
      output += "<no value>".utf8
    } else {
      GoFormat.append(value, to: &output)
    }
  }

  /// A body with the scope of a control structure; nil if it ran to its end.
  private mutating func walk(_ branch: Branch, _ dot: GoValue, setsDot: Bool) throws(TemplateError) -> Flow? {
    let mark = variables.count
    let value = try evaluate(branch.pipeline, dot)
    var flow = Flow.normal
    if value.isTrue {
      flow = try deeper(at: branch.position) { evaluator throws(TemplateError) in
        try evaluator.walk(branch.body, setsDot ? value : dot)
      }
    } else if let otherwise = branch.otherwise {
      flow = try deeper(at: branch.position) { evaluator throws(TemplateError) in try evaluator.walk(otherwise, dot) }
    }
    variables.removeSubrange(min(mark, variables.count)...)
    return flow == .normal ? nil : flow
  }

  private mutating func loop(_ branch: Branch, _ dot: GoValue) throws(TemplateError) -> Flow? {
    let outer = variables.count
    defer { variables.removeSubrange(min(outer, variables.count)...) }
    let value = try evaluate(branch.pipeline, dot)
    let mark = variables.count
    switch value {
    case .slice(let slice) where !slice.elements.isEmpty:
      for (index, element) in slice.elements.enumerated() {
        guard try iterate(branch, .int(index), element, mark) else { break }
      }
    case .bytes(let bytes) where !bytes.isEmpty:
      for (index, byte) in bytes.enumerated() {
        guard try iterate(branch, .int(index), .int(Int64(byte), .uint8), mark) else { break }
      }
    case .map(let map) where !map.isEmpty:
      for key in map.sortedKeys {
        guard try iterate(branch, .string(key), map[key] ?? .null, mark) else { break }
      }
    case .int(let count, let kind) where count > 0 || kind.isUnsigned && count != 0:
      try loop(branch, upTo: kind.isUnsigned ? UInt64(bitPattern: count) : UInt64(count), kind, mark)
    case .slice, .bytes, .map, .int, .null:
      guard let otherwise = branch.otherwise else { return nil }
      let flow = try deeper(at: branch.position) { evaluator throws(TemplateError) in try evaluator.walk(otherwise, dot)
      }
      return flow == .normal ? nil : flow
    case .bool, .float, .complex, .string, .object:
      throw error(
        "range can't iterate over \(String(decoding: GoFormat.text(value), as: UTF8.self))", at: branch.position,
        context: branch.pipeline.text, redacted: "range can't iterate over a \(value.typeName)")
    }
    return nil
  }

  private mutating func loop(_ branch: Branch, upTo count: UInt64, _ kind: GoIntKind, _ mark: Int) throws(TemplateError)
  {
    if branch.pipeline.variables.count > 1 {
      throw error(
        "can't use \(count) to iterate over more than one variable", at: branch.position,
        context: branch.pipeline.text, redacted: "can't use an integer to iterate over more than one variable")
    }
    var index: UInt64 = 0
    while index < count {
      let number = GoValue.int(Int64(bitPattern: index), kind)
      guard try iterate(branch, number, number, mark) else { return }
      index += 1
    }
  }

  /// One turn of a loop; false if it ended with `break`.
  private mutating func iterate(
    _ branch: Branch, _ index: GoValue, _ element: GoValue, _ mark: Int
  ) throws(TemplateError) -> Bool {
    let names = branch.pipeline.variables
    if branch.pipeline.isAssignment {
      if names.count == 1 { assign(names[0], element) }
      if names.count > 1 {
        assign(names[0], index)
        assign(names[1], element)
      }
    } else {
      if names.count == 1 { variables[mark - 1].value = element }
      if names.count > 1 {
        variables[mark - 2].value = index
        variables[mark - 1].value = element
      }
    }
    let flow = try deeper(at: branch.position) { evaluator throws(TemplateError) in
      try evaluator.walk(branch.body, element)
    }
    variables.removeSubrange(min(mark, variables.count)...)
    try step(at: .range(branch))
    return flow != .breakLoop
  }

  mutating func assign(_ name: VariableName, _ value: GoValue) {
    guard let index = variables.lastIndex(where: { $0.id == name.id }) else { return }
    variables[index].value = value
  }

  private mutating func walk(_ call: TemplateCall, _ dot: GoValue) throws(TemplateError) {
    let callText = { [call] in
      "{{template \(String(decoding: GoQuote.quote(call.name), as: UTF8.self))".utf8
        + (call.pipeline.map { " ".utf8 + $0.text } ?? []) + "}}".utf8
    }
    guard let body = template.templates[call.name] else {
      let quoted = String(decoding: GoQuote.quote(call.name), as: UTF8.self)
      throw error("template \(quoted) not defined", at: call.position, context: callText())
    }
    let value = try call.pipeline.map { pipeline throws(TemplateError) in try evaluate(pipeline, dot) } ?? .null
    let outer = variables
    variables = [(0, value)]
    defer { variables = outer }
    _ = try deeper(at: call.position, context: callText) { evaluator throws(TemplateError) in
      try evaluator.walk(body, value)
    }
  }

  private mutating func deeper<Result>(
    at position: Int, context: () -> [UInt8] = { [] }, _ body: (inout Evaluator) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    guard depth < Evaluator.depthLimit else {
      throw error(
        "exceeded maximum template depth (\(Evaluator.goDepthLimit))", at: position, context: context())
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// An error of execution, worded and placed as Go does it.
  ///
  /// - Parameters:
  ///   - message: Go's message.
  ///   - position: The place in the text.
  ///   - context: The action concerned, as it stands in Go's `<…>`.
  ///   - redacted: The message without anything from the data, if the message has some.
  /// - Returns: The error.
  func error(_ message: String, at position: Int, context: [UInt8], redacted: String? = nil) -> TemplateError {
    let before = template.text.prefix(position)
    let line = 1 + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    let quoted = String(decoding: GoQuote.quote(Array(template.name.utf8)), as: UTF8.self)
    let place =
      "template: \(template.name):\(line):\(column): executing \(quoted) at <\(String(decoding: context, as: UTF8.self))>: "
    return TemplateError(
      message: place + message, redactedMessage: place + (redacted ?? message), template: template.name, line: line,
      column: column + 1)
  }
}
