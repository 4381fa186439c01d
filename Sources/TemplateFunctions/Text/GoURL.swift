// URLs as Go's net/url takes them apart and puts them together.

internal import GoTemplate

/// A URL, or a reference to one, in the parts of Go's `url.URL`.
struct GoURL: Equatable, Sendable {
  /// A user, and a password if there is one (it may be empty).
  struct User: Equatable, Sendable {
    var name: [UInt8]
    var password: [UInt8]?

    /// `name` or `name:password`, escaped.
    var text: [UInt8] {
      let name = URLPart.userPassword.escape(name)
      return password.map { name + [UInt8(ascii: ":")] + URLPart.userPassword.escape($0) } ?? name
    }
  }

  var scheme: [UInt8] = []
  var opaque: [UInt8] = []
  var user: User?
  var host: [UInt8] = []
  var path: [UInt8] = []
  var query: [UInt8] = []
  var fragment: [UInt8] = []
  private var rawPath: [UInt8] = []
  private var rawFragment: [UInt8] = []
  private var hasEmptyQuery = false
  private var omitsHost = false

  /// A URL without anything.
  init() {}

  /// Takes `text` apart, or says in Go's words why it can't be; the words hold no part of the text but single characters.
  init(parsing text: [UInt8]) throws(GoFunctionError) {
    let (front, fragment) = text.cut(at: UInt8(ascii: "#"))
    try parse(front)
    guard let fragment, !fragment.isEmpty else { return }
    self.fragment = try URLPart.fragment.unescape(fragment)
    if URLPart.fragment.escape(self.fragment) != fragment { rawFragment = fragment }
  }

  private mutating func parse(_ text: [UInt8]) throws(GoFunctionError) {
    guard !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw GoFunctionError("net/url: invalid control character in URL")
    }
    if text.elementsEqual("*".utf8) {
      path = text
      return
    }
    var rest = try takeScheme(text)
    let question = UInt8(ascii: "?")
    if rest.last == question, rest.filter({ $0 == question }).count == 1 {
      hasEmptyQuery = true
      rest.removeLast()
    } else {
      let (front, query) = rest.cut(at: question)
      rest = front
      self.query = query ?? []
    }
    if rest.first != UInt8(ascii: "/") {
      if !scheme.isEmpty {
        opaque = rest
        return
      }
      let segment = rest.cut(at: UInt8(ascii: "/")).0
      guard !segment.contains(UInt8(ascii: ":")) else {
        throw GoFunctionError("first path segment in URL cannot contain colon")
      }
    }
    if !scheme.isEmpty || !rest.starts(with: "///".utf8), rest.starts(with: "//".utf8) {
      let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
      rest = Array(rest[authority.endIndex...])
      try parseAuthority(Array(authority))
    } else if !scheme.isEmpty, rest.first == UInt8(ascii: "/") {
      omitsHost = true
    }
    path = try URLPart.path.unescape(rest)
    if URLPart.path.escape(path) != rest { rawPath = rest }
  }

  private mutating func takeScheme(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if index == 0 { return text }
      case UInt8(ascii: ":"):
        guard index > 0 else { throw GoFunctionError("missing protocol scheme") }
        scheme = text[..<index].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return Array(text[(index + 1)...])
      default: return text
      }
    }
    return text
  }

  private mutating func parseAuthority(_ authority: [UInt8]) throws(GoFunctionError) {
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
      host = try URLHost.parse(authority, scheme: scheme)
      return
    }
    host = try URLHost.parse(Array(authority[(at + 1)...]), scheme: scheme)
    let userinfo = Array(authority[..<at])
    guard userinfo.allSatisfy(Self.isAllowedInUserinfo) else { throw GoFunctionError("net/url: invalid userinfo") }
    let (name, password) = userinfo.cut(at: UInt8(ascii: ":"))
    user = User(name: try URLPart.userPassword.unescape(name), password: nil)
    if let password { user?.password = try URLPart.userPassword.unescape(password) }
  }

  private static func isAllowedInUserinfo(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: allowedInUserinfo.contains(byte)
    }
  }

  private static let allowedInUserinfo = Set("-._:~!$&'()*+,;=%@".utf8)

  /// The host without its port, and without the brackets of an IPv6 address.
  var hostname: [UInt8] {
    var name = host[...]
    if let colon = name.lastIndex(of: UInt8(ascii: ":")), name[(colon + 1)...].allSatisfy(\.isDigit) {
      name = name[..<colon]
    }
    if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]"), name.count >= 2 {
      name = name.dropFirst().dropLast()
    }
    return Array(name)
  }

  /// The URL as text.
  var text: [UInt8] {
    var output: [UInt8] = []
    if !scheme.isEmpty { output += scheme + [UInt8(ascii: ":")] }
    if !opaque.isEmpty {
      output += opaque
    } else {
      appendHierarchy(to: &output)
    }
    if hasEmptyQuery || !query.isEmpty { output += [UInt8(ascii: "?")] + query }
    if !fragment.isEmpty { output += [UInt8(ascii: "#")] + escapedFragment }
    return output
  }

  private func appendHierarchy(to output: inout [UInt8]) {
    if !scheme.isEmpty || !host.isEmpty || user != nil, !(omitsHost && host.isEmpty && user == nil) {
      if !host.isEmpty || !path.isEmpty || user != nil { output += Array("//".utf8) }
      if let user { output += user.text + [UInt8(ascii: "@")] }
      output += URLPart.host.escape(host)
    }
    let path = escapedPath
    if let first = path.first, first != UInt8(ascii: "/"), !host.isEmpty { output.append(UInt8(ascii: "/")) }
    // A first segment with a colon would be read as a scheme.
    if output.isEmpty, path.cut(at: UInt8(ascii: "/")).0.contains(UInt8(ascii: ":")) { output += Array("./".utf8) }
    output += path
  }

  private var escapedPath: [UInt8] {
    if !rawPath.isEmpty, URLPart.path.accepts(escaped: rawPath) { return rawPath }
    return path.elementsEqual("*".utf8) ? path : URLPart.path.escape(path)
  }

  private var escapedFragment: [UInt8] {
    if !rawFragment.isEmpty, URLPart.fragment.accepts(escaped: rawFragment) { return rawFragment }
    return URLPart.fragment.escape(fragment)
  }
}

extension [UInt8] {
  /// What stands before the first `separator` and what after it; nil where there is none.
  func cut(at separator: UInt8) -> ([UInt8], [UInt8]?) {
    guard let index = firstIndex(of: separator) else { return (self, nil) }
    return (Array(self[..<index]), Array(self[(index + 1)...]))
  }
}

extension UInt8 {
  /// Whether it is an ASCII digit.
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}
