// The host of a URL, with Go 1.26's rules for ports, brackets and colons.

internal import GoTemplate

/// The host of a URL.
enum URLHost {
  /// The host, unescaped, from `host`, `host:port`, `[address]` or `[address]:port`.
  ///
  /// Several colons are refused for http and https only: database URLs name several hosts with ports.
  static func parse(_ text: [UInt8], scheme: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    if let open = text.lastIndex(of: UInt8(ascii: "[")) { return try parseLiteral(text, open: open) }
    if let first = text.firstIndex(of: UInt8(ascii: ":")) {
      let isStrict = scheme.elementsEqual("http".utf8) || scheme.elementsEqual("https".utf8)
      let colon = isStrict ? first : text.lastIndex(of: UInt8(ascii: ":")) ?? first
      try checkPort(text[colon...])
    }
    return try URLPart.host.unescape(text)
  }

  private static func parseLiteral(_ text: [UInt8], open: Int) throws(GoFunctionError) -> [UInt8] {
    guard let close = text.lastIndex(of: UInt8(ascii: "]")), close > open else {
      throw GoFunctionError("missing ']' in host")
    }
    let port = text[(close + 1)...]
    try checkPort(port)
    let name = text[(open + 1)..<close]
    var host: [UInt8]
    if let zone = name.firstIndex(of: Array("%25".utf8)) {
      host = try URLPart.host.unescape(Array(name[..<zone]))
      host += try URLPart.zone.unescape(Array(name[zone...]))
    } else {
      host = try URLPart.host.unescape(Array(name))
    }
    guard let address = IPAddress(host) else { throw GoFunctionError("invalid host: ParseAddr: unable to parse IP") }
    guard !address.isVersion4 else { throw GoFunctionError("invalid IP-literal") }
    return [UInt8(ascii: "[")] + host + [UInt8(ascii: "]")] + port
  }

  private static func checkPort(_ text: ArraySlice<UInt8>) throws(GoFunctionError) {
    guard let first = text.first else { return }
    guard first == UInt8(ascii: ":"), text.dropFirst().allSatisfy(\.isDigit) else {
      throw GoFunctionError("invalid port \(quoted(Array(text))) after host")
    }
  }
}
