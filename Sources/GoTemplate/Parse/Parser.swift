// From tokens to the tree, by the grammar of Go's text/template/parse. Actions and control structures are here,
// pipelines in Parser.Pipeline.swift.

/// What a lookup of function names answers.
typealias FunctionLookup = (String) -> FunctionReference?

/// Parses one text, which may define several templates.
struct Parser {
  let name: String
  let lookup: FunctionLookup
  let functionNames: () -> [String]
  private var lexer: Lexer
  private var pending: [Token] = []
  private var lastLine = 1
  private var lastLineOffset = 0
  private(set) var templates: [[UInt8]: [Node]] = [:]
  /// The names of the variables in scope, innermost last.
  var scope: [VariableName] = []
  private var variableIDs: [[UInt8]: Int] = [:]
  private var loopDepth = 0
  var nesting = 0

  /// How deep control structures and parentheses may nest: beyond that a template is refused, not followed.
  static let nestingLimit = 150

  init(
    name: String, text: [UInt8], delimiters: (left: [UInt8], right: [UInt8]), lookup: @escaping FunctionLookup,
    functionNames: @escaping () -> [String]
  ) {
    self.name = name
    self.lookup = lookup
    self.functionNames = functionNames
    self.lexer = Lexer(text: text, delimiters: delimiters)
    _ = declare(Array("$".utf8))
  }

  var text: [UInt8] { lexer.text }

  // MARK: Tokens

  mutating func next() -> Token {
    pending.popLast() ?? lexer.next()
  }

  mutating func peek() -> Token {
    let token = next()
    pending.append(token)
    return token
  }

  mutating func back(_ token: Token) { pending.append(token) }

  mutating func nextNonSpace() -> Token {
    var token = next()
    while token.kind == .space { token = next() }
    return token
  }

  mutating func peekNonSpace() -> Token {
    let token = nextNonSpace()
    pending.append(token)
    return token
  }

  func bytes(_ token: Token) -> [UInt8] { Array(text[token.start..<token.end]) }

  // MARK: Errors

