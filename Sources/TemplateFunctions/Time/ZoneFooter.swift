// The rule a zone follows after the last entry of its table: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`.

/// The rule of a POSIX `TZ` string.
struct ZoneFooter: Sendable {
  private var standard: ZoneRules.Offset
  private var daylight: (offset: ZoneRules.Offset, start: Change, end: Change)?

  /// Reads a rule; nil for an empty or broken one.
  init?(_ text: String) {
    var reader = Reader(rest: Array(text.utf8)[...])
    guard let name = reader.name(), let west = reader.time() else { return nil }
    standard = ZoneRules.Offset(abbreviation: name, seconds: -west)
    guard !reader.rest.isEmpty else { return }
    guard let daylightName = reader.name() else { return nil }
    var seconds = -west + 3600
    if let first = reader.rest.first, first != UInt8(ascii: ",") {
      guard let own = reader.time() else { return nil }
      seconds = -own
    }
    guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(),
      reader.rest.isEmpty
    else { return nil }
    let offset = ZoneRules.Offset(abbreviation: daylightName, seconds: seconds, isDaylight: true)
    daylight = (offset, start, end)
  }

  /// What clocks show at a moment, in seconds since 1970.
  func offset(at moment: Int64) -> ZoneRules.Offset {
    guard let (offset, start, end) = daylight else { return standard }
    let year = CivilTime(secondsSince1970: moment &+ Int64(standard.seconds)).year
    let begins = start.moment(in: year) &- Int64(standard.seconds)
    let ends = end.moment(in: year) &- Int64(offset.seconds)
    let isDaylight = begins < ends ? moment >= begins && moment < ends : moment >= begins || moment < ends
    return isDaylight ? offset : standard
  }

  /// When clocks are changed, each year.
  private struct Change: Sendable {
    enum Day: Sendable {
      /// The day of the year from 1, leap days not counted.
      case julian(Int)
      /// The day of the year from 0, leap days counted.
      case zeroBased(Int)
      /// The weekday of a week of a month; week 5 is the last.
      case monthly(month: Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after midnight.
    var time: Int

    /// The change in seconds since 1970, by the clock that shows it.
    func moment(in year: Int) -> Int64 {
      let newYear = CivilTime(year: year, month: 1, day: 1).secondsSince1970
      switch day {
      case .julian(let day):
        let isAfterLeapDay = CivilTime.isLeap(year) && day >= 60
        return newYear &+ Int64(day - 1 + (isAfterLeapDay ? 1 : 0)) * 86400 + Int64(time)
      case .zeroBased(let day): return newYear &+ Int64(day) * 86400 + Int64(time)
      case .monthly(let month, let week, let weekday):
        let first = CivilTime(year: year, month: month, day: 1)
        var day = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
        if day > CivilTime.days(inMonth: month, year: year) { day -= 7 }
        return CivilTime(year: year, month: month, day: day).secondsSince1970 &+ Int64(time)
      }
    }
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func name() -> String? {
      let isQuoted = take("<")
      let name = rest.prefix { byte in
        isQuoted ? byte != UInt8(ascii: ">") : (0x41...0x5A).contains(byte & ~0x20)
      }
      rest = rest.dropFirst(name.count)
      guard name.count >= 3, !isQuoted || take(">") else { return nil }
      return String(decoding: name, as: UTF8.self)
    }

    mutating func number() -> Int? {
      let digits = rest.prefix { $0.isDigit }
      guard (1...4).contains(digits.count) else { return nil }
      rest = rest.dropFirst(digits.count)
      return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard var seconds = number().map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where take(":") {
        guard let part = number() else { return nil }
        seconds += part * unit
      }
      return isNegative ? -seconds : seconds
    }

    mutating func change() -> Change? {
      let day: Change.Day
      if take("J") {
        guard let number = number(), (1...365).contains(number) else { return nil }
        day = .julian(number)
      } else if take("M") {
        guard let month = number(), (1...12).contains(month), take("."), let week = number(),
          (1...5).contains(week), take("."), let weekday = number(), (0...6).contains(weekday)
        else { return nil }
        day = .monthly(month: month, week: week, weekday: weekday)
      } else {
        guard let number = number(), (0...365).contains(number) else { return nil }
        day = .zeroBased(number)
      }
      guard take("/") else { return Change(day: day, time: 7200) }
      return time().map { Change(day: day, time: $0) }
    }
  }
}
