// Which parts of the data a template looks at and what it calls, told from its text alone.

/// A place where a template names a key of its data.
public struct KeyReference: Sendable, Hashable {
  /// The key.
  public let key: [UInt8]
  /// Whether the render fails if the data lack the key (with `missingkey=error`): `.key` does, `index . "key"` doesn't.
  public let isRequired: Bool
  /// The line in the template's text, counted from 1.
  public let line: Int
  /// The column in bytes, counted from 1.
  public let column: Int
}

extension Template {
  /// The keys of the data that the template names; nil if it uses the data as a whole, so that any key may matter.
  ///
  /// `{{ .a }}{{ $.b.c }}{{ index . "d" }}` looks at `a`, `b` and `d`; `{{ range $k, $v := . }}` looks at everything.
  public var referencedKeys: Set<[UInt8]>? {
    let collected = collectReferences()
    return collected.usesWhole ? nil : Set(collected.found.map(\.key))
  }

  /// Every place where the template names a key of the data, in no particular order.
  ///
  /// What may never be reached is among them, such as the body of an `if`.
  public var keyReferences: [KeyReference] {
    collectReferences().found.map { reference in
      let place = TextPlace(of: reference.position, in: text)
      return KeyReference(
        key: reference.key, isRequired: reference.isRequired, line: place.line, column: place.column + 1)
    }
  }

  /// The names of the functions that the template, or one that it defines, calls.
  public var calledFunctions: Set<String> { collectReferences().functions }

  private func collectReferences() -> ReferenceCollector {
    var collector = ReferenceCollector(templates: templates)
    collector.visit(main, Sight(dotIsData: true, rootIsData: true))
    // What nobody calls with the data still calls functions.
    for body in templates.values { collector.visit(body, Sight(dotIsData: false, rootIsData: false)) }
    return collector
  }
}

/// Whether `.` and `$` stand for the data.
private struct Sight {
  var dotIsData: Bool
  var rootIsData: Bool
}

/// Walks a template's nodes, knowing where `.` and `$` stand for the data.
private struct ReferenceCollector {
  let templates: [[UInt8]: [Node]]
  var found: [(key: [UInt8], isRequired: Bool, position: Int)] = []
  var functions: Set<String> = []
  var usesWhole = false
  /// Templates visited with the data as their dot: each once, since they may call themselves.
  private var visited: Set<[UInt8]> = []

  init(templates: [[UInt8]: [Node]]) {
    self.templates = templates
  }

  mutating func visit(_ nodes: [Node], _ sight: Sight) {
    for node in nodes {
      switch node {
      case .text, .breakLoop, .continueLoop: break
      case .action(let pipeline): visit(pipeline, sight)
      case .conditional(let conditional):
        for arm in conditional.arms {
          visit(arm.pipeline, sight)
          visit(arm.body, conditional.setsDot ? sight.inside(arm.pipeline) : sight)
        }
        visit(conditional.otherwise ?? [], sight)
      case .range(let loop):
        visit(loop.pipeline, sight)
        visit(loop.body, Sight(dotIsData: false, rootIsData: sight.rootIsData))
        visit(loop.otherwise ?? [], sight)
      case .template(let call): visit(call, sight)
      }
    }
  }

  private mutating func visit(_ call: TemplateCall, _ sight: Sight) {
    guard let pipeline = call.pipeline else { return }
    guard sight.inside(pipeline).dotIsData else { return visit(pipeline, sight) }
    guard visited.insert(call.name).inserted else { return }
    visit(templates[call.name] ?? [], Sight(dotIsData: true, rootIsData: true))
  }

  private mutating func visit(_ pipeline: Pipeline, _ sight: Sight) {
    // `$` can be set like any other variable.
    if pipeline.variables.contains(where: { $0.id == VariableName.data.id }) { usesWhole = true }
    for command in pipeline.commands {
      visit(command.first, sight)
      var arguments = command.arguments[...]
      if let key = indexedKey(command, sight) {
        found.append((key, false, arguments[1].position))
        arguments = arguments.dropFirst(2)
      }
      for argument in arguments { visit(argument, sight) }
    }
  }

  /// The key of `index . "key"`.
  private func indexedKey(_ command: Command, _ sight: Sight) -> [UInt8]? {
    guard command.arguments.count >= 2, case .function(let reference) = command.first.kind, reference.name == "index",
      sight.isData(command.arguments[0]), case .string(let key) = command.arguments[1].kind
    else { return nil }
    return key
  }

  private mutating func visit(_ operand: Operand, _ sight: Sight) {
    switch operand.kind {
    case .null, .bool, .number, .string: break
    case .dot: if sight.dotIsData { usesWhole = true }
    case .field(let fields):
      guard sight.dotIsData, let first = fields.first else { return }
      // Go places `.a.b` at its second field.
      found.append((first, true, operand.position - (fields.count > 1 ? first.count + 1 : 0)))
    case .variable(let variable, let fields):
      guard sight.rootIsData, variable.id == VariableName.data.id else { return }
      if let first = fields.first { found.append((first, true, operand.position)) } else { usesWhole = true }
    case .function(let reference): functions.insert(reference.name)
    case .pipeline(let pipeline): visit(pipeline, sight)
    case .chain(let inner, let fields):
      // `(.).key` is nothing else than `.key`.
      guard sight.isData(inner), let first = fields.first else { return visit(inner, sight) }
      found.append((first, true, operand.position))
    }
  }
}

extension Sight {
  /// Whether an operand is the data itself.
  fileprivate func isData(_ operand: Operand) -> Bool {
    switch operand.kind {
    case .dot: dotIsData
    case .variable(let variable, let fields): rootIsData && fields.isEmpty && variable.id == VariableName.data.id
    case .pipeline(let pipeline): pipeline.variables.isEmpty && isData(pipeline)
    case .null, .bool, .number, .string, .field, .function, .chain: false
    }
  }

  private func isData(_ pipeline: Pipeline) -> Bool {
    pipeline.commands.count == 1 && pipeline.commands[0].arguments.isEmpty && isData(pipeline.commands[0].first)
  }

  /// What `.` and `$` stand for where the value of a pipeline is the dot.
  fileprivate func inside(_ pipeline: Pipeline) -> Sight {
    Sight(dotIsData: pipeline.variables.isEmpty && isData(pipeline), rootIsData: rootIsData)
  }
}
