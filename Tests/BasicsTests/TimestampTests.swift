import Basics
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "RFC 3339 is read with fractions and offsets",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("2026-11-23T23:44:52Z", 1_795_477_492, 0),
      ("2026-11-23T23:44:52.5Z", 1_795_477_492, 500_000_000),
      ("2026-11-23T23:44:52.123456789123+01:30", 1_795_472_092, 123_456_789), ("2000-02-29T00:00:00Z", 951_782_400, 0),
      ("1969-12-31T23:59:59Z", -1, 0), ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
    ] as [(String, Int64, Int32)])
  func reads(text: String, seconds: Int64, nanoseconds: Int32) {
    #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
  }

  @Test(
    "Anything else is refused",
    arguments: [
      "", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z",
      "2026-11-23T23:44:52", "2026-11-23T23:44:52.Z", "2026-11-23T23:44:52Z ", "+026-11-23T23:44:52Z",
    ])
  func refuses(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test("What is written is read back, before 1970 and on leap days too")
  func roundTrips() {
    for seconds in stride(from: Int64(-5_000_000_000), through: 20_000_000_000, by: 86_399_987) {
      let time = Timestamp(seconds: seconds)
      #expect(Timestamp(rfc3339: time.rfc3339) == time)
    }
    #expect(Timestamp(seconds: 1_795_477_492).iso8601Basic == "20261123T234452Z")
  }

  @Test("Durations are added and taken exactly")
  func durations() {
    let time = Timestamp(seconds: 10, nanoseconds: 600_000_000)
    #expect(time.advanced(by: .milliseconds(1500)) == Timestamp(seconds: 12, nanoseconds: 100_000_000))
    #expect(time.advanced(by: .milliseconds(-700)) == Timestamp(seconds: 9, nanoseconds: 900_000_000))
    #expect(time.advanced(by: .milliseconds(-700)).duration(since: time) == .milliseconds(-700))
  }
}
