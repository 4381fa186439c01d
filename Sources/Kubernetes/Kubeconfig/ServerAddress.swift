// Where an API server listens, as kubectl reads what people write.

/// The address of an API server.
public struct ServerAddress: Sendable, Hashable {
  /// Whether it is spoken to over TLS.
  public var isSecure: Bool
  /// Its host: a name, an IPv4 address, or an IPv6 address without brackets.
  public var host: String
  /// Its port.
  public var port: Int
  /// The path before `/api` and `/apis`, without a slash at its end; mostly empty.
  public var path: String

  /// An address of the given parts.
  public init(isSecure: Bool, host: String, port: Int, path: String = "") {
    self.isSecure = isSecure
    self.host = host
    self.port = port
    self.path = path
  }

  /// Reads `https://host:port/path` or `host:port`; nil where the text is no such address.
  ///
  /// - Parameters:
  ///   - text: The address.
  ///   - defaultsToTLS: Whether an address without a scheme is `https`: kubectl takes it so where there is a
  ///     certificate authority or a client certificate, or where verification is switched off.
  public init?(_ text: String, defaultsToTLS: Bool) {
    var rest = Substring(text)
    var scheme: String?
    if let separator = rest.firstRange(of: "://") {
      scheme = rest[..<separator.lowerBound].lowercased()
      rest = rest[separator.upperBound...]
    }
    guard scheme == nil || scheme == "https" || scheme == "http" else { return nil }
    isSecure = scheme.map { $0 == "https" } ?? defaultsToTLS

    let pathStart = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    path = String(rest[pathStart...].prefix { $0 != "?" && $0 != "#" })
    while path.hasSuffix("/") { path.removeLast() }
    if scheme == nil, !path.isEmpty { return nil }

    var authority = rest[..<pathStart]
    guard !authority.contains(where: { $0 == "@" || $0.isWhitespace }) else { return nil }
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<close])
      authority = authority[authority.index(after: close)...]
    } else {
      let colon = authority.firstIndex(of: ":") ?? authority.endIndex
      host = String(authority[..<colon])
      authority = authority[colon...]
    }
    guard !host.isEmpty else { return nil }
    guard authority.isEmpty || authority == ":" else {
      guard authority.first == ":", let number = UInt16(authority.dropFirst()), number > 0 else { return nil }
      port = Int(number)
      return
    }
    port = isSecure ? 443 : 80
  }

  /// The address as a URL without a slash at its end: `https://host:port/path`.
  public var url: String { "\(isSecure ? "https" : "http")://\(hostAndPort)\(path)" }

  /// `host:port`, an IPv6 address in brackets.
  public var hostAndPort: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
