// Nodes as Go's error messages show them: white space and trim markers are gone, everything else is as it was written.

extension TemplateCall {
  /// `{{template "name" pipeline}}`.
  var text: [UInt8] {
    var output = Array("{{template ".utf8) + GoQuote.quote(name)
    if let pipeline { output += [0x20] + pipeline.text }
    return output + "}}".utf8
  }
}

extension Pipeline {
  /// The commands, and the variables in front of them.
  var text: [UInt8] {
    var output = Array(variables.map(\.text).joined(separator: ", ".utf8))
    if !variables.isEmpty { output += (isAssignment ? " = " : " := ").utf8 }
    return output + commands.map(\.text).joined(separator: " | ".utf8)
  }
}

extension Command {
  /// The operands with a space between them.
  var text: [UInt8] { Array(([first] + arguments).map(\.textInCommand).joined(separator: [0x20])) }
}

extension Operand {
  /// The operand; a parenthesis without its parentheses, which belong to the command around it.
  var text: [UInt8] {
    switch kind {
    case .dot: [UInt8(ascii: ".")]
    case .null: Array("nil".utf8)
    case .bool(let bool): Array((bool ? "true" : "false").utf8)
    case .number, .string: literal
    case .field(let path): Operand.text(ofFields: path)
    case .variable(let name, let path): name.text + Operand.text(ofFields: path)
    case .function(let reference): Array(reference.name.utf8)
    case .pipeline(let pipeline): pipeline.text
    case .chain(let operand, let path): operand.textInCommand + Operand.text(ofFields: path)
    }
  }

  fileprivate var textInCommand: [UInt8] {
    if case .pipeline = kind { [UInt8(ascii: "(")] + text + [UInt8(ascii: ")")] } else { text }
  }

  private static func text(ofFields path: [[UInt8]]) -> [UInt8] { path.flatMap { [UInt8(ascii: ".")] + $0 } }
}

/// Finds the node that an error is about.
struct SiteFinder {
  /// The node's number.
  let site: Site

  /// The node's place in the text and how messages show it; nil if it isn't among `nodes`.
  func find(in nodes: [Node]) -> (position: Int, text: [UInt8])? {
    for node in nodes {
      if let found = find(in: node) { return found }
    }
    return nil
  }

  private func find(in node: Node) -> (position: Int, text: [UInt8])? {
    switch node {
    case .text, .breakLoop, .continueLoop: return nil
    case .action(let pipeline): return find(in: pipeline)
    case .conditional(let conditional):
      for arm in conditional.arms {
        if let found = find(in: arm.pipeline) ?? find(in: arm.body) { return found }
      }
      return find(in: conditional.otherwise ?? [])
    case .range(let loop): return find(in: loop.pipeline) ?? find(in: loop.body) ?? find(in: loop.otherwise ?? [])
    case .template(let call):
      return call.site == site ? (call.position, call.text) : call.pipeline.flatMap { find(in: $0) }
    }
  }

  private func find(in pipeline: Pipeline) -> (position: Int, text: [UInt8])? {
    if pipeline.site == site { return (pipeline.position, pipeline.text) }
    for command in pipeline.commands {
      if command.site == site { return (command.position, command.text) }
      for operand in [command.first] + command.arguments {
        if let found = find(in: operand) { return found }
      }
    }
    return nil
  }

  private func find(in operand: Operand) -> (position: Int, text: [UInt8])? {
    if operand.site == site { return (operand.position, operand.text) }
    switch operand.kind {
    case .pipeline(let pipeline): return find(in: pipeline)
    case .chain(let inner, _): return find(in: inner)
    case .dot, .null, .bool, .number, .string, .field, .variable, .function: return nil
    }
  }
}
