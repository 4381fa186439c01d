// What goes wrong in a template, in Go's words and with its place.

/// Why a template doesn't parse or its execution failed.
public struct TemplateError: Error, Sendable, Hashable {
  /// Go's own text, such as `template: out:1:3: executing "out" at <.x>: map has no entry for key "x"`.
  ///
  /// It may quote values of the data: show it only where values may be shown.
  public let message: String
  /// The same text without anything that comes from the data.
  public let redactedMessage: String
  /// The template's name.
  public let template: String
  /// The line in the template's text, counted from 1.
  public let line: Int
  /// The column in bytes, counted from 1; nil for errors Go gives only a line for.
  public let column: Int?
  /// What may help, such as the nearest name of a function.
  public let hint: String?

  /// An error at a place.
  public init(
    message: String, redactedMessage: String? = nil, template: String, line: Int, column: Int? = nil,
    hint: String? = nil
  ) {
    self.message = message
    self.redactedMessage = redactedMessage ?? message
    self.template = template
    self.line = line
    self.column = column
    self.hint = hint
  }
}

extension TemplateError: CustomStringConvertible {
  /// The redacted text.
  public var description: String { redactedMessage }
}
