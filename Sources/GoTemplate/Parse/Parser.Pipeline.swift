// Pipelines, commands and operands.

internal import Basics

extension Parser {
  /// Declarations, then commands joined by `|`, up to and including `end`.
  mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Pipeline {
    let first = peekNonSpace()
    let (variables, isAssignment) = try declarations(context)
    var commands: [Command] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        try check(commands, context, at: token)
        return Pipeline(
          position: first.start, isAssignment: isAssignment, variables: variables, commands: commands)
      case .bool, .character, .complex, .dot, .field, .identifier, .number, .null, .rawString, .string, .variable,
        .leftParenthesis:
        back(token)
        commands.append(try command())
      default: throw unexpected(token, context)
      }
    }
  }

  private func check(_ commands: [Command], _ context: String, at token: Token) throws(TemplateError) {
    guard !commands.isEmpty else { throw error("missing value for \(context)", at: token.start) }
    for (index, command) in commands.enumerated().dropFirst() {
      switch command.operands.first?.kind {
      case .bool, .dot, .null, .number, .string:
        throw error("non executable command in pipeline stage \(index + 1)", at: command.position)
      default: break
      }
    }
  }

  private mutating func declarations(_ context: String) throws(TemplateError) -> ([VariableName], isAssignment: Bool) {
    var variables: [VariableName] = []
    while true {
      let variable = peekNonSpace()
      guard variable.kind == .variable else { return (variables, false) }
      _ = next()
      let after = next()
      back(after)
      let following = peekNonSpace()
      switch following.kind {
      case .declare, .assign:
        _ = nextNonSpace()
        if following.kind == .assign { try requireDeclared(variable) }
        variables.append(declare(bytes(variable)))
        return (variables, following.kind == .assign)
      case .comma where context == "range" && variables.isEmpty:
        _ = nextNonSpace()
        variables.append(declare(bytes(variable)))
        switch peekNonSpace().kind {
        case .variable, .rightDelimiter, .rightParenthesis: continue
        default: throw error("range can only initialize variables", at: variable.start)
        }
      case .comma: throw error("too many declarations in \(context)", at: variable.start)
      default:
        // An argument, not a declaration; the space behind it has been read away by looking ahead.
        if after.kind == .space { back(after) }
        back(variable)
        return (variables, false)
      }
    }
  }

  private func requireDeclared(_ token: Token) throws(TemplateError) {
    let name = bytes(token)
    guard scope.contains(where: { $0.text == name }) else { throw undefined(name, at: token.start) }
  }

  private func undefined(_ name: [UInt8], at offset: Int) -> TemplateError {
    error("undefined variable \(String(decoding: GoQuote.quote(name), as: UTF8.self))", at: offset)
  }

  private mutating func command() throws(TemplateError) -> Command {
    let position = peekNonSpace().start
    var operands: [Operand] = []
    while true {
      _ = peekNonSpace()
      if let operand = try operand() { operands.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelimiter, .rightParenthesis: back(token)
      case .pipe: break
      default: throw unexpected(token, "operand")
      }
      break
    }
    guard !operands.isEmpty else { throw error("empty command", at: position) }
    return Command(position: position, operands: operands)
  }

  /// A term and the fields behind it; nil if what comes is no operand.
  private mutating func operand() throws(TemplateError) -> Operand? {
    let token = nextNonSpace()
    guard let term = try term(token) else {
      back(token)
      return nil
    }
    var fields: [[UInt8]] = []
    var text = term.text
    // Go places a chain at the first of the fields behind its term.
    let position = peek().start
    while peek().kind == .field {
      let field = bytes(next())
      text += field
      fields.append(Array(field.dropFirst()))
    }
    guard !fields.isEmpty else { return term }
    switch term.kind {
    case .field(let path): return Operand(kind: .field(path + fields), position: position, text: text)
    case .variable(let variable, let path):
      return Operand(kind: .variable(variable, path + fields), position: position, text: text)
    case .bool, .string, .number, .null, .dot:
      let quoted = String(decoding: GoQuote.quote(term.text), as: UTF8.self)
      throw error("unexpected . after term \(quoted)", at: term.position)
    case .function, .pipeline, .chain:
      return Operand(kind: .chain(term, fields), position: position, text: text)
    }
  }

  private mutating func term(_ token: Token) throws(TemplateError) -> Operand? {
    let content = bytes(token)
    let kind: Operand.Kind
    switch token.kind {
    case .error: throw error(token.message, at: token.start)
    case .identifier: kind = .function(try function(content, at: token.start))
    case .dot: kind = .dot
    case .null: kind = .null
    case .bool: kind = .bool(content == Array("true".utf8))
    case .field: kind = .field([Array(content.dropFirst())])
    case .variable:
      guard let variable = scope.last(where: { $0.text == content }) else { throw undefined(content, at: token.start) }
      kind = .variable(variable, [])
    case .character, .number, .complex: kind = .number(try number(token, content))
    case .string, .rawString:
      guard let value = GoQuote.unquote(content) else { throw error("invalid syntax", at: token.start) }
      kind = .string(value)
    case .leftParenthesis:
      let inner = try deeper(at: token.start) { parser throws(TemplateError) in
        try parser.pipeline("parenthesized pipeline", end: .rightParenthesis)
      }
      return Operand(kind: .pipeline(inner), position: token.start, text: "(".utf8 + inner.text + ")".utf8)
    default: return nil
    }
    return Operand(kind: kind, position: token.start, text: content)
  }

  private func function(_ content: [UInt8], at offset: Int) throws(TemplateError) -> FunctionReference {
    let name = String(decoding: content, as: UTF8.self)
    if let reference = lookup(name) { return reference }
    let near = functionNames().nearest(to: name)
    let hint = near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?"
    throw error(
      "function \(String(decoding: GoQuote.quote(content), as: UTF8.self)) not defined", at: offset, hint: hint)
  }

  private func number(_ token: Token, _ content: [UInt8]) throws(TemplateError) -> NumberConstant {
    let text = String(decoding: content, as: UTF8.self)
    if token.kind == .character {
      guard let number = NumberConstant(character: content) else {
        throw error("malformed character constant: \(text)", at: token.start)
      }
      return number
    }
    guard let number = NumberConstant(content, isComplex: token.kind == .complex) else {
      throw error("illegal number syntax: \(String(decoding: GoQuote.quote(content), as: UTF8.self))", at: token.start)
    }
    return number
  }
}
