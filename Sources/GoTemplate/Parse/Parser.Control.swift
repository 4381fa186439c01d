// Bodies and control structures.

extension Parser {
  /// What ends a list of nodes, or the next node of it.
  private enum Item {
    case node(Node)
    case end
    /// `{{else}}`; of `{{else if` and `{{else with` the keyword is still to come.
    case otherwise
  }

  /// Parses the whole text; the main template is the one named like the parser.
  mutating func parse() throws(TemplateError) {
    var root: [Node] = []
    while true {
      let token = peek()
      if token.kind == .eof { break }
      if token.kind == .leftDelimiter {
        let delimiter = next()
        let keyword = nextNonSpace()
        if keyword.kind == .define {
          try separately { parser throws(TemplateError) in try parser.definition() }
          continue
        }
        back(keyword)
        back(delimiter)
      }
      switch try textOrAction() {
      case .node(let node): root.append(node)
      case .end: throw error("unexpected {{end}}")
      case .otherwise: throw error("unexpected {{else}}")
      }
    }
    try add(root, named: Array(name.utf8))
  }

  private mutating func definition() throws(TemplateError) {
    let name = try templateName(nextNonSpace(), "define clause")
    _ = try expect(.rightDelimiter, "define clause")
    let (body, ending) = try itemList()
    guard case .end = ending else { throw error("unexpected {{else}} in define clause") }
    try add(body, named: name)
  }

  private mutating func itemList() throws(TemplateError) -> (body: [Node], ending: Item) {
    var body: [Node] = []
    while peekNonSpace().kind != .eof {
      let item = try textOrAction()
      guard case .node(let node) = item else { return (body, item) }
      body.append(node)
    }
    throw error("unexpected EOF")
  }

  private mutating func textOrAction() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text: return .node(.text(bytes(token)))
    case .leftDelimiter:
      actionStart = token.start
      defer { actionStart = nil }
      return try action()
    default: throw unexpected(token, "input")
    }
  }

  private mutating func action() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .block: return .node(try block())
    case .break:
      try loopControl("{{break}}")
      return .node(.breakLoop)
    case .continue:
      try loopControl("{{continue}}")
      return .node(.continueLoop)
    case .else: return try otherwise()
    case .end:
      _ = try expect(.rightDelimiter, "end")
      return .end
    case .if: return .node(try deeper { parser throws(TemplateError) in try parser.conditional(.if, "if") })
    case .with: return .node(try deeper { parser throws(TemplateError) in try parser.conditional(.with, "with") })
    case .range: return .node(try deeper { parser throws(TemplateError) in try parser.loop() })
    case .template: return .node(try templateCall())
    default:
      back(token)
      return .node(.action(try pipeline("command", end: .rightDelimiter)))
    }
  }

  private mutating func loopControl(_ action: String) throws(TemplateError) {
    let end = nextNonSpace()
    guard end.kind == .rightDelimiter else { throw unexpected(end, action) }
    guard loopDepth > 0 else { throw error("\(action) outside {{range}}") }
  }

  private mutating func otherwise() throws(TemplateError) -> Item {
    let kind = peekNonSpace().kind
    if kind != .if, kind != .with { _ = try expect(.rightDelimiter, "else") }
    return .otherwise
  }

  /// `if` or `with`, and all that its `{{end}}` closes: a chain of `{{else if}}` has but one.
  private mutating func conditional(_ keyword: Token.Kind, _ context: String) throws(TemplateError) -> Node {
    let outerScope = scope.count
    defer { scope.removeSubrange(min(outerScope, scope.count)...) }
    var arms: [Conditional.Arm] = []
    while true {
      let pipeline = try pipeline(context, end: .rightDelimiter)
      let (body, ending) = try itemList()
      arms.append(Conditional.Arm(pipeline: pipeline, body: body))
      guard case .otherwise = ending else {
        return .conditional(Conditional(setsDot: keyword == .with, arms: arms, otherwise: nil))
      }
      guard peek().kind == keyword else { break }
      _ = next()
    }
    let otherwise = try finalBody()
    return .conditional(Conditional(setsDot: keyword == .with, arms: arms, otherwise: otherwise))
  }

  private mutating func loop() throws(TemplateError) -> Node {
    let outerScope = scope.count
    defer { scope.removeSubrange(min(outerScope, scope.count)...) }
    let pipeline = try pipeline("range", end: .rightDelimiter)
    loopDepth += 1
    let (body, ending) = try itemList()
    loopDepth -= 1
    guard case .otherwise = ending else { return .range(Loop(pipeline: pipeline, body: body, otherwise: nil)) }
    return .range(Loop(pipeline: pipeline, body: body, otherwise: try finalBody()))
  }

  /// What stands between `{{else}}` and `{{end}}`.
  private mutating func finalBody() throws(TemplateError) -> [Node] {
    let (body, ending) = try itemList()
    guard case .end = ending else { throw error("expected end; found {{else}}") }
    return body
  }

  private mutating func templateName(_ token: Token, _ context: String) throws(TemplateError) -> [UInt8] {
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
    guard let name = GoQuote.unquote(bytes(token)) else { throw error("invalid syntax") }
    return name
  }

  private mutating func block() throws(TemplateError) -> Node {
    let token = nextNonSpace()
    let name = try templateName(token, "block clause")
    let pipeline = try pipeline("block clause", end: .rightDelimiter)
    var isClosed = true
    try separately { parser throws(TemplateError) in
      let (body, ending) = try parser.itemList()
      guard case .end = ending else {
        isClosed = false
        return
      }
      try parser.add(body, named: name)
    }
    guard isClosed else { throw error("unexpected {{else}} in block clause") }
    return .template(TemplateCall(site: newSite(), position: token.start, name: name, pipeline: pipeline))
  }

  private mutating func templateCall() throws(TemplateError) -> Node {
    let token = nextNonSpace()
    let name = try templateName(token, "template clause")
    let following = nextNonSpace()
    guard following.kind != .rightDelimiter else {
      return .template(TemplateCall(site: newSite(), position: token.start, name: name, pipeline: nil))
    }
    back(following)
    let pipeline = try pipeline("template clause", end: .rightDelimiter)
    return .template(TemplateCall(site: newSite(), position: token.start, name: name, pipeline: pipeline))
  }
}
