// From tokens to an expression; what is JavaScript but isn't known here is named at its place.

/// Reads one expression.
struct ScriptParser {
  private var lexer: ScriptLexer
  private var token: ScriptToken
  private var depth: Int
  private let bytes: [UInt8]

  /// How many operators and members there were: a chain of them nests as deep as it is long.
  private var links = 0

  /// The deepest nesting, and the most operators and members: bounds for the stack.
  private static let (depthLimit, linkLimit) = (100, 400)
  /// What JavaScript and lodash define; all else is unknown, and reading it throws.
  private static let globals: Set<String> = [
    "JSON", "yaml", "Buffer", "Object", "Array", "String", "Number", "Boolean", "Math", "Date", "RegExp", "Symbol",
    "Map", "Set", "Promise", "BigInt", "Error", "Intl", "Reflect", "Proxy", "process", "require", "module", "exports",
    "console", "global", "globalThis", "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent",
    "decodeURIComponent", "encodeURI", "decodeURI", "escape", "unescape", "atob", "btoa", "eval", "URL",
    "URLSearchParams", "TextEncoder", "TextDecoder", "_", "print", "obj", "arguments", "this", "setTimeout",
    "__p", "__t", "__e", "__j", "Uint8Array", "crypto", "structuredClone",
  ]
  /// Words that begin something that is no plain expression.
  private static let keywords: Set<String> = [
    "new", "function", "typeof", "void", "delete", "await", "async", "class", "yield", "super", "import", "let",
  ]
  /// Words that can't stand in an expression at all.
  private static let statements: Set<String> = [
    "var", "const", "if", "else", "for", "while", "do", "return", "switch", "case", "break", "continue", "try", "catch",
    "finally", "throw", "with", "default", "export", "extends", "debugger", "enum",
  ]

