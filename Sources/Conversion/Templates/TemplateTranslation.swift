// From lodash to Go's text/template, where both make the same text of it.

internal import Lodash

/// Translates one template.
struct TemplateTranslation {
  private let template: LodashTemplate
  /// The keys there certainly are; nil if others may be there too.
  private let knownKeys: Set<String>?

  init(_ template: LodashTemplate, knownKeys: Set<String>?) {
    self.template = template
    self.knownKeys = knownKeys
  }

  /// The Go template.
  ///
  /// - Throws: ``ScriptError`` at the first thing that has no equal.
  func text() throws(ScriptError) -> String {
    if let problem = template.decisiveProblem { throw problem }
    var output = ""
    for part in template.parts {
      switch part {
      case .text(let text): output = GoTemplateText.join(output, GoTemplateText.escaped(text))
      case .interpolation(let expression, let offset):
        output = GoTemplateText.join(output, try written(expression, isEscaped: false, at: offset))
      case .escaped(let expression, let offset):
        output = GoTemplateText.join(output, try written(expression, isEscaped: true, at: offset))
      }
    }
    return output
  }

  // MARK: Where text is written

  /// What writes an expression's value.
  private func written(
    _ expression: ScriptExpression, isEscaped: Bool, at offset: Int
  ) throws(ScriptError) -> String {
    switch expression {
    case .literal(let value):
      return value.isLeftOut ? "" : GoTemplateText.escaped(isEscaped ? Self.html(value.text) : value.text)
    // A key that no entry provides is left out by lodash; Go would fail.
    case .member(.data, .literal(let name), _) where knownKeys?.contains(name.text) == false: return ""
    case .concatenation(let parts): return try joined(parts, isEscaped: isEscaped, at: offset)
    case .infix(.add, let left, let right, let place) where isText(left) || isText(right):
      return try joined([left, right], isEscaped: isEscaped, at: place)
    case .infix(.or, let left, let right, let place) where isText(left):
      let condition = try operand(left, at: place)
      let first = try written(left, isEscaped: isEscaped, at: place)
      return "{{ if \(condition) }}\(first){{ else }}\(try written(right, isEscaped: isEscaped, at: place)){{ end }}"
    case .conditional(let condition, let first, let second):
      let branches = [
        try written(first, isEscaped: isEscaped, at: offset), try written(second, isEscaped: isEscaped, at: offset),
      ]
      return "{{ if \(try self.condition(condition, at: offset)) }}\(branches[0]){{ else }}\(branches[1]){{ end }}"
    case .call(let function, _, let place) where [.parseJSON, .loadYAML, .safeLoadYAML].contains(function):
      throw Self.untranslatable("the text of a whole object", at: place)
    default:
      let operand = Self.unparenthesized(try operand(expression, at: offset))
      guard isEscaped else { return "{{ \(operand) }}" }
      return "{{ \(operand)\(isText(expression) ? "" : " | toString")\(Self.htmlFilters) }}"
    }
  }

  private func joined(_ parts: [ScriptExpression], isEscaped: Bool, at offset: Int) throws(ScriptError) -> String {
    var output = ""
    for part in parts {
      // In a sum undefined and null become words.
      if case .literal(let value) = part, value.isLeftOut { throw Self.untranslatable("this sum", at: offset) }
      if case .member(.data, .literal(let name), let place) = part, knownKeys?.contains(name.text) == false {
        throw Self.untranslatable("the key \(name.text), which no entry provides,", at: place)
      }
      output = GoTemplateText.join(output, try written(part, isEscaped: isEscaped, at: offset))
    }
    return output
  }

  /// Whether an expression is text for certain.
  private func isText(_ expression: ScriptExpression) -> Bool {
    switch expression {
    case .literal(.string), .concatenation, .call(.text, _, _), .call(.stringifyJSON, _, _): true
    case .member(.data, .literal, _): true
    case .infix(.add, let left, let right, _): isText(left) || isText(right)
    case .conditional(_, let first, let second): isText(first) && isText(second)
    default: false
    }
  }

  // MARK: Values

  /// An expression as an operand of Go, in parentheses where it needs them.
  private func operand(_ expression: ScriptExpression, at offset: Int) throws(ScriptError) -> String {
    switch expression {
    case .literal(.string(let text)): return GoTemplateText.quoted(text)
    case .literal(.bool(let bool)): return bool ? "true" : "false"
    case .literal(.number(let number)) where Int(exactly: number) != nil: return JSValue.number(number).text
    case .member(.data, .literal(let name), let place):
      guard knownKeys?.contains(name.text) ?? true else {
        throw Self.untranslatable("the key \(name.text), which no entry provides,", at: place)
      }
      return GoTemplateText.isFieldName(name.text) ? ".\(name.text)" : "(index . \(GoTemplateText.quoted(name.text)))"
    case .member(.call(let function, let arguments, let place), let name, _):
      return try member(name, of: try operand(.call(function, arguments, at: place), at: place), at: place)
    case .member(let object, let name, let place):
      guard case .member = object, !isText(object) else { throw Self.untranslatable("this member", at: place) }
      return try member(name, of: try operand(object, at: place), at: place)
    case .call(let function, let arguments, let place): return try call(function, arguments, at: place)
    default: throw Self.untranslatable("this expression", at: offset)
    }
  }

