// AWS Signature Version 4, over libcrypto's HMAC. Checked against botocore's signer (Tests/AWSTests).

import Basics
import HTTP

/// Signs requests.
struct SigV4 {
  let credentials: AWSCredentials
  let region: String
  let service: String
  let date: Timestamp

  /// Adds the date, the session token and the signature to a request.
  ///
  /// - Parameters:
  ///   - request: The request; all of its header fields are signed.
  ///   - url: Its URL, taken apart.
  func sign(_ request: inout HTTPRequest, url: HTTPURL) {
    request.headers["X-Amz-Date"] = date.iso8601Basic
    request.headers["X-Amz-Security-Token"] = credentials.sessionToken.map {
      String(decoding: $0.reveal(), as: UTF8.self)
    }
    let fields = canonicalFields(request.headers, host: url.authority)
    let names = fields.map(\.name).joined(separator: ";")
    let canonical = [
      request.method, Self.canonicalPath(url.path), Self.canonicalQuery(url.query),
      fields.map { "\($0.name):\($0.value)\n" }.joined(), names, Digest.sha256.hash(request.body ?? []).hexadecimal,
    ].joined(separator: "\n")
    let day = String(date.iso8601Basic.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let text = ["AWS4-HMAC-SHA256", date.iso8601Basic, scope, Digest.sha256.hash(canonical.utf8).hexadecimal]
    let signature = code(text.joined(separator: "\n"), key: signingKey(day: day)).hexadecimal
    request.headers["Authorization"] =
      "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
  }

  private func signingKey(day: String) -> [UInt8] {
    let secret = Array("AWS4".utf8) + credentials.secretAccessKey.reveal()
    return [day, region, service, "aws4_request"].reduce(secret) { code($1, key: $0) }
  }

  private func code(_ text: String, key: [UInt8]) -> [UInt8] {
    Digest.sha256.authenticationCode(of: Array(text.utf8), key: key)
  }

  /// The header fields, names in small letters, sorted, white space in values collapsed.
  private func canonicalFields(_ headers: HTTPHeaders, host: String) -> [(name: String, value: String)] {
    var values = ["host": [host]]
    for field in headers.fields {
      let words = field.value.split { $0 == " " || $0 == "\t" }
      values[field.name.lowercased(), default: []].append(words.joined(separator: " "))
    }
    return values.map { ($0.key, $0.value.joined(separator: ",")) }.sorted { $0.0 < $1.0 }
  }

  /// The path without `.`, `..` and double slashes, encoded once more (as every service but S3 wants it).
  static func canonicalPath(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let end = path.hasSuffix("/") && !parts.isEmpty ? "/" : ""
    return percentEncoded("/" + parts.joined(separator: "/") + end, keeping: "/")
  }

  /// The query's parameters, sorted.
  static func canonicalQuery(_ query: String?) -> String {
    guard let query, !query.isEmpty else { return "" }
    let pairs = query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != "=" }
      return (String(name), String(pair.dropFirst(name.count + 1)))
    }
    return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// `text` with every byte but RFC 3986's unreserved characters, and those of `kept`, as `%XX`.
  static func percentEncoded(_ text: String, keeping kept: String = "") -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let plain = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8) + Array(kept.utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
      if plain.contains(byte) {
        output.append(byte)
      } else {
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
