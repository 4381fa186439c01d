import Foundation
import Testing

/// A template and what it must give: its text, or Go's error without its place.
struct RenderCase: Sendable, CustomTestStringConvertible {
  var template: String
  var expected: String
  var testDescription: String { template }

  init(_ template: String, _ expected: String) {
    self.template = template
    self.expected = expected
  }

  /// Renders the template with the data every case sees, and compares.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    var outcome = Rendering.outcome(template, Self.data)
    if outcome.hasPrefix("template: "), let place = outcome.range(of: ">: ") {
      outcome = String(outcome[place.upperBound...])
    }
    #expect(outcome == expected, sourceLocation: sourceLocation)
  }

  /// Strings, as the controller hands them in.
  static let data = [
    "user": "admin", "empty": "", "num": "42", "json": #"{"a":{"b":[1,2.5,"x",null,true]},"n":12345678,"s":"<&>"}"#,
    "multi": "one\ntwo\n\nthree\n", "unicode": "héllo wörld ☃", "url": "https://u:p%20w@h.example:8443/a%2Fb/c?q=1&r#f",
  ]
}