  private func member(_ name: ScriptExpression, of object: String, at offset: Int) throws(ScriptError) -> String {
    switch name {
    case .literal(.string(let name)) where name != "length":
      return GoTemplateText.isFieldName(name) ? "\(object).\(name)" : "(index \(object) \(GoTemplateText.quoted(name)))"
    case .literal(.number(let number)):
      guard let index = Int(exactly: number), index >= 0 else { throw Self.untranslatable("this index", at: offset) }
      return "(index \(object) \(index))"
    default: throw Self.untranslatable("this member", at: offset)
    }
  }

  private func call(
    _ function: ScriptFunction, _ arguments: [ScriptExpression], at offset: Int
  ) throws(ScriptError) -> String {
    guard let first = arguments.first else { throw Self.untranslatable(function.rawValue, at: offset) }
    switch function {
    case .parseJSON: return "(\(try operand(first, at: offset)) | fromJson)"
    case .loadYAML, .safeLoadYAML: return "(\(try operand(first, at: offset)) | fromYaml)"
    case .text:
      guard case .call(.buffer, let source, let place) = first else {
        guard isText(first), arguments.count == 1 else { throw Self.untranslatable("toString", at: offset) }
        return try operand(first, at: offset)
      }
      return try buffer(source, to: arguments.count > 1 ? arguments[1] : nil, at: place)
    case .buffer: return try buffer(arguments, to: nil, at: offset)
    case .stringifyJSON: throw Self.untranslatable("JSON.stringify, which keeps the order of members,", at: offset)
    }
  }

  /// `Buffer.from(text, encoding).toString(encoding)`.
  private func buffer(
    _ source: [ScriptExpression], to target: ScriptExpression?, at offset: Int
  ) throws(ScriptError) -> String {
    guard let text = source.first, let from = encoding(source.count > 1 ? source[1] : nil), let to = encoding(target)
    else { throw Self.untranslatable("this encoding", at: offset) }
    let operand = try operand(text, at: offset)
    switch (from, to) {
    case (.base64, .utf8): return "(\(operand) | b64dec)"
    case (.utf8, .base64): return "(\(operand) | b64enc)"
    case (.utf8, .utf8): return operand
    default: throw Self.untranslatable("this encoding", at: offset)
    }
  }

  private func encoding(_ expression: ScriptExpression?) -> NodeEncoding? {
    guard let expression else { return .utf8 }
    guard case .literal(.string(let name)) = expression else { return nil }
    return NodeEncoding(name: name)
  }

  // MARK: Conditions

  private func condition(_ expression: ScriptExpression, at offset: Int) throws(ScriptError) -> String {
    switch expression {
    case .infix(let infix, let left, let right, let place):
      switch infix {
      case .equal, .identical: return "(eq \(try compared(left, right, at: place)))"
      case .notEqual, .notIdentical: return "(ne \(try compared(left, right, at: place)))"
      case .and: return "(and \(try condition(left, at: place)) \(try condition(right, at: place)))"
      case .or: return "(or \(try condition(left, at: place)) \(try condition(right, at: place)))"
      default: throw Self.untranslatable("\(infix.rawValue)", at: place)
      }
    case .prefix(.not, let operand): return "(not \(try condition(operand, at: offset)))"
    // Go takes an empty map or list for false, JavaScript doesn't: only text and truth values are alike.
    case _ where isText(expression): return try operand(expression, at: offset)
    default: throw Self.untranslatable("this condition", at: offset)
    }
  }

  /// Both sides of a comparison of texts.
  private func compared(
    _ left: ScriptExpression, _ right: ScriptExpression, at offset: Int
  ) throws(ScriptError) -> String {
    guard isText(left), isText(right) else { throw Self.untranslatable("a comparison of other than text", at: offset) }
    return "\(try operand(left, at: offset)) \(try operand(right, at: offset))"
  }

  // MARK: Spelling

  private static func untranslatable(_ what: String, at offset: Int) -> ScriptError {
    ScriptError(.notPreviewable, what, at: offset)
  }

  private static func unparenthesized(_ operand: String) -> String {
    guard operand.hasPrefix("("), operand.hasSuffix(")") else { return operand }
    var depth = 0
    for (index, byte) in operand.utf8.enumerated() {
      if byte == UInt8(ascii: "\"") { return operand }
      depth += byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
      if depth == 0, index < operand.utf8.count - 1 { return operand }
    }
    return String(operand.dropFirst().dropLast())
  }

  private static let entities = [
    ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"),
  ]

  private static func html(_ text: String) -> String {
    entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// lodash's escapes; Go's own `html` spells some of them otherwise.
  private static let htmlFilters = entities.map {
    " | replace \(GoTemplateText.quoted($0.0)) \(GoTemplateText.quoted($0.1))"
  }.joined()
}

extension JSValue {
  /// Whether lodash writes nothing for it.
  fileprivate var isLeftOut: Bool {
    switch self {
    case .undefined, .null: true
    default: false
    }
  }
}
