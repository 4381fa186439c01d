// Which proxy a request goes through: the rules of Go's net/http, which kubectl follows, not libcurl's.

public import System

/// The proxies that an environment asks for.
///
/// As in Go: `HTTPS_PROXY` for https URLs, `HTTP_PROXY` for http URLs, `NO_PROXY` for exceptions, each also in small
/// letters (capitals win); `ALL_PROXY` means nothing; the machine itself is never asked through a proxy.
public struct ProxyEnvironment: Sendable, Hashable {
  private let http: String?
  private let https: String?
  private let exceptions: [Exception]

  /// What an element of `NO_PROXY` exempts.
  private enum Exception: Hashable {
    case everything
    case block(IPAddressBlock)
    case address(IPAddress, port: String?)
    /// `suffix` begins with a dot; `matchesItself` says whether the name without it is meant too.
    case domain(suffix: String, matchesItself: Bool, port: String?)
  }

  /// Reads the proxies from `variables`.
  public init(_ variables: EnvironmentVariables) {
    func first(_ name: String) -> String? {
      variables.nonEmpty(name) ?? variables.nonEmpty(name.lowercased())
    }
    // In a CGI program HTTP_PROXY comes from the client's Proxy header (httpoxy): Go refuses it there, we pass over it.
    http = variables.nonEmpty("REQUEST_METHOD") == nil ? first("HTTP_PROXY") : nil
    https = first("HTTPS_PROXY")
    exceptions = (first("NO_PROXY") ?? "").split(separator: ",").compactMap { Self.exception(String($0)) }
  }

  private static func exception(_ element: String) -> Exception? {
    let text = element.lowercased().drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
    let trimmed = String(text.reversed())
    guard !trimmed.isEmpty else { return nil }
    if trimmed == "*" { return .everything }
    if let block = IPAddressBlock(trimmed) { return .block(block) }
    var (host, port) = split(trimmed)
    guard !host.isEmpty else { return nil }
    if let address = IPAddress(host) { return .address(address, port: port) }
    if host.hasPrefix("*.") { host.removeFirst() }
    let isSuffix = host.hasPrefix(".")
    return .domain(suffix: isSuffix ? host : "." + host, matchesItself: !isSuffix, port: port)
  }

  /// Host and port of `host`, `host:port`, `[address]` or `[address]:port`.
  private static func split(_ text: String) -> (host: String, port: String?) {
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { return (text, nil) }
      let host = String(text[text.index(after: text.startIndex)..<close])
      let rest = text[close...].dropFirst()
      return (host, rest.hasPrefix(":") && rest.count > 1 ? String(rest.dropFirst()) : nil)
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    // More than one colon: an IPv6 address without brackets.
    guard parts.count == 2 else { return (text, nil) }
    return (String(parts[0]), parts[1].isEmpty ? nil : String(parts[1]))
  }

  /// The proxy for a request.
  ///
  /// - Parameter url: The URL of the request.
  /// - Returns: The proxy, ``ProxySetting/none`` for a URL that can't be read.
  public func proxy(for url: String) -> ProxySetting {
    guard let url = HTTPURL(url), let proxy = url.scheme == "https" ? https : http, !isExempt(url) else { return .none }
    // A proxy without a scheme, `proxy.example:3128`, is an http one.
    return .url(proxy.contains("://") ? proxy : "http://" + proxy)
  }

  private func isExempt(_ url: HTTPURL) -> Bool {
    let address = IPAddress(url.host)
    if url.host == "localhost" || address?.isLoopback == true { return true }
    return exceptions.contains { exception in
      switch exception {
      case .everything: true
      case .block(let block): address.map(block.contains) ?? false
      case .address(let exempt, let port): exempt == address && Self.isPort(port, url.port)
      case .domain(let suffix, let matchesItself, let port):
        (url.host.hasSuffix(suffix) || (matchesItself && url.host == suffix.dropFirst())) && Self.isPort(port, url.port)
      }
    }
  }

  private static func isPort(_ port: String?, _ actual: Int) -> Bool { port.map { $0 == String(actual) } ?? true }
}
