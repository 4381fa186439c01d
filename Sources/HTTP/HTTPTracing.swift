// What `-v=6` and more shows of each request, in kubectl's manner. Bodies are never shown: they hold secrets.

/// Where traces of requests go, and how much of them.
public struct HTTPTracing: Sendable {
  /// kubectl's `-v`: from 6 one line a request, from 7 the request's header fields, from 8 the response's as well.
  public var verbosity: Int
  /// Takes one line, without the line feed.
  public var write: @Sendable (String) -> Void

  /// Traces of that verbosity, handed to `write` line by line, from any thread.
  public init(verbosity: Int, write: @escaping @Sendable (String) -> Void) {
    self.verbosity = verbosity
    self.write = write
  }

  /// No traces.
  public static let none = HTTPTracing(verbosity: 0) { _ in }
}
