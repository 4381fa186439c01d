// Working out an expression over the data.

/// Works out expressions, and remembers which values they looked at.
struct ScriptEvaluator {
  /// The data.
  let data: JSObject
  /// The keys that were looked at; nil once all of them were.
  var usedKeys: Set<String>? = []

  /// The most text an expression may make, in bytes: far more than a Secret can hold.
  private static let sizeLimit = 4 << 20

  init(data: JSObject) {
    self.data = data
  }

  /// The value of an expression.
  mutating func value(_ expression: ScriptExpression) throws(ScriptError) -> JSValue {
    switch expression {
    case .literal(let value): return value
    case .data:
      usedKeys = nil
      return .object(data)
    case .unknown(let name, let offset): throw ScriptError(.failure, "\(name) is not defined", at: offset)
    case .member(let object, let name, let offset): return try member(of: object, name, at: offset)
    case .prefix(.not, let operand): return .bool(!(try value(operand).isTruthy))
    case .prefix(.minus, let operand): return .number(-(try value(operand).number))
    case .prefix(.plus, let operand): return .number(try value(operand).number)
    case .infix(let infix, let left, let right, let offset): return try result(infix, left, right, at: offset)
    case .conditional(let condition, let first, let second):
      return try value(try value(condition).isTruthy ? first : second)
    case .concatenation(let parts):
      var text = ""
      for part in parts { text += try value(part).text }
      return .string(text)
    case .call(let function, let arguments, let offset): return try call(function, arguments, at: offset)
    }
  }

  private mutating func member(
    of object: ScriptExpression, _ name: ScriptExpression, at offset: Int
  ) throws(ScriptError) -> JSValue {
    let holder: JSValue
    let key: String
    if case .data = object {
      key = try value(name).text
      usedKeys?.insert(key)
      holder = .object(data)
    } else {
      holder = try value(object)
      key = try value(name).text
    }
    guard !holder.isNullish else {
      let shown = if case .literal = name { " \(key)" } else { "" }
      throw ScriptError(.failure, "the member\(shown) of \(holder.text) is read", at: offset)
    }
    switch holder.ownMember(key) {
    case .found(let value): return value
    case .missing: return .undefined
    case .inherited:
      let shown = if case .literal = name { "JavaScript's \(key)" } else { "a member that JavaScript gives" }
      throw ScriptError(.notPreviewable, shown, at: offset)
    }
  }

  // MARK: Operators

  private mutating func result(
    _ infix: ScriptExpression.InfixOperator, _ first: ScriptExpression, _ second: ScriptExpression, at offset: Int
  ) throws(ScriptError) -> JSValue {
    let left = try value(first)
    switch infix {
    case .and: return left.isTruthy ? try value(second) : left
    case .or: return left.isTruthy ? left : try value(second)
    case .orElse: return left.isNullish ? try value(second) : left
    default: break
    }
    let right = try value(second)
    switch infix {
    case .add: return try sum(left, right, at: offset)
    case .subtract: return .number(left.number - right.number)
    case .multiply: return .number(left.number * right.number)
    case .divide: return .number(left.number / right.number)
    case .remainder: return .number(left.number.truncatingRemainder(dividingBy: right.number))
    case .equal: return .bool(try decided(left.isEqual(to: right), at: offset))
    case .notEqual: return .bool(!(try decided(left.isEqual(to: right), at: offset)))
    case .identical: return .bool(try decided(left.isIdentical(to: right), at: offset))
    case .notIdentical: return .bool(!(try decided(left.isIdentical(to: right), at: offset)))
    case .less: return .bool(left.precedes(right, orEquals: false))
    case .lessOrEqual: return .bool(left.precedes(right, orEquals: true))
    case .greater: return .bool(right.precedes(left, orEquals: false))
    case .greaterOrEqual: return .bool(right.precedes(left, orEquals: true))
    case .and, .or, .orElse: return left
    }
  }

  /// Text if either is text or an object, else the sum.
  private func sum(_ left: JSValue, _ right: JSValue, at offset: Int) throws(ScriptError) -> JSValue {
    guard left.addsAsText || right.addsAsText else { return .number(left.number + right.number) }
    let text = left.text + right.text
    guard text.utf8.count <= Self.sizeLimit else {
      throw ScriptError(.notPreviewable, "a text of more than \(Self.sizeLimit >> 20) MiB", at: offset)
    }
    return .string(text)
  }

  private func decided(_ answer: Bool?, at offset: Int) throws(ScriptError) -> Bool {
    guard let answer else { throw ScriptError(.notPreviewable, "a comparison of two objects", at: offset) }
    return answer
  }

  // MARK: Functions

  private mutating func call(
    _ function: ScriptFunction, _ arguments: [ScriptExpression], at offset: Int
  ) throws(ScriptError) -> JSValue {
    var values: [JSValue] = []
    for argument in arguments { values.append(try value(argument)) }
    let first = values.first ?? .undefined
    let encoding = values.count > 1 ? values[1] : nil
    switch function {
    case .parseJSON:
      guard let parsed = JSValue(parsing: Array(first.text.utf8)) else {
        throw ScriptError(.failure, "JSON.parse fails: the text is not JSON", at: offset)
      }
      return parsed
    case .stringifyJSON: return first.json.map(JSValue.string) ?? .undefined
    case .loadYAML, .safeLoadYAML: return try JSYAML.load(first.text, at: offset)
    case .buffer: return .buffer(try bytes(first, encoding, at: offset))
    case .text: return .string(try text(first, encoding, at: offset))
    }
  }

  private func bytes(_ value: JSValue, _ encoding: JSValue?, at offset: Int) throws(ScriptError) -> [UInt8] {
    switch value {
    case .string(let text): return try self.encoding(encoding, at: offset).bytes(text)
    case .buffer(let bytes): return bytes
    case .undefined, .null, .number, .bool:
      throw ScriptError(.failure, "Buffer.from fails: its argument is no text", at: offset)
    case .array, .object: throw ScriptError(.notPreviewable, "Buffer.from of an object", at: offset)
    }
  }

  private func text(_ value: JSValue, _ encoding: JSValue?, at offset: Int) throws(ScriptError) -> String {
    if case .buffer(let bytes) = value { return try self.encoding(encoding, at: offset).text(bytes) }
    guard !value.isNullish else {
      throw ScriptError(.failure, "the member toString of \(value.text) is read", at: offset)
    }
    if case .number = value, encoding != nil {
      throw ScriptError(.notPreviewable, "toString with a radix", at: offset)
    }
    return value.text
  }

  private func encoding(_ value: JSValue?, at offset: Int) throws(ScriptError) -> NodeEncoding {
    guard let value, !value.isNullish else { return .utf8 }
    guard case .string(let name) = value, let encoding = NodeEncoding(name: name) else {
      throw ScriptError(.notPreviewable, "this encoding of a Buffer", at: offset)
    }
    return encoding
  }
}

extension JSValue {
  /// Whether `+` puts it to a text.
  fileprivate var addsAsText: Bool {
    switch self {
    case .string, .array, .object, .buffer: true
    default: false
    }
  }
}
