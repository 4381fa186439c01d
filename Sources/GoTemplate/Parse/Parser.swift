// From tokens to the tree, by the grammar of Go's text/template/parse. Bodies and control structures are in
// Parser.Control.swift, pipelines in Parser.Pipeline.swift.

internal import Basics

/// Parses one text, which may define several templates.
struct Parser {
  let name: String
  private let functions: [String: GoFunction]
  private var lexer: Lexer
  /// Tokens read and put back, the next one last.
  private var pending: [Token] = []
  /// Where the last token read begins: Go's complaints carry the line of that.
  private var lastOffset = 0
  private(set) var templates: [[UInt8]: [Node]] = [:]
  /// The names of the variables in scope, innermost last.
  var scope: [VariableName] = [.data]
  private var variableIDs: [[UInt8]: Int] = [VariableName.data.text: VariableName.data.id]
  private var lastSite: Site = 0
  private var nesting = 0
  var loopDepth = 0
  /// Where the action that is being read begins; nil between actions.
  var actionStart: Int?

  /// How deep control structures and parentheses may nest: beyond that a template is refused, not followed.
  static let nestingLimit = 200

  init(
    name: String, text: [UInt8], delimiters: (left: [UInt8], right: [UInt8]), functions: [String: GoFunction]
  ) {
    self.name = name
    self.functions = functions
    self.lexer = Lexer(text: text, delimiters: delimiters)
  }

  // MARK: Tokens

  mutating func next() -> Token {
    if let token = pending.popLast() { return token }
    let token = lexer.next()
    lastOffset = token.start
    return token
  }

  mutating func back(_ token: Token) { pending.append(token) }

  mutating func peek() -> Token {
    let token = next()
    back(token)
    return token
  }

  mutating func nextNonSpace() -> Token {
    while true {
      let token = next()
      if token.kind != .space { return token }
    }
  }

  mutating func peekNonSpace() -> Token {
    let token = nextNonSpace()
    back(token)
    return token
  }

  mutating func expect(_ kind: Token.Kind, _ context: String) throws(TemplateError) -> Token {
    let token = nextNonSpace()
    guard token.kind == kind else { throw unexpected(token, context) }
    return token
  }

  func slice(_ token: Token) -> ArraySlice<UInt8> { lexer.text[token.start..<token.end] }

  func bytes(_ token: Token) -> [UInt8] { Array(slice(token)) }

  // MARK: Errors

  func error(_ message: String, hint: String? = nil) -> TemplateError {
    let place = TextPlace(of: lastOffset, in: lexer.text)
    return TemplateError(
      message: "template: \(name):\(place.line): \(message)", template: name, line: place.line,
      column: place.column + 1, hint: hint)
  }

  func unexpected(_ token: Token, _ context: String) -> TemplateError {
    guard token.kind == .error else { return error("unexpected \(describe(token)) in \(context)") }
    let line = TextPlace(of: token.start, in: lexer.text).line
    guard let start = actionStart.map({ TextPlace(of: $0, in: lexer.text).line }), start != line else {
      return error(lexer.problem)
    }
    // Not "unclosed action in action started at …".
    let place = lexer.problem.hasSuffix(" action") ? "started at" : "in action started at"
    return error("\(lexer.problem) \(place) \(name):\(start)")
  }

  /// A token as Go's messages show it.
  private func describe(_ token: Token) -> String {
    if token.kind == .eof { return "EOF" }
    let content = bytes(token)
    if token.isKeyword { return "<\(String(decoding: content, as: UTF8.self))>" }
    guard content.count > 10 else { return GoFormat.string("%q", .string(content)) }
    return GoFormat.string("%.10q...", .string(content))
  }

  // MARK: Names

  /// A number for a node.
  mutating func newSite() -> Site {
    lastSite += 1
    return lastSite
  }

  /// A name as a variable's: the same number for the same name.
  mutating func variableName(_ text: [UInt8]) -> VariableName {
    if let id = variableIDs[text] { return VariableName(text: text, id: id) }
    let variable = VariableName(text: text, id: variableIDs.count)
    variableIDs[text] = variable.id
    return variable
  }

  mutating func function(_ token: Token) throws(TemplateError) -> FunctionReference {
    let name = String(decoding: slice(token), as: UTF8.self)
    if let function = functions[name] { return FunctionReference(name: name, function: function) }
    if let builtin = Builtins.references[name] { return builtin }
    let near = (Array(functions.keys) + Builtins.references.keys).nearest(to: name)
    throw error(
      "function \(GoFormat.string("%q", .string(name))) not defined",
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
  }

  // MARK: Nesting

  mutating func deeper<Result>(
    _ body: (inout Parser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    guard nesting < Parser.nestingLimit else { throw error("max expression depth exceeded") }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  // MARK: Templates

  /// Adds a template; an empty one gives way to any other of its name.
  mutating func add(_ body: [Node], named name: [UInt8]) throws(TemplateError) {
    if let existing = templates[name], !Parser.isEmpty(existing) {
      guard !Parser.isEmpty(body) else { return }
      throw error("template: multiple definition of template \(GoFormat.string("%q", .string(name)))")
    }
    templates[name] = body
  }

  private static func isEmpty(_ body: [Node]) -> Bool {
    body.allSatisfy { node in
      guard case .text(let text) = node else { return false }
      return GoFormat.isSpace(text)
    }
  }

  /// Parses a body of its own, which sees no variables but `$` and no loops: that of `{{define}}` and `{{block}}`.
  ///
  /// Errors in it carry its own lines, errors about it those of the template around it.
  mutating func separately<Result>(
    _ body: (inout Parser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    let outer = (scope, loopDepth, actionStart, lastOffset)
    (scope, loopDepth, actionStart) = ([.data], 0, nil)
    let result = try deeper(body)
    (scope, loopDepth, actionStart, lastOffset) = outer
    return result
  }
}

/// The line and the column, in bytes from 0, of a place in a text.
struct TextPlace {
  /// Counted from 1.
  let line: Int
  /// Counted from 0, as Go's messages do.
  let column: Int

  init(of offset: Int, in text: [UInt8]) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, text.count) where text[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    self.line = line
    column = min(offset, text.count) - lineStart
  }
}
