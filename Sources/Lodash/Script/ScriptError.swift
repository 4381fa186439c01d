// What goes wrong in a template's JavaScript, with its place; never with a value.

/// Why an expression has no value here.
public struct ScriptError: Error, Sendable, Hashable {
  /// Who else would fail.
  public enum Reason: Sendable, Hashable {
    /// It is no JavaScript: the controller fails on it as well.
    case syntax
    /// It throws: the controller fails on it as well.
    case failure
    /// It is JavaScript that is not run here: what the controller makes of it can't be known.
    case notPreviewable
  }

  /// Who else would fail.
  public var reason: Reason
  /// What is wrong, a sentence without a final period; values are not in it.
  public var message: String
  /// The offset in the template, in bytes.
  public var offset: Int

  /// An error at a place of the template.
  public init(_ reason: Reason, _ message: String, at offset: Int) {
    self.reason = reason
    self.message = message
    self.offset = offset
  }
}
