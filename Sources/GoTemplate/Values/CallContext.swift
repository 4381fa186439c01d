// What functions may use besides their arguments, and the bounds of a render.

/// What a call may use besides its arguments, and what it must tell about itself.
public final class CallContext {
  /// The time, in seconds and nanoseconds since 1970; handed in, so that the engine has no clock.
  public let now: (seconds: Int64, nanoseconds: Int32)
  /// A source of random bytes.
  public let randomBytes: (Int) -> [UInt8]
  /// The most bytes one render may produce, intermediate values included.
  public let byteLimit: Int
  /// The functions called so far whose results can't be predicted.
  private(set) var unpredictable: Set<String> = []
  private var remainingBytes: Int
  private var remainingWork: Int

  /// A context for one render.
  ///
  /// - Parameters:
  ///   - now: The time, in seconds and nanoseconds since 1970.
  ///   - randomBytes: A source of so many random bytes.
  ///   - byteLimit: The most bytes the render may produce, intermediate values included.
  ///   - workLimit: The most work it may take, in nodes visited: some seconds' worth.
  public init(
    now: (seconds: Int64, nanoseconds: Int32), randomBytes: @escaping (Int) -> [UInt8], byteLimit: Int = 64 << 20,
    workLimit: Int = 50_000_000
  ) {
    self.now = now
    self.randomBytes = randomBytes
    self.byteLimit = byteLimit
    remainingBytes = byteLimit
    remainingWork = workLimit
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
    guard count <= remainingBytes else {
      remainingBytes = 0
      throw .tooManyBytes(byteLimit)
    }
    remainingBytes -= max(0, count)
  }

  /// Accounts for work about to be done, for functions that take long with small arguments.
  ///
  /// - Parameter units: The work: a unit is about what it takes to visit a node, some tens of nanoseconds.
  /// - Throws: ``GoFunctionError`` when one render takes too much.
  public func work(_ units: Int) throws(GoFunctionError) {
    guard units <= remainingWork else {
      remainingWork = 0
      throw GoFunctionError("the template takes too long: it has no end, or far too much to do")
    }
    remainingWork -= max(0, units)
  }
}

extension CallContext {
  /// The functions called whose results can't be predicted, in alphabetical order: empty if the render can be repeated.
  public var unpredictableFunctions: [String] { unpredictable.sorted() }
}

extension GoFunctionError {
  /// What a template is told that makes too much.
  static func tooManyBytes(_ limit: Int) -> GoFunctionError {
    GoFunctionError("the template makes more than \(limit >> 20) MiB")
  }
}
