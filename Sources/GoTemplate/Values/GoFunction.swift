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

/// What a call may use besides its arguments, and what it must tell about itself.
public final class CallContext {
  /// The time, in seconds and nanoseconds since 1970; handed in, so that the engine has no clock.
  public let now: (seconds: Int64, nanoseconds: Int32)
  /// A source of random bytes.
  public let randomBytes: (Int) -> [UInt8]
  /// The most bytes one render may produce, intermediate values included.
  public let byteLimit: Int
  private(set) var unpredictable: Set<String> = []
  private var remaining: Int

  /// A context for one render.
  public init(
    now: (seconds: Int64, nanoseconds: Int32), randomBytes: @escaping (Int) -> [UInt8], byteLimit: Int = 64 << 20
  ) {
    self.now = now
    self.randomBytes = randomBytes
    self.byteLimit = byteLimit
    self.remaining = byteLimit
  }

  /// Says that the result of the function `name` can't be predicted: random, from the clock, or a new key.
  ///
  /// The controller's own render will give something else, so whatever the template makes is marked.
  public func markUnpredictable(_ name: String) { unpredictable.insert(name) }

  /// Accounts for `count` bytes (or elements) about to be made; call it before making them.
  ///
  /// - Parameter count: How many bytes or elements.
  /// - Throws: ``GoFunctionError`` when one render makes more than ``byteLimit``.
  public func spend(_ count: Int) throws(GoFunctionError) {
    guard count <= remaining else {
      remaining = 0
      throw GoFunctionError("the template makes more than \(byteLimit >> 20) MiB")
    }
    remaining -= max(0, count)
  }
}
