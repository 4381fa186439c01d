// What a template becomes with the data.

extension LodashTemplate {
  /// A rendered template.
  public struct Rendering: Sendable {
    /// The text.
    public var text: String
    /// The keys of the data that it looked at; nil if it looked at all of them.
    public var usedKeys: Set<String>?
  }

  /// The template's text with the data in it.
  ///
  /// - Parameter data: The values by their key.
  /// - Returns: The text, and what it was made of.
  /// - Throws: ``ScriptError``: the controller fails as well, unless its reason says that it can't be known.
  public func render(_ data: JSObject) throws(ScriptError) -> Rendering {
    if let problem = decisiveProblem { throw problem }
    var evaluator = ScriptEvaluator(data: data)
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .interpolation(let expression, _):
        let value = try evaluator.value(expression)
        if !value.isNullish { text += value.text }
      case .escaped(let expression, _):
        let value = try evaluator.value(expression)
        if !value.isNullish { text += Self.escaped(value.escapedText) }
      }
    }
    return Rendering(text: text, usedKeys: evaluator.usedKeys)
  }

  /// `_.escape`: the five characters that HTML takes for its own.
  private static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): output += "&amp;".utf8
      case UInt8(ascii: "<"): output += "&lt;".utf8
      case UInt8(ascii: ">"): output += "&gt;".utf8
      case UInt8(ascii: "\""): output += "&quot;".utf8
      case UInt8(ascii: "'"): output += "&#39;".utf8
      default: output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The keys of the data that the template names; nil if it looks at others too, by a name it works out.
  public var namedKeys: [(name: String, offset: Int)]? {
    let names = names
    return names.isComplete ? names.keys : nil
  }

  /// Names that nothing defines: reading one throws.
  public var unknownNames: [(name: String, offset: Int)] { names.unknown }

  private var names: NameCollector {
    var collector = NameCollector()
    for part in parts {
      switch part {
      case .text: break
      case .interpolation(let expression, _), .escaped(let expression, _): collector.visit(expression)
      }
    }
    return collector
  }
}

extension JSValue {
  /// The text that `_.escape` begins with: lodash writes a negative zero with its sign, JavaScript doesn't.
  fileprivate var escapedText: String {
    if case .number(let number) = self, number == 0, number.sign == .minus { return "-0" }
    return text
  }
}

/// Finds the members of `data` in expressions, and names of nothing.
private struct NameCollector {
  private(set) var keys: [(name: String, offset: Int)] = []
  private(set) var unknown: [(name: String, offset: Int)] = []
  private(set) var isComplete = true

  mutating func visit(_ expression: ScriptExpression) {
    switch expression {
    case .literal: break
    case .unknown(let name, let offset): unknown.append((name, offset))
    case .data: isComplete = false
    case .member(.data, .literal(let name), let offset): keys.append((name.text, offset))
    case .member(.data, let name, _):
      isComplete = false
      visit(name)
    case .member(let object, let name, _):
      visit(object)
      visit(name)
    case .prefix(_, let operand): visit(operand)
    case .infix(_, let left, let right, _):
      visit(left)
      visit(right)
    case .conditional(let condition, let first, let second):
      for part in [condition, first, second] { visit(part) }
    case .concatenation(let parts), .call(_, let parts, _): for part in parts { visit(part) }
    }
  }
}
