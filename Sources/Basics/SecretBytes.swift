// Promise 1 of the design starts here: a secret value travels as this type, and this type does not print.

/// The bytes of a secret value, which no description, reflection or interpolation shows.
///
/// Whoever needs the bytes asks for them by name with ``reveal()``, so that every such place can be found.
public struct SecretBytes: Sendable, Hashable {
  private let bytes: [UInt8]

  /// Wraps `bytes`, whatever they hold.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Wraps the UTF-8 text of `text`.
  public init(utf8 text: String) {
    self.bytes = Array(text.utf8)
  }

  /// The number of bytes.
  ///
  /// It tells a lot about a password: print it only under `--show-sizes`.
  public var count: Int { bytes.count }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The bytes themselves.
  ///
  /// Each call of this is a place where a value could leak.
  public func reveal() -> [UInt8] { bytes }

  /// Calls `body` with the bytes without copying them.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome: Swift.Result<Result, Failure> = bytes.withUnsafeBufferPointer { buffer in
      do throws(Failure) { return .success(try body(buffer)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always the same word.
  public var description: String { "<redacted>" }

  /// Always the same word.
  public var debugDescription: String { "<redacted>" }

  /// A mirror without children, so that `dump` and test failures show nothing.
  public var customMirror: Mirror { Mirror(self, children: [:] as KeyValuePairs<String, Any>) }
}
