// The expressions that can be worked out: no statement, no assignment, no function but a few.

/// An expression of JavaScript.
public indirect enum ScriptExpression: Sendable {
  /// A constant.
  case literal(JSValue)
  /// `data`: all values by their key.
  case data
  /// A name that nothing defines; reading it throws.
  case unknown(String, at: Int)
  /// `object.name` and `object[expression]`.
  case member(ScriptExpression, ScriptExpression, at: Int)
  /// `!a`, `-a`, `+a`.
  case prefix(PrefixOperator, ScriptExpression)
  /// `a + b`, `a === b` and so on.
  case infix(InfixOperator, ScriptExpression, ScriptExpression, at: Int)
  /// `condition ? a : b`.
  case conditional(ScriptExpression, ScriptExpression, ScriptExpression)
  /// The parts of a template literal, one after the other.
  case concatenation([ScriptExpression])
  /// A call of one of the functions known here.
  case call(ScriptFunction, [ScriptExpression], at: Int)

  /// An operator before its operand.
  public enum PrefixOperator: String, Sendable, Hashable {
    /// The opposite truth value.
    case not = "!"
    /// The number's negative.
    case minus = "-"
    /// The value as a number.
    case plus = "+"
  }

  /// An operator between its operands.
  public enum InfixOperator: String, Sendable, Hashable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case equal = "=="
    case notEqual = "!="
    case identical = "==="
    case notIdentical = "!=="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
    case orElse = "??"

    /// How tightly it binds.
    var precedence: Int {
      switch self {
      case .orElse: 1
      case .or: 2
      case .and: 3
      case .equal, .notEqual, .identical, .notIdentical: 4
      case .less, .lessOrEqual, .greater, .greaterOrEqual: 5
      case .add, .subtract: 6
      case .multiply, .divide, .remainder: 7
      }
    }
  }
}

/// A function that expressions may call.
public enum ScriptFunction: String, Sendable, Hashable, CaseIterable {
  /// `JSON.parse(text)`.
  case parseJSON = "JSON.parse"
  /// `JSON.stringify(value)`.
  case stringifyJSON = "JSON.stringify"
  /// `yaml.load(text)`.
  case loadYAML = "yaml.load"
  /// `yaml.safeLoad(text)`.
  case safeLoadYAML = "yaml.safeLoad"
  /// `Buffer.from(text, encoding)`.
  case buffer = "Buffer.from"
  /// `value.toString(encoding)`: the value is the first argument here.
  case text = "toString"

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .parseJSON, .stringifyJSON, .loadYAML, .safeLoadYAML: 1...1
    case .buffer, .text: 1...2
    }
  }
}
