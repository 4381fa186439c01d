// Which parts of the data a template looks at, told from its text alone.

extension Template {
  /// The keys of the data that the template names; nil if it uses the data as a whole, so that any key may matter.
  ///
  /// `{{ .a }}{{ $.b.c }}{{ index . "d" }}` looks at `a`, `b` and `d`; `{{ range $k, $v := . }}` looks at everything.
  public var referencedKeys: Set<[UInt8]>? {
    var collector = ReferenceCollector(templates: templates)
    collector.visit(templates[Array(name.utf8)] ?? [], dotIsData: true, rootIsData: true)
    return collector.usesWhole ? nil : collector.keys
  }
}

/// Walks a template's nodes, knowing where `.` and `$` stand for the data.
private struct ReferenceCollector {
  let templates: [[UInt8]: [Node]]
  var keys: Set<[UInt8]> = []
  var usesWhole = false
  /// Templates visited with the data as their dot: each once, since they may call themselves.
  private var visited: Set<[UInt8]> = []

  init(templates: [[UInt8]: [Node]]) {
    self.templates = templates
  }

  mutating func visit(_ nodes: [Node], dotIsData: Bool, rootIsData: Bool) {
    guard !usesWhole else { return }
    for node in nodes {
      switch node {
      case .text, .breakLoop, .continueLoop: break
      case .action(let pipeline): visit(pipeline, dotIsData, rootIsData)
      case .if(let branch):
        visit(branch.pipeline, dotIsData, rootIsData)
        visit(branch.body, dotIsData: dotIsData, rootIsData: rootIsData)
        visit(branch.otherwise ?? [], dotIsData: dotIsData, rootIsData: rootIsData)
      case .with(let branch), .range(let branch):
        visit(branch.pipeline, dotIsData, rootIsData)
        visit(branch.body, dotIsData: false, rootIsData: rootIsData)
        visit(branch.otherwise ?? [], dotIsData: dotIsData, rootIsData: rootIsData)
      case .template(let call): visit(call, dotIsData, rootIsData)
      }
    }
  }

  private mutating func visit(_ call: TemplateCall, _ dotIsData: Bool, _ rootIsData: Bool) {
    guard let pipeline = call.pipeline else {
      return visit(templates[call.name] ?? [], dotIsData: false, rootIsData: false)
    }
    guard pipeline.variables.isEmpty, pipeline.commands.count == 1, pipeline.commands[0].operands.count == 1,
      isData(pipeline.commands[0].operands[0], dotIsData, rootIsData)
    else {
      visit(pipeline, dotIsData, rootIsData)
      // Inside, `.` and `$` are what was passed on, which has just been looked at.
      return
    }
    guard visited.insert(call.name).inserted else { return }
    visit(templates[call.name] ?? [], dotIsData: true, rootIsData: true)
  }

  private mutating func visit(_ pipeline: Pipeline, _ dotIsData: Bool, _ rootIsData: Bool) {
    for command in pipeline.commands {
      var operands = command.operands[...]
      if let key = indexedKey(command, dotIsData, rootIsData) {
        keys.insert(key)
        operands = operands.dropFirst(3)
      }
      for operand in operands { visit(operand, dotIsData, rootIsData) }
    }
  }

  /// The key of `index . "key"`.
  private func indexedKey(_ command: Command, _ dotIsData: Bool, _ rootIsData: Bool) -> [UInt8]? {
    guard command.operands.count >= 3, case .function(let reference) = command.operands[0].kind,
      reference.name == "index", isData(command.operands[1], dotIsData, rootIsData),
      case .string(let key) = command.operands[2].kind
    else { return nil }
    return key
  }

  private func isData(_ operand: Operand, _ dotIsData: Bool, _ rootIsData: Bool) -> Bool {
    switch operand.kind {
    case .dot: dotIsData
    case .variable(let variable, let fields): rootIsData && fields.isEmpty && variable.text == [UInt8(ascii: "$")]
    default: false
    }
  }

  private mutating func visit(_ operand: Operand, _ dotIsData: Bool, _ rootIsData: Bool) {
    switch operand.kind {
    case .null, .bool, .number, .string, .function: break
    case .dot: if dotIsData { usesWhole = true }
    case .field(let fields):
      if dotIsData, let first = fields.first { keys.insert(first) }
    case .variable(let variable, let fields):
      guard rootIsData, variable.text == [UInt8(ascii: "$")] else { return }
      if let first = fields.first { keys.insert(first) } else { usesWhole = true }
    case .pipeline(let pipeline): visit(pipeline, dotIsData, rootIsData)
    case .chain(let operand, _): visit(operand, dotIsData, rootIsData)
    }
  }
}
