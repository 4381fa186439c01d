// Sprig's functions on URLs.

internal import GoTemplate

/// URLs.
enum URLFunctions {
  static let table: [String: GoFunction] = [
    "urlParse": GoFunction([.string]) { arguments, _ in
      let text = arguments.string(0)
      let url: GoURL
      do throws(GoFunctionError) {
        url = try GoURL(parsing: text)
      } catch {
        throw GoFunctionError(
          "unable to parse url: parse \(quoted(error.url(of: text))): \(error.message)",
          redacted: "unable to parse url: \(error.redactedMessage)")
      }
      let parts: [(String, [UInt8])] = [
        ("scheme", url.scheme), ("host", url.host), ("hostname", url.hostname), ("path", url.path),
        ("query", url.query), ("opaque", url.opaque), ("fragment", url.fragment), ("userinfo", url.user?.text ?? []),
      ]
      return .map(GoMap(Dictionary(uniqueKeysWithValues: parts.map { (Array($0.0.utf8), .string($0.1)) })))
    },
    "urlJoin": GoFunction([.dictionary]) { arguments, _ in
      let map = arguments.map(0)
      func part(_ key: String) throws(GoFunctionError) -> [UInt8] {
        guard let value = map[key] else { return [] }
        guard !value.isNull else { throw .nilDereference }
        guard let text = value.stringBytes else {
          throw GoFunctionError(
            "unable to parse \(key) key, must be of type string, but \(value.kindName) found")
        }
        return text
      }
      var url = GoURL()
      url.scheme = try part("scheme")
      url.host = try part("host")
      url.path = try part("path")
      url.query = try part("query")
      url.opaque = try part("opaque")
      url.fragment = try part("fragment")
      let userinfo = try part("userinfo")
      if !userinfo.isEmpty { url.user = try user(userinfo) }
      return .string(url.text)
    },
  ]

  private static func user(_ userinfo: [UInt8]) throws(GoFunctionError) -> GoURL.User? {
    let text = Array("proto://".utf8) + userinfo + Array("@host".utf8)
    do throws(GoFunctionError) {
      return try GoURL(parsing: text).user
    } catch {
      throw GoFunctionError(
        "unable to parse userinfo in dict: parse \(quoted(error.url(of: text))): \(error.message)",
        redacted: "unable to parse userinfo in dict: \(error.redactedMessage)")
    }
  }
}

extension GoFunctionError {
  /// The text Go names in an error about a URL: without its fragment, unless the fragment is what is wrong.
  fileprivate func url(of text: [UInt8]) -> [UInt8] {
    let front = text.cut(at: UInt8(ascii: "#")).0
    return (try? GoURL(parsing: front)) == nil ? front : text
  }
}
