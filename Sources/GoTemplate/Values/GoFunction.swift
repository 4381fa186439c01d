// Functions that templates call: their Go signature, which the engine checks as reflection does, and what they do.

/// A function of a template's function map.
public struct GoFunction: Sendable {
  /// What a function does.
  ///
  /// It gets its arguments checked and converted: there are as many as the signature says, each
  /// of its parameter's type (``GoType/any`` takes all, nil included).
  public typealias Body = @Sendable (_ arguments: [GoValue], _ call: CallContext) throws -> GoValue

  /// The types of the fixed parameters.
  public let parameters: [GoType]
  /// The element type of the variadic parameter, if there is one.
  public let variadic: GoType?
  /// What it does; throws ``GoFunctionError``.
  public let body: Body

  /// A function of the given signature.
  public init(_ parameters: [GoType], variadic: GoType? = nil, body: @escaping Body) {
    self.parameters = parameters
    self.variadic = variadic
    self.body = body
  }
}

/// An error returned by a function of a template, or a panic in one.
public struct GoFunctionError: Error, Sendable {
  /// Go's text, which may quote the function's arguments, and so secret values.
  public let message: String
  /// The text without anything that comes from an argument.
  public let redactedMessage: String

  /// An error whose text quotes arguments, with a form that doesn't.
  public init(_ message: String, redacted: String) {
    self.message = message
    self.redactedMessage = redacted
  }

  /// An error whose text quotes no argument.
  public init(_ message: String) {
    self.init(message, redacted: message)
  }
}