  func error(_ message: String, at offset: Int, hint: String? = nil) -> TemplateError {
    let offset = min(offset, text.count)
    let line = 1 + text[..<offset].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let lineStart = text[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return TemplateError(
      message: "template: \(name):\(line): \(message)", template: name, line: line, column: offset - lineStart + 1,
      hint: hint)
  }

  func unexpected(_ token: Token, _ context: String) -> TemplateError {
    if token.kind == .error { return error(token.message, at: token.start) }
    return error("unexpected \(describe(token)) in \(context)", at: token.start)
  }

  /// A token as Go's messages show it.
  func describe(_ token: Token) -> String {
    switch token.kind {
    case .eof: return "EOF"
    case .error: return token.message
    case .keyword(let keyword): return "<\(keyword.rawValue)>"
    default:
      let content = bytes(token)
      let quoted = String(decoding: GoQuote.quote(Array(content.prefix(10))), as: UTF8.self)
      return content.count > 10 ? quoted + "..." : quoted
    }
  }

  mutating func expect(_ kind: Token.Kind, _ context: String) throws(TemplateError) -> Token {
    let token = nextNonSpace()
    guard token.kind == kind else { throw unexpected(token, context) }
    return token
  }

  // MARK: Variables

  /// A new variable of the scope.
  mutating func declare(_ name: [UInt8]) -> VariableName {
    let id = variableIDs[name, default: variableIDs.count]
    variableIDs[name] = id
    let variable = VariableName(text: name, id: id)
    scope.append(variable)
    return variable
  }

  mutating func deeper<Result>(
    at offset: Int, _ body: (inout Parser) throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Parser.nestingLimit else {
      throw error("nested deeper than \(Parser.nestingLimit) levels", at: offset)
    }
    return try body(&self)
  }

  // MARK: Bodies

  /// Parses the whole text; the main template is the one named like the parser.
  mutating func parse() throws(TemplateError) {
    var root: [Node] = []
    while true {
      let token = peek()
      if token.kind == .eof { break }
      if token.kind == .leftDelimiter {
        let delimiter = next()
        let keyword = nextNonSpace()
        if keyword.kind == .keyword(.define) {
          try define()
          continue
        }
        back(keyword)
        back(delimiter)
      }
      switch try textOrAction() {
      case .node(let node): root.append(node)
      case .end(let offset): throw error("unexpected {{end}}", at: offset)
      case .otherwise(let offset, _): throw error("unexpected {{else}}", at: offset)
      }
    }
    try add(root, named: Array(name.utf8), at: 0)
  }

  private mutating func define() throws(TemplateError) {
    let token = nextNonSpace()
    guard token.kind == .string || token.kind == .rawString, let defined = GoQuote.unquote(bytes(token)) else {
      throw unexpected(token, "define clause")
    }
    _ = try expect(.rightDelimiter, "define clause")
    try add(try separateBody("define clause"), named: defined, at: token.start)
  }

  /// A body with a scope of its own, up to its `{{end}}`.
  private mutating func separateBody(_ context: String) throws(TemplateError) -> [Node] {
    let (outerScope, outerLoops) = (scope, loopDepth)
    (scope, loopDepth) = ([], 0)
    _ = declare(Array("$".utf8))
    defer { (scope, loopDepth) = (outerScope, outerLoops) }
    let (body, terminator) = try deeper(at: pending.last?.start ?? 0) { parser throws(TemplateError) in
      try parser.itemList()
    }
    guard case .end = terminator else { throw error("unexpected {{else}} in \(context)", at: terminator.offset) }
    return body
  }

  /// Adds a template; an empty one gives way to any other of its name.
  private mutating func add(_ body: [Node], named name: [UInt8], at offset: Int) throws(TemplateError) {
    if let existing = templates[name], !Parser.isEmpty(existing) {
      guard !Parser.isEmpty(body) else { return }
      let quoted = String(decoding: GoQuote.quote(name), as: UTF8.self)
      throw error("template: multiple definition of template \(quoted)", at: offset)
    }
    templates[name] = body
  }

  private static func isEmpty(_ body: [Node]) -> Bool {
    body.allSatisfy { node in
      guard case .text(let text) = node else { return false }
      return text.allSatisfy { [0x20, 0x09, 0x0A, 0x0D, 0x0B, 0x0C].contains($0) }
    }
  }

  /// What ends a list of nodes, or the next node of it.
  enum Item {
    case node(Node)
    case end(Int)
    /// `{{else}}`, or `{{else if` and `{{else with` with the keyword still to come.
    case otherwise(Int, Token.Keyword?)

    var offset: Int {
      switch self {
      case .node: 0
      case .end(let offset), .otherwise(let offset, _): offset
      }
    }
  }

  mutating func itemList() throws(TemplateError) -> (body: [Node], terminator: Item) {
    var body: [Node] = []
    while peekNonSpace().kind != .eof {
      let item = try textOrAction()
      guard case .node(let node) = item else { return (body, item) }
      body.append(node)
    }
    throw error("unexpected EOF", at: text.count)
  }

  private mutating func textOrAction() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text: return .node(.text(bytes(token)))
    case .leftDelimiter: return try action()
    default: throw unexpected(token, "input")
    }
  }

  private mutating func action() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    guard case .keyword(let keyword) = token.kind else {
      back(token)
      return .node(.action(try pipeline("command", end: .rightDelimiter)))
    }
    switch keyword {
    case .block: return .node(try block())
    case .break, .continue: return .node(try loopControl(keyword, token))
    case .else: return try otherwise(token)
    case .end: return .end(try expect(.rightDelimiter, "end").start)
    case .if: return .node(.if(try control(keyword)))
    case .with: return .node(.with(try control(keyword)))
    case .range: return .node(.range(try control(keyword)))
    case .template: return .node(try templateCall())
    case .define: throw unexpected(token, "command")
    }
  }

  private mutating func loopControl(_ keyword: Token.Keyword, _ token: Token) throws(TemplateError) -> Node {
    let end = nextNonSpace()
    guard end.kind == .rightDelimiter else { throw unexpected(end, "{{\(keyword.rawValue)}}") }
    guard loopDepth > 0 else { throw error("{{\(keyword.rawValue)}} outside {{range}}", at: token.start) }
    return keyword == .break ? .breakLoop : .continueLoop
  }

  private mutating func otherwise(_ token: Token) throws(TemplateError) -> Item {
    let next = peekNonSpace()
    if case .keyword(let keyword) = next.kind, keyword == .if || keyword == .with {
      return .otherwise(next.start, keyword)
    }
    return .otherwise(try expect(.rightDelimiter, "else").start, nil)
  }

  private mutating func control(_ keyword: Token.Keyword) throws(TemplateError) -> Branch {
    try deeper(at: pending.last?.start ?? 0) { parser throws(TemplateError) in try parser.branch(keyword) }
  }

  private mutating func branch(_ keyword: Token.Keyword) throws(TemplateError) -> Branch {
    let outerScope = scope.count
    defer { scope.removeSubrange(min(outerScope, scope.count)...) }
    let pipeline = try pipeline(keyword.rawValue, end: .rightDelimiter)
    if keyword == .range { loopDepth += 1 }
    let (body, terminator) = try itemList()
    if keyword == .range { loopDepth -= 1 }
    guard case .otherwise(_, let chained) = terminator else {
      return Branch(position: pipeline.position, pipeline: pipeline, body: body, otherwise: nil)
    }
    // {{else if}} inside if, and {{else with}} inside with, nest without an {{end}} of their own.
    if let chained {
      guard chained == keyword else { throw unexpected(nextNonSpace(), "else") }
      _ = nextNonSpace()
      let inner = try control(keyword)
      return Branch(
        position: pipeline.position, pipeline: pipeline, body: body,
        otherwise: [keyword == .if ? .if(inner) : .with(inner)])
    }
    let (otherwise, end) = try itemList()
    guard case .end = end else { throw error("expected end; found {{else}}", at: end.offset) }
    return Branch(position: pipeline.position, pipeline: pipeline, body: body, otherwise: otherwise)
  }

  private mutating func templateName(_ token: Token, _ context: String) throws(TemplateError) -> [UInt8] {
    guard token.kind == .string || token.kind == .rawString, let name = GoQuote.unquote(bytes(token)) else {
      throw unexpected(token, context)
    }
    return name
  }

  private mutating func block() throws(TemplateError) -> Node {
    let token = nextNonSpace()
    let name = try templateName(token, "block clause")
    let pipeline = try pipeline("block clause", end: .rightDelimiter)
    try add(try separateBody("block clause"), named: name, at: token.start)
    return .template(TemplateCall(position: token.start, name: name, pipeline: pipeline))
  }

  private mutating func templateCall() throws(TemplateError) -> Node {
    let token = nextNonSpace()
    let name = try templateName(token, "template clause")
    let following = nextNonSpace()
    guard following.kind != .rightDelimiter else {
      return .template(TemplateCall(position: token.start, name: name, pipeline: nil))
    }
    back(following)
    let pipeline = try pipeline("template clause", end: .rightDelimiter)
    return .template(TemplateCall(position: token.start, name: name, pipeline: pipeline))
  }
}
