// The parts of a URL that decide where a request goes.

/// An `http` or `https` URL, taken apart.
public struct HTTPURL: Sendable, Hashable {
  /// `http` or `https`, in small letters.
  public var scheme: String
  /// User and password as they stand in front of the `@`, percent-encoded; nil where there is no `@`.
  public var userInformation: String?
  /// The host in small letters, an IPv6 address without its brackets.
  public var host: String
  /// The port; 80 or 443 where the URL names none.
  public var port: Int
  /// The path, percent-encoded; at least `/`.
  public var path: String
  /// The query behind the `?`, percent-encoded; nil where there is none.
  public var query: String?

  /// The ports of the schemes that are understood.
  private static let defaultPorts = ["http": 80, "https": 443]

  /// Takes a URL apart, dropping a fragment; nil where it is not an `http` or `https` URL with a host.
  ///
  /// - Parameter text: The URL, all of it printable ASCII.
  public init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
    var rest = Substring(text.prefix { $0 != "#" })
    guard let scheme = rest.take(through: "://")?.lowercased(), let defaultPort = Self.defaultPorts[scheme] else {
      return nil
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    rest = rest[authority.endIndex...]
    guard let (userInformation, host, port) = Self.authority(authority) else { return nil }
    self.scheme = scheme
    self.userInformation = userInformation
    self.host = host.lowercased()
    self.port = port ?? defaultPort
    let path = rest.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    self.query = path.endIndex == rest.endIndex ? nil : String(rest[path.endIndex...].dropFirst())
  }

  private static func authority(_ text: Substring) -> (userInformation: String?, host: String, port: Int?)? {
    let at = text.lastIndex(of: "@")
    let userInformation = at.map { String(text[..<$0]) }
    var rest = at.map { text[text.index(after: $0)...] } ?? text
    var host = rest.prefix { $0 != ":" }
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { return nil }
      host = rest[rest.index(after: rest.startIndex)..<close]
      guard IPAddress(String(host.prefix { $0 != "%" })) != nil else { return nil }
      rest = rest[close...].dropFirst()
    } else {
      rest = rest[host.endIndex...]
    }
    guard !host.isEmpty else { return nil }
    guard rest.first == ":" else { return rest.isEmpty ? (userInformation, String(host), nil) : nil }
    let digits = rest.dropFirst()
    guard !digits.isEmpty else { return (userInformation, String(host), nil) }
    guard let port = UInt16(digits), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else { return nil }
    return (userInformation, String(host), Int(port))
  }

  /// The host, an IPv6 address in brackets, and the port unless it is the scheme's own: as the Host header has it.
  public var authority: String {
    port == Self.defaultPorts[scheme] ? bracketedHost : "\(bracketedHost):\(port)"
  }

  /// `scheme://host` with the port unless it is the scheme's own: what errors and traces call the server.
  public var server: String { "\(scheme)://\(authority)" }

  /// Path and query, as the request line has them.
  public var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// The host as URLs write it, an IPv6 address in brackets.
  public var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

extension Substring {
  /// Removes and returns what stands in front of `separator`, and removes the separator; nil where there is none.
  fileprivate mutating func take(through separator: String) -> Substring? {
    guard let start = separator.first else { return nil }
    var position = startIndex
    while let found = self[position...].firstIndex(of: start) {
      if self[found...].hasPrefix(separator) {
        let taken = self[startIndex..<found]
        self = self[found...].dropFirst(separator.count)
        return taken
      }
      position = index(after: found)
    }
    return nil
  }
}
