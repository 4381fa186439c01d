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

extension HTTPTracing {
  /// Shows what is asked.
  func request(_ job: Job) {
    guard verbosity >= 7 else { return }
    write(title(of: job))
    write("Request Headers:")
    show(job.request.headers)
  }

  /// Shows what was answered.
  func response(_ job: Job, status: Int, headers: HTTPHeaders, elapsed: Duration) {
    guard verbosity >= 6 else { return }
    write("\(title(of: job)) \(status) in \(elapsed.wholeMilliseconds) milliseconds")
    guard verbosity >= 8 else { return }
    write("Response Headers:")
    show(headers)
  }

  /// Shows that there was no answer.
  func failure(_ job: Job, _ error: HTTPError, elapsed: Duration) {
    guard verbosity >= 6 else { return }
    write("\(title(of: job)) failed in \(elapsed.wholeMilliseconds) milliseconds: \(error.reason)")
  }

  private func title(of job: Job) -> String {
    let label = job.request.traceLabel
    // The URL without user and password.
    return (label.isEmpty ? "" : label + ": ") + "\(job.request.method) \(job.url.server)\(job.url.target)"
  }

  private func show(_ headers: HTTPHeaders) {
    for field in headers.fields { write("    \(field.name): \(Self.masked(field))") }
  }

  /// What of a header field may be seen: of those whose name speaks of secrets, only the scheme of `Authorization`.
  static func masked(_ field: HTTPHeaders.Field) -> String {
    let name = field.name.lowercased()
    guard secretWords.contains(where: name.contains) else { return field.value }
    let scheme = field.value.prefix { $0 != " " }
    return name == "authorization" && scheme.count < field.value.count ? "\(scheme) <masked>" : "<masked>"
  }

  private static let secretWords = ["auth", "token", "cookie", "secret", "password", "credential", "key", "session"]
}

extension Duration {
  fileprivate var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