  /// The expression that fills a stretch of a template.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>, depth: Int = 0) throws(ScriptError) -> ScriptExpression {
    var parser = try ScriptParser(bytes, range, depth: depth)
    let expression = try parser.conditional()
    guard parser.token.kind != .end else { return expression }
    throw parser.leftOver()
  }

  private init(_ bytes: [UInt8], _ range: Range<Int>, depth: Int) throws(ScriptError) {
    self.bytes = bytes
    self.depth = depth
    lexer = ScriptLexer(bytes, range)
    token = try lexer.next()
  }

  private mutating func advance() throws(ScriptError) { token = try lexer.next() }

  private func isPunctuator(_ text: String) -> Bool { token.kind == .punctuator(text) }

  private mutating func take(_ text: String) throws(ScriptError) -> Bool {
    guard isPunctuator(text) else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ text: String) throws(ScriptError) {
    guard try take(text) else {
      guard token.kind == .end else { throw leftOver() }
      throw ScriptError(.syntax, "\(text) is missing", at: token.offset)
    }
  }

  /// What to say of a token that can't follow.
  private func leftOver() -> ScriptError {
    guard case .punctuator(let text) = token.kind, ![")", "]", "}", ";", ":", "{", "!", "~", "."].contains(text) else {
      if case .name(let name) = token.kind, ["in", "instanceof"].contains(name) {
        return ScriptError(.notPreviewable, "JavaScript's \(name)", at: token.offset)
      }
      return ScriptError(.syntax, "unexpected \(spelling)", at: token.offset)
    }
    return ScriptError(.notPreviewable, "JavaScript's \(text)", at: token.offset)
  }

  private var spelling: String {
    switch token.kind {
    case .name(let name): name
    case .number: "number"
    case .string, .template: "string"
    case .punctuator(let text): text
    case .end: "end"
    }
  }

  private mutating func nested(
    _ body: (inout ScriptParser) throws(ScriptError) -> ScriptExpression
  ) throws(ScriptError) -> ScriptExpression {
    guard depth < Self.depthLimit else {
      throw ScriptError(.notPreviewable, "more than \(Self.depthLimit) levels of nesting", at: token.offset)
    }
    depth += 1
    let expression = try body(&self)
    depth -= 1
    return expression
  }

  private mutating func countLink(at offset: Int) throws(ScriptError) {
    links += 1
    guard links <= Self.linkLimit else {
      throw ScriptError(.notPreviewable, "more than \(Self.linkLimit) operators and members", at: offset)
    }
  }

  // MARK: Operators

  private mutating func conditional() throws(ScriptError) -> ScriptExpression {
    try nested { parser throws(ScriptError) in
      let condition = try parser.infix(above: 0)
      guard try parser.take("?") else { return condition }
      let first = try parser.conditional()
      try parser.expect(":")
      return .conditional(condition, first, try parser.conditional())
    }
  }

  private mutating func infix(above precedence: Int) throws(ScriptError) -> ScriptExpression {
    var left = try prefix()
    while case .punctuator(let text) = token.kind, let found = ScriptExpression.InfixOperator(rawValue: text),
      found.precedence > precedence
    {
      let offset = token.offset
      try countLink(at: offset)
      try advance()
      let right = try nested { parser throws(ScriptError) in try parser.infix(above: found.precedence) }
      left = .infix(found, left, right, at: offset)
    }
    return left
  }

  private mutating func prefix() throws(ScriptError) -> ScriptExpression {
    guard case .punctuator(let text) = token.kind, let found = ScriptExpression.PrefixOperator(rawValue: text) else {
      return try suffixed()
    }
    try advance()
    return .prefix(found, try nested { parser throws(ScriptError) in try parser.prefix() })
  }

  // MARK: Members and calls

  private mutating func suffixed() throws(ScriptError) -> ScriptExpression {
    let start = token
    var function: String?
    var expression: ScriptExpression
    if case .name(let name) = start.kind, ["JSON", "yaml", "Buffer"].contains(name) {
      try advance()
      guard try take("."), case .name(let member) = token.kind else {
        throw ScriptError(.notPreviewable, "JavaScript's \(name)", at: start.offset)
      }
      try advance()
      function = "\(name).\(member)"
      expression = .literal(.undefined)
    } else {
      expression = try primary()
    }
    while true {
      let offset = token.offset
      if let name = function {
        guard let known = ScriptFunction(rawValue: name), isPunctuator("(") else {
          throw ScriptError(.notPreviewable, "JavaScript's \(name)", at: start.offset)
        }
        expression = try call(known, on: nil, at: start.offset)
        function = nil
      } else if try take(".") {
        try countLink(at: offset)
        expression = try member(of: expression, at: offset)
      } else if try take("[") {
        try countLink(at: offset)
        let index = try conditional()
        try expect("]")
        expression = .member(expression, index, at: offset)
      } else {
        guard !isPunctuator("("), !isPunctuator("?."), !isTemplate else {
          throw ScriptError(.notPreviewable, "this call of a JavaScript function", at: offset)
        }
        return expression
      }
    }
  }

  private var isTemplate: Bool { if case .template = token.kind { true } else { false } }

  /// `.name`, or the one method known here.
  private mutating func member(of object: ScriptExpression, at offset: Int) throws(ScriptError) -> ScriptExpression {
    guard case .name(let name) = token.kind else {
      throw ScriptError(.syntax, "a name is missing behind the dot", at: token.offset)
    }
    let place = token.offset
    try advance()
    guard isPunctuator("(") else { return .member(object, .literal(.string(name)), at: offset) }
    guard name == ScriptFunction.text.rawValue else {
      throw ScriptError(.notPreviewable, "JavaScript's method \(name)", at: place)
    }
    return try call(.text, on: object, at: place)
  }

  private mutating func call(
    _ function: ScriptFunction, on object: ScriptExpression?, at offset: Int
  ) throws(ScriptError) -> ScriptExpression {
    try expect("(")
    var arguments = [object].compactMap { $0 }
    while !isPunctuator(")") {
      arguments.append(try conditional())
      if token.kind == .end { throw ScriptError(.syntax, ") is missing", at: token.offset) }
      if !isPunctuator(")") { try expect(",") }
    }
    try advance()
    guard function.arity.contains(arguments.count) else {
      throw ScriptError(.notPreviewable, "\(function.rawValue) with these arguments", at: offset)
    }
    return .call(function, arguments, at: offset)
  }

  // MARK: Operands

  private mutating func primary() throws(ScriptError) -> ScriptExpression {
    let start = token
    switch start.kind {
    case .number(let number):
      try advance()
      return .literal(.number(number))
    case .string(let text):
      try advance()
      return .literal(.string(text))
    case .template(let texts, let ranges):
      try advance()
      return try concatenation(texts, ranges)
    case .name(let name):
      try advance()
      return try named(name, at: start.offset)
    case .punctuator("("):
      try advance()
      let inner = try conditional()
      try expect(")")
      return inner
    case .punctuator(let text) where ["[", "{", "/", "~", "++", "--", "..."].contains(text):
      throw ScriptError(.notPreviewable, "JavaScript's \(text) here", at: start.offset)
    case .punctuator: throw ScriptError(.syntax, "unexpected \(spelling)", at: start.offset)
    case .end: throw ScriptError(.syntax, "an expression is missing", at: start.offset)
    }
  }

  private func concatenation(_ texts: [String], _ ranges: [Range<Int>]) throws(ScriptError) -> ScriptExpression {
    guard depth < Self.depthLimit else {
      throw ScriptError(.notPreviewable, "more than \(Self.depthLimit) levels of nesting", at: token.offset)
    }
    var parts: [ScriptExpression] = []
    for (index, text) in texts.enumerated() {
      if !text.isEmpty { parts.append(.literal(.string(text))) }
      if index < ranges.count { parts.append(try ScriptParser.parse(bytes, ranges[index], depth: depth + 1)) }
    }
    return .concatenation(parts)
  }

  private func named(_ name: String, at offset: Int) throws(ScriptError) -> ScriptExpression {
    switch name {
    case "data": return .data
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "null": return .literal(.null)
    case "undefined": return .literal(.undefined)
    case "NaN": return .literal(.number(.nan))
    case "Infinity": return .literal(.number(.infinity))
    default: break
    }
    if Self.statements.contains(name) { throw ScriptError(.syntax, "unexpected \(name)", at: offset) }
    if Self.globals.contains(name) || Self.keywords.contains(name) {
      throw ScriptError(.notPreviewable, "JavaScript's \(name)", at: offset)
    }
    // An arrow function's parameter, or a call: either way something that isn't run here.
    guard !isPunctuator("=>") else { throw ScriptError(.notPreviewable, "JavaScript's =>", at: offset) }
    return .unknown(name, at: offset)
  }
}
