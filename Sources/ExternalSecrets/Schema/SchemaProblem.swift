// What the API server would refuse, in its own words.

public import Basics

/// A place of an object that its schema doesn't allow.
public struct SchemaProblem: Sendable, Hashable {
  /// What is wrong.
  public enum Reason: Sendable, Hashable {
    /// A field the schema doesn't know, with the known ones nearest to it.
    case unknownField(near: [String])
    /// A value of another type than this; the word names what stands there.
    case type(expected: String, found: String)
    /// None of the values there may be; the nearest of them, if one is near.
    case choice(value: String, allowed: [String])
    /// A string that doesn't match the pattern.
    case pattern(value: String, pattern: String)
    /// A member that must be there.
    case required
    /// A string, array, object or number out of its bounds.
    case bounds(String)
    /// None, or more than one, of the alternatives.
    case alternatives
    /// A number too large for its format, or a text that is no date.
    case format(String)
  }

  /// What is wrong.
  public var reason: Reason
  /// Where, from the root of the object.
  public var path: FieldPath
  /// Where in the file.
  public var range: SourceRange?

  /// A problem at a place.
  public init(_ reason: Reason, path: FieldPath, range: SourceRange?) {
    self.reason = reason
    self.path = path
    self.range = range
  }

  /// What is wrong, in the API server's words; without the path.
  public var message: String {
    switch reason {
    case .unknownField: "unknown field \"\(path)\""
    case .type(let expected, let found): "Invalid value: must be of type \(expected), not \(found)"
    case .choice(let value, let allowed):
      "Unsupported value: \"\(value)\": supported values: " + allowed.map { "\"\($0)\"" }.joined(separator: ", ")
    case .pattern(let value, let pattern): "Invalid value: \"\(value)\": should match '\(pattern)'"
    case .required: "Required value"
    case .bounds(let text), .format(let text): "Invalid value: \(text)"
    case .alternatives: "Invalid value: must match exactly one of the forms the schema allows"
    }
  }

  /// What to do.
  public var hint: String? {
    switch reason {
    case .unknownField(let near):
      near.isEmpty ? "remove it" : "did you mean \(near.joined(separator: ", "))?"
    case .choice(let value, let allowed):
      allowed.nearest(to: value, limit: 1).first.map { "did you mean \"\($0)\"?" }
    case .type("string", let found) where found != "object" && found != "array": "put it in quotes"
    case .required: "add it"
    default: nil
    }
  }
}
