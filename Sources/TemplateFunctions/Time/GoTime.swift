// Go's time.Time, as templates see it: its text, its parts, its methods.

internal import GoTemplate

/// A `time.Time`: a moment, and the zone in which it is shown.
final class GoTime: GoObject {
  /// Seconds since 1970.
  let seconds: Int64
  /// Nanoseconds on top of them.
  let nanoseconds: Int32
  /// The zone it is shown in.
  let zone: ZoneRules

  init(seconds: Int64, nanoseconds: Int32 = 0, zone: ZoneRules = .utc) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.zone = zone
  }

  /// Go's zero time, the first of January of the year 1.
  static var zero: GoTime { GoTime(seconds: zeroSeconds) }
  private static let zeroSeconds = CivilTime(year: 1, month: 1, day: 1).secondsSince1970

  var goTypeName: String { "time.Time" }
  var goString: String? { String(decoding: text(Self.ownLayout), as: UTF8.self) }
  func equals(_ other: any GoObject) -> Bool? {
    // Go's == also compares the zone's address; templates can't tell, since they can't compare structs with pointers in it.
    guard let other = other as? GoTime else { return false }
    return seconds == other.seconds && nanoseconds == other.nanoseconds
  }

  private static let ownLayout = TimeLayout(Array("2006-01-02 15:04:05.999999999 -0700 MST".utf8))
  private static let jsonLayout = TimeLayout(Array("2006-01-02T15:04:05.999999999Z07:00".utf8))

  /// The text by a layout.
  func text(_ layout: TimeLayout) -> [UInt8] {
    layout.text(of: civil, nanoseconds: nanoseconds, offset: zone.offset(at: seconds))
  }

  /// The text in JSON, RFC 3339.
  var jsonText: [UInt8] { text(Self.jsonLayout) }

  /// The date and time of day in its zone.
  var civil: CivilTime { CivilTime(secondsSince1970: seconds &+ Int64(zone.offset(at: seconds).seconds)) }

  /// The same moment, shown in another zone.
  func shown(in zone: ZoneRules) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

  /// The time that many nanoseconds later.
  func adding(_ duration: Int64) -> GoTime {
    var whole = duration / 1_000_000_000
    var rest = Int64(nanoseconds) + duration % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      whole -= 1
    } else if rest >= 1_000_000_000 {
      rest -= 1_000_000_000
      whole += 1
    }
    return GoTime(seconds: seconds &+ whole, nanoseconds: Int32(rest), zone: zone)
  }

  /// The time since another one.
  func since(_ other: GoTime) -> GoDuration {
    let (difference, overflows) = seconds.subtractingReportingOverflow(other.seconds)
    return overflows
      ? GoDuration(seconds < other.seconds ? .min : .max)
      : GoDuration(seconds: difference, nanoseconds: Int64(nanoseconds) - Int64(other.nanoseconds))
  }

  /// Whether it is Go's zero time.
  var isZero: Bool { seconds == Self.zeroSeconds && nanoseconds == 0 }

  func method(named name: String) -> GoFunction? {
    // A function must be sendable; what makes up a time is.
    let (seconds, nanoseconds, zone) = (seconds, nanoseconds, zone)
    guard let method = Self.methods[name] else { return nil }
    return GoFunction(method.parameters) { arguments, _ in
      method.body(GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone), arguments)
    }
  }
}
