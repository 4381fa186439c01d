// The room's front door: parse once, render as often as you like.

/// A parsed template, with the templates it defines.
public struct Template: Sendable {
  /// What happens when a field names a key that a map doesn't have.
  public enum MissingKey: Sendable {
    /// The value is `<no value>` (Go's default).
    case noValue
    /// The render fails (Go's option `missingkey=error`).
    case error
  }

  /// The template's name, which its errors carry.
  public let name: String
  let text: [UInt8]
  let templates: [[UInt8]: [Node]]
  /// The body of the template itself.
  let main: [Node]
  let missingKey: MissingKey

  /// Parses a template.
  ///
  /// - Parameters:
  ///   - text: The template's text.
  ///   - name: Its name.
  ///   - functions: The functions it may call, besides Go's own.
  ///   - missingKey: What a field that isn't there gives.
  ///   - delimiters: What encloses actions.
  /// - Throws: ``TemplateError`` with Go's text.
  public init(
    _ text: [UInt8], name: String, functions: [String: GoFunction] = [:], missingKey: MissingKey = .noValue,
    delimiters: (left: String, right: String) = ("{{", "}}")
  ) throws(TemplateError) {
    let left = delimiters.left.isEmpty ? "{{" : delimiters.left
    let right = delimiters.right.isEmpty ? "}}" : delimiters.right
    var parser = Parser(
      name: name, text: text, delimiters: (Array(left.utf8), Array(right.utf8)), functions: functions)
    try parser.parse()
    self.name = name
    self.text = text
    self.templates = parser.templates
    self.main = parser.templates[Array(name.utf8)] ?? []
    self.missingKey = missingKey
  }

  /// Renders the template.
  ///
  /// - Parameters:
  ///   - data: The value of `.` and `$`.
  ///   - context: The clock, randomness and bounds; afterwards it knows which functions made the result unpredictable.
  /// - Returns: The text.
  /// - Throws: ``TemplateError`` with Go's text.
  public func render(_ data: GoValue, context: CallContext) throws(TemplateError) -> [UInt8] {
    var evaluator = Evaluator(template: self, data: data, context: context)
    try evaluator.run()
    return evaluator.output
  }
}
