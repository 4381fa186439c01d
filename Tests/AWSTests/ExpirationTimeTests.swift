import Basics
import Testing

@testable import AWS

@Suite("The end of credentials")
struct ExpirationTimeTests {
  /// Checked with `dateutil`, which the AWS CLI reads them with.
  @Test(
    "is read in the forms in which programs write it",
    arguments: [
      ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"), ("2099-01-01T02:00:00.5+02:00", "2099-01-01T00:00:00Z"),
      ("2099-01-01T00:00:00+0000", "2099-01-01T00:00:00Z"), ("2099-01-01 00:00:00 -0130", "2099-01-01T01:30:00Z"),
      ("2099-01-01T00:00:00+01", "2098-12-31T23:00:00Z"), ("2099-01-01T00:00:00UTC", "2099-01-01T00:00:00Z"),
      ("2099-01-01 00:00:00 UTC", "2099-01-01T00:00:00Z"), ("2099-01-01T00:00:00 GMT", "2099-01-01T00:00:00Z"),
      ("20990101T000001Z", "2099-01-01T00:00:01Z"), ("20990101T000001.25+0100", "2098-12-31T23:00:01Z"),
      ("2099-01-01T00:01Z", "2099-01-01T00:01:00Z"), ("20990101T0001Z", "2099-01-01T00:01:00Z"),
      ("Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01T00:00:00Z"),
    ])
  func reads(text: String, moment: String) throws {
    #expect(Timestamp(expiration: text)?.rfc3339 == moment)
  }

  @Test(
    "is no text that says no moment",
    arguments: [
      "", "soon", "2099-01-01", "2099-01-01T00:00:00", "2099-13-01T00:00:00Z", "2099-01-01T25:00Z", "Z", "T+", "T+Z",
      "2099-01-01T00:00:00+1", "2099-01-01T00:00:00 PST", "20990101T00000Z", "4070908800", "2099-01-01TZ",
      "2099-01-01T00:00:00+01:00Z", "2099--01-01T00:00:00Z",
    ])
  func refuses(text: String) {
    #expect(Timestamp(expiration: text) == nil)
  }
}
