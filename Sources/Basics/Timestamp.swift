// A moment as Kubernetes and AWS write it. Calendar arithmetic of twenty lines needs no Foundation.

/// A moment in time, counted from 1970 in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Whole seconds since 1970-01-01T00:00:00Z.
  public var seconds: Int64
  /// Nanoseconds on top of the seconds, 0 to 999,999,999.
  public var nanoseconds: Int32

  /// A moment that many seconds and nanoseconds after 1970 began.
  public init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// A moment before all others that matter here.
  public static let distantPast = Timestamp(seconds: -62_135_596_800)

  /// The earlier of two moments is the smaller.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The time from `start` to this moment; negative if it lies before.
  public func duration(since start: Timestamp) -> Duration {
    .seconds(seconds &- start.seconds) + .nanoseconds(Int64(nanoseconds) - Int64(start.nanoseconds))
  }

  /// The moment that much later, to the whole nanosecond.
  public func advanced(by duration: Duration) -> Timestamp {
    let (whole, attoseconds) = duration.components
    let sum = Int64(nanoseconds) + attoseconds / 1_000_000_000
    let carry = sum >= 1_000_000_000 ? 1 : sum < 0 ? -1 : 0 as Int64
    return Timestamp(seconds: seconds &+ whole &+ carry, nanoseconds: Int32(sum - carry * 1_000_000_000))
  }
}

extension Timestamp {
  /// Reads RFC 3339: `2026-11-23T23:44:52Z`, with a fraction or an offset as well.
  ///
  /// - Returns: nil for any other text.
  public init?(rfc3339 text: String) {
    var reader = DigitReader(Array(text.utf8))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
      let second = reader.number(2), (1...12).contains(month),
      (1...Self.dayCount(ofMonth: month, year: year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    guard let fraction = reader.take(".") || reader.take(",") ? reader.fraction() : 0, let offset = reader.offset(),
      reader.isAtEnd
    else { return nil }
    let days = Self.dayNumber(year: year, month: month, day: day)
    self.init(
      seconds: Int64(days * 86400 + hour * 3600 + minute * 60 + second - offset), nanoseconds: Int32(fraction))
  }

  /// The moment as RFC 3339 in UTC, to the second: `2026-11-23T23:44:52Z`, as Kubernetes' `metav1.Time` has it.
  public var rfc3339: String {
    let (year, month, day, hour, minute, second) = utc
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(hour)):\(padded(minute)):\(padded(second))Z"
  }

  /// The moment without separators, to the second: `20261123T234452Z`, as AWS' signatures have it.
  public var iso8601Basic: String {
    let (year, month, day, hour, minute, second) = utc
    return "\(padded(year, 4))\(padded(month))\(padded(day))T\(padded(hour))\(padded(minute))\(padded(second))Z"
  }

  /// The date and time of day in UTC.
  public var utc: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let (quotient, remainder) = Int(seconds).quotientAndRemainder(dividingBy: 86400)
    let (days, rest) = remainder < 0 ? (quotient - 1, remainder + 86400) : (quotient, remainder)
    let (year, month, day) = Self.date(dayNumber: days)
    return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// The number of days from 1970-01-01 to a date (the civil calendar, years beginning in March to put leap days last).
  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
  }

  /// The date that is that many days from 1970-01-01.
  private static func date(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719468
    let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
    let dayOfEra = shifted - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

private func padded(_ number: Int, _ width: Int = 2) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

/// Reads the digits of a date, left to right.
private struct DigitReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int? {
    guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else { return nil }
    position += 1
    return Int(bytes[position - 1] - UInt8(ascii: "0"))
  }

  /// A number of exactly `count` digits.
  mutating func number(_ count: Int) -> Int? {
    var number = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// The digits of a fraction as nanoseconds; what is finer is cut off.
  mutating func fraction() -> Int? {
    guard var number = digit() else { return nil }
    var count = 1
    while let next = digit() {
      guard count < 9 else { continue }
      number = number * 10 + next
      count += 1
    }
    for _ in count..<9 { number *= 10 }
    return number
  }

  /// `Z`, or hours and minutes east of UTC, in seconds.
  mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : 0
    guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
      return nil
    }
    return sign * (hours * 3600 + minutes * 60)
  }
}
