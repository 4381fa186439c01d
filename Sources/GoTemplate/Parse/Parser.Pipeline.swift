// Pipelines, commands and operands.

extension Parser {
  /// Declarations, then commands joined by `|`, up to and including `end`.
  mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Pipeline {
    let site = newSite()
    let position = peekNonSpace().start
    let (variables, isAssignment) = try declarations(context)
    var commands: [Command] = []
    while true {
      let token = nextNonSpace()
      if token.kind == end { break }
      guard token.beginsOperand else { throw unexpected(token, context) }
      back(token)
      commands.append(try command())
    }
    guard !commands.isEmpty else { throw error("missing value for \(context)") }
    for (index, command) in commands.enumerated().dropFirst() where !command.first.isExecutable {
      throw error("non executable command in pipeline stage \(index + 1)")
    }
    return Pipeline(
      site: site, position: position, isAssignment: isAssignment, variables: variables, commands: commands)
  }

  private mutating func declarations(_ context: String) throws(TemplateError) -> ([VariableName], isAssignment: Bool) {
    var variables: [VariableName] = []
    while true {
      guard peekNonSpace().kind == .variable else { return (variables, false) }
      let variable = nextNonSpace()
      let after = peek()
      let following = peekNonSpace()
      switch following.kind {
      case .declare, .assign:
        _ = next()
        variables.append(declare(variable))
        return (variables, following.kind == .assign)
      case .other where slice(following).elementsEqual([UInt8(ascii: ",")]):
        _ = next()
        variables.append(declare(variable))
        guard context == "range", variables.count < 2 else { throw error("too many declarations in \(context)") }
        switch peekNonSpace().kind {
        case .variable, .rightDelimiter, .rightParenthesis: continue
        default: throw error("range can only initialize variables")
        }
      default:
        // An argument, not a declaration; the space behind it has been read away by looking ahead.
        if after.kind == .space { back(after) }
        back(variable)
        return (variables, false)
      }
    }
  }

  /// A variable that is set; Go finds out only later whether one that is assigned to exists.
  private mutating func declare(_ token: Token) -> VariableName {
    let variable = variableName(bytes(token))
    scope.append(variable)
    return variable
  }

  private mutating func command() throws(TemplateError) -> Command {
    let site = newSite()
    let position = peekNonSpace().start
    var first: Operand?
    var arguments: [Operand] = []
    while true {
      _ = peekNonSpace()
      if let operand = try operand() {
        if first == nil { first = operand } else { arguments.append(operand) }
      }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelimiter, .rightParenthesis: back(token)
      case .pipe: break
      default: throw unexpected(token, "operand")
      }
      break
    }
    guard let first else { throw error("empty command") }
    return Command(site: site, position: position, first: first, arguments: arguments)
  }

  /// A term and the fields behind it; nil if what comes is no operand.
  private mutating func operand() throws(TemplateError) -> Operand? {
    let token = nextNonSpace()
    guard token.beginsOperand else {
      back(token)
      return nil
    }
    let term = try term(token)
    // Go places a chain at the first of the fields behind its term.
    let position = peek().start
    var fields: [[UInt8]] = []
    while peek().kind == .field { fields.append(Array(slice(next()).dropFirst())) }
    guard !fields.isEmpty else { return term }
    let kind: Operand.Kind
    switch term.kind {
    case .field(let path): kind = .field(path + fields)
    case .variable(let variable, let path): kind = .variable(variable, path + fields)
    case .function, .pipeline, .chain: kind = .chain(term, fields)
    case .bool, .string, .number, .null, .dot:
      throw error("unexpected . after term \(GoFormat.string("%q", .string(term.text)))")
    }
    return Operand(site: newSite(), position: position, kind: kind)
  }

  private mutating func term(_ token: Token) throws(TemplateError) -> Operand {
    let kind: Operand.Kind
    var literal: [UInt8] = []
    switch token.kind {
    case .identifier: kind = .function(try function(token))
    case .dot: kind = .dot
    case .nil: kind = .null
    case .bool: kind = .bool(slice(token).first == UInt8(ascii: "t"))
    case .field: kind = .field([Array(slice(token).dropFirst())])
    case .variable:
      let name = slice(token)
      guard let variable = scope.last(where: { $0.text.elementsEqual(name) }) else {
        throw error("undefined variable \(GoFormat.string("%q", .string(Array(name))))")
      }
      kind = .variable(variable, [])
    case .leftParenthesis:
      kind = .pipeline(
        try deeper { parser throws(TemplateError) in
          try parser.pipeline("parenthesized pipeline", end: .rightParenthesis)
        })
    case .string, .rawString:
      literal = bytes(token)
      guard let value = GoQuote.unquote(literal) else { throw error("invalid syntax") }
      kind = .string(value)
    default:
      literal = bytes(token)
      kind = .number(try number(token.kind, literal))
    }
    // Go places a parenthesis where its content begins.
    let position = if case .pipeline(let pipeline) = kind { pipeline.position } else { token.start }
    return Operand(site: newSite(), position: position, kind: kind, literal: literal)
  }

  private func number(_ kind: Token.Kind, _ literal: [UInt8]) throws(TemplateError) -> NumberConstant {
    do throws(NumberConstant.Problem) {
      switch kind {
      case .character: return try .character(literal)
      case .complex: return try .complex(literal)
      default: return try .number(literal)
      }
    } catch {
      throw self.error(error.message)
    }
  }
}

extension Operand {
  /// Whether a value can be piped into it.
  fileprivate var isExecutable: Bool {
    switch kind {
    case .bool, .dot, .null, .number, .string: false
    case .field, .variable, .function, .pipeline, .chain: true
    }
  }
}
