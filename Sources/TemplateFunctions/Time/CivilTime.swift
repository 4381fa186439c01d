// Calendar arithmetic (proleptic Gregorian, as Go's), without any clock or zone.

/// A date and a time of day.
struct CivilTime: Equatable, Sendable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0

  /// The date and time of day that many seconds after 1970 began.
  init(secondsSince1970 seconds: Int64) {
    let days = Self.floorDivide(seconds, 86400)
    let remainder = Int(seconds % 86400)
    let rest = remainder < 0 ? remainder + 86400 : remainder
    self.init(dayNumber: days)
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// The date that many days after 1970-01-01.
  private init(dayNumber: Int64) {
    // Years begin in March here, so that the leap day comes last; eras are 400 years.
    let shifted = dayNumber + 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
  }

  /// A date and time of day; parts beyond their range carry over, as in Go's `time.Date`.
  init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// The seconds since 1970 began, as if in UTC; out-of-range parts carry over, absurd years wrap around.
  var secondsSince1970: Int64 {
    let months = Int64(month) &- 1
    let carried = Int64(year) &+ Self.floorDivide(months, 12)
    let days =
      Self.dayNumber(year: carried, month: Int(months - Self.floorDivide(months, 12) * 12) + 1) &+ Int64(day) &- 1
    return days &* 86400 &+ Int64(hour) &* 3600 &+ Int64(minute) &* 60 &+ Int64(second)
  }

  /// The days from 1970-01-01 to the first of a month.
  private static func dayNumber(year: Int64, month: Int) -> Int64 {
    let shiftedYear = month <= 2 ? year &- 1 : year
    let era = floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear &- era &* 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
    return era &* 146_097 &+ (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
  }

  /// The day of the week, 0 for Sunday.
  var weekday: Int {
    let days = Self.floorDivide(secondsSince1970, 86400)
    return Int((days % 7 + 11) % 7)
  }

  /// The day of the year, from 1.
  var dayOfYear: Int {
    let start = CivilTime(year: year, month: 1, day: 1).secondsSince1970
    return Int(Self.floorDivide(secondsSince1970 &- start, 86400)) + 1
  }

  /// The number of days of a month.
  static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a year has a leap day.
  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }
}
