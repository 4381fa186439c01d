// The three streams a process is born with.

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Standard input, output or error of this process.
public enum StandardStream: Int32, Sendable {
  /// Where input comes from.
  case input = 0
  /// Where the answer goes.
  case output = 1
  /// Where progress, warnings and errors go.
  case error = 2

  /// Whether a person sits at the other end.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// The width of the terminal in columns; nil where there is none or it doesn't say.
  public var columns: Int? {
    var size = winsize()
    guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// What became of bytes that were written.
  public enum Delivery: Sendable, Hashable {
    /// The reader has all of them.
    case complete
    /// The reader wants no more (`| head`).
    case unwanted
    /// They could not be written, a full disk say; with the system's word for why.
    case failed(reason: String)
  }

  /// Writes all of `bytes`.
  ///
  /// - Returns: What became of them.
  @discardableResult
  public func write(_ bytes: [UInt8]) -> Delivery {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        #if canImport(Glibc)
          let count = Glibc.write(rawValue, rest.baseAddress, rest.count)
        #else
          let count = Darwin.write(rawValue, rest.baseAddress, rest.count)
        #endif
        if count < 0, errno == EINTR || errno == EAGAIN { continue }
        guard count > 0 else { return errno == EPIPE ? .unwanted : .failed(reason: SystemFailure().reason) }
        written += count
      }
      return .complete
    }
  }
}
