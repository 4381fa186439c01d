// What AWS answered: the content, or its error in whichever of its four forms.

import Basics
import HTTP

/// An answer of a service.
struct AWSAnswer {
  let response: HTTPResponse
  /// AWS' code and message; nil where the answer is none of AWS' errors.
  let failure: (code: String, message: String)?

  init(_ response: HTTPResponse) {
    self.response = response
    failure = (200..<300).contains(response.status) ? nil : Self.failure(response)
  }

  /// The content, if it is JSON.
  var json: JSON? {
    do throws(JSONSyntaxError) { return try JSON.parse(response.body, locating: false) } catch { return nil }
  }

  /// How long the server asks to wait: a number of seconds, or until a time of its own clock (RFC 9110, 10.2.3).
  var retryAfter: Duration? {
    guard let text = response.headers["Retry-After"] else { return nil }
    let duration =
      Int(text).map { Duration.seconds($0) }
      ?? Timestamp(httpDate: text).flatMap { end in date.map { end.duration(since: $0) } }
    return duration.flatMap { $0 > .zero ? $0 : nil }
  }

  /// The time by the server's clock.
  var date: Timestamp? { response.headers["Date"].flatMap(Timestamp.init(httpDate:)) }

  private static func failure(_ response: HTTPResponse) -> (code: String, message: String)? {
    let header = response.headers["x-amzn-ErrorType"].map(shortened)
    if let xml = XMLElement(response.body) {
      guard let error = xml.first("Error") ?? xml.first("Errors", "Error") else { return nil }
      return (error.first("Code")?.text ?? "", sanitized(error.first("Message")?.text ?? ""))
    }
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(response.body, locating: false) } catch { json = nil }
    guard let object = json?.object else { return header.map { ($0, "") } }
    let code =
      header ?? ["__type", "code", "Code", "error"].lazy.compactMap { object[$0]?.string }.first.map(shortened)
    let message = ["message", "Message", "error_description"].lazy.compactMap { object[$0]?.string }.first
    return code.map { ($0, sanitized(message ?? "")) }
  }

  /// `ResourceNotFoundException` of `com.amazonaws.x#ResourceNotFoundException:http://…`.
  private static func shortened(_ type: String) -> String {
    let name = type.prefix { $0 != ":" }
    return String(name.lastIndex(of: "#").map { name[name.index(after: $0)...] } ?? name)
  }

  /// A message on one line, without what signature errors repeat of the request.
  static func sanitized(_ message: String) -> String {
    let words = message.split { $0.isWhitespace || $0.isNewline }
    return words.filter { !$0.hasPrefix("Credential=") && !$0.hasPrefix("Signature=") }.joined(separator: " ")
  }
}

extension Timestamp {
  /// Reads the date of HTTP's header fields: `Tue, 24 Nov 2026 01:02:03 GMT`; nil for any other text.
  init?(httpDate text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 6, words[1].utf8.count == 2, let month = months.firstIndex(of: words[2]) else { return nil }
    let number = month + 1
    self.init(rfc3339: "\(words[3])-\(number < 10 ? "0" : "")\(number)-\(words[1])T\(words[4])Z")
  }
}
