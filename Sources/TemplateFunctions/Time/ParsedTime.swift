// The parts of a time while it is being read.

/// What has been read of a time so far.
struct ParsedTime {
  private var year = 0
  private var month: Int?
  private var day: Int?
  private var yearDay: Int?
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var nanoseconds = 0
  private var isAfternoon: Bool?
  private var isUTC = false
  private var offset: Int?
  private var zoneName: [UInt8] = []
  /// The part that is beyond its range, in Go's words.
  private(set) var outOfRange: String?

  /// Takes an element off the front of `text`.
  ///
  /// - Parameters:
  ///   - element: What to take.
  ///   - text: Where from.
  ///   - fractionFollows: Whether the layout goes on with a fraction; if not, seconds take one along.
  /// - Returns: Whether it is there.
  mutating func take(
    _ element: TimeLayout.Element, from text: inout ArraySlice<UInt8>, fractionFollows: Bool
  ) -> Bool {
    switch element {
    case .year: return takeShortYear(from: &text)
    case .longYear: return takeLongYear(from: &text)
    case .longMonth, .shortMonth:
      guard let index = Self.name(of: TimeLayout.months, isShort: element == .shortMonth, in: &text) else {
        return false
      }
      month = index + 1
    case .longWeekday, .shortWeekday:
      return Self.name(of: TimeLayout.weekdays, isShort: element == .shortWeekday, in: &text) != nil
    case .upperPM, .lowerPM: return takeHalf(isUpper: element == .upperPM, from: &text)
    case .offset(let style): return takeOffset(style, from: &text)
    case .zoneName: return takeZoneName(from: &text)
    case .fraction(_, let digits, let dropsZeros):
      return takeFraction(digits: digits, isOptional: dropsZeros, from: &text)
    case .underscoreYearDay, .zeroYearDay: return takeYearDay(isPadded: element == .zeroYearDay, from: &text)
    default: return takeNumber(element, from: &text, fractionFollows: fractionFollows)
    }
    return true
  }

  private mutating func takeNumber(
    _ element: TimeLayout.Element, from text: inout ArraySlice<UInt8>, fractionFollows: Bool
  ) -> Bool {
    if element == .underscoreDay, text.first == 0x20 { text = text.dropFirst() }
    let mustBePadded = [.zeroMonth, .zeroDay, .zeroHour12, .zeroMinute, .zeroSecond].contains(element)
    guard let number = Self.number(in: &text, isPadded: mustBePadded) else { return false }
    switch element {
    case .month, .zeroMonth:
      month = number
      if !(1...12).contains(number) { outOfRange = "month" }
    case .day, .underscoreDay, .zeroDay: day = number
    case .hour:
      hour = number
      if number >= 24 { outOfRange = "hour" }
    case .hour12, .zeroHour12:
      hour = number
      if number > 12 { outOfRange = "hour" }
    case .minute, .zeroMinute:
      minute = number
      if number >= 60 { outOfRange = "minute" }
    case .second, .zeroSecond:
      second = number
      if number >= 60 {
        outOfRange = "second"
      } else if !fractionFollows, Self.startsFraction(text) {
        return takeFraction(digits: 0, isOptional: true, from: &text)
      }
    default: return false
    }
    return true
  }

  private mutating func takeShortYear(from text: inout ArraySlice<UInt8>) -> Bool {
    guard text.count >= 2, let number = Self.signed(text.prefix(2)) else { return false }
    year = number >= 69 ? number + 1900 : number + 2000
    text = text.dropFirst(2)
    return true
  }

  private mutating func takeLongYear(from text: inout ArraySlice<UInt8>) -> Bool {
    guard text.count >= 4, text.first?.isDigit ?? false, let number = Self.signed(text.prefix(4)) else { return false }
    year = number
    text = text.dropFirst(4)
    return true
  }

  private mutating func takeHalf(isUpper: Bool, from text: inout ArraySlice<UInt8>) -> Bool {
    let half = String(decoding: text.prefix(2), as: UTF8.self)
    guard half == (isUpper ? "PM" : "pm") || half == (isUpper ? "AM" : "am") else { return false }
    isAfternoon = half.lowercased() == "pm"
    text = text.dropFirst(2)
    return true
  }

  private mutating func takeYearDay(isPadded: Bool, from text: inout ArraySlice<UInt8>) -> Bool {
    if !isPadded {
      for _ in 0..<2 where text.first == 0x20 { text = text.dropFirst() }
    }
    let digits = text.prefix(3).prefix { $0.isDigit }
    guard !digits.isEmpty, !isPadded || digits.count == 3 else { return false }
    yearDay = Self.signed(digits)
    text = text.dropFirst(digits.count)
    return true
  }

  private mutating func takeFraction(digits: Int, isOptional: Bool, from text: inout ArraySlice<UInt8>) -> Bool {
    if isOptional, !Self.startsFraction(text) { return true }
    // An optional fraction takes the digits there are, however many the layout has.
    guard isOptional || text.count >= 1 + digits, let separator = text.first,
      separator == UInt8(ascii: ".") || separator == UInt8(ascii: ",")
    else { return false }
    let taken = isOptional ? text.dropFirst().prefix { $0.isDigit } : text.dropFirst().prefix(digits)
    let significant = taken.prefix(9)
    guard let number = Self.signed(significant) else { return false }
    if number < 0 { outOfRange = "fractional second" }
    nanoseconds = (significant.count..<9).reduce(max(number, 0)) { value, _ in value * 10 }
    text = text.dropFirst(1 + taken.count)
    return true
  }

  private mutating func takeOffset(_ style: TimeLayout.OffsetStyle, from text: inout ArraySlice<UInt8>) -> Bool {
    if style.usesZ, text.first == UInt8(ascii: "Z") {
      text = text.dropFirst()
      isUTC = true
      return true
    }
    guard let sign = text.first else { return false }
    var rest = text.dropFirst()
    var parts: [Int] = []
    for index in 0..<style.parts {
      if index > 0, style.hasColons {
        guard rest.first == UInt8(ascii: ":") else { return false }
        rest = rest.dropFirst()
      }
      guard rest.count >= 2, let part = Self.number(in: &rest, isPadded: true) else { return false }
      parts.append(part)
    }
    parts += [0, 0]
    if parts[0] > 24 { outOfRange = "time zone offset hour" }
    if parts[1] > 60 { outOfRange = "time zone offset minute" }
    if parts[2] > 60 { outOfRange = "time zone offset second" }
    let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    offset = sign == UInt8(ascii: "-") ? -seconds : seconds
    text = rest
    return true
  }

  private mutating func takeZoneName(from text: inout ArraySlice<UInt8>) -> Bool {
    if text.starts(with: "UTC".utf8) {
      isUTC = true
      text = text.dropFirst(3)
      return true
    }
    guard let length = ZoneAbbreviation.length(in: text) else { return false }
    zoneName = Array(text.prefix(length))
    text = text.dropFirst(length)
    return true
  }
}

extension ParsedTime {
  /// Makes year, month and day of what was read; says in Go's words why there is no such day.
  mutating func settleDate() -> String? {
    if let isAfternoon {
      if isAfternoon, hour < 12 { hour += 12 }
      if !isAfternoon, hour == 12 { hour = 0 }
    }
    if let yearDay {
      let length = CivilTime.isLeap(year) ? 366 : 365
      guard (1...length).contains(yearDay) else { return "day-of-year out of range" }
      let date = CivilTime(
        secondsSince1970: CivilTime(year: year, month: 1, day: yearDay).secondsSince1970)
      if let month, month != date.month { return "day-of-year does not match month" }
      if let day, day != date.day { return "day-of-year does not match day" }
      (month, day) = (date.month, date.day)
    }
    let days = CivilTime.days(inMonth: month ?? 1, year: year)
    return (1...days).contains(day ?? 1) ? nil : "day out of range"
  }

  /// The time that was read.
  func time(local: ZoneRules) -> GoTime {
    let clock = CivilTime(
      year: year, month: month ?? 1, day: day ?? 1, hour: hour, minute: minute, second: second
    ).secondsSince1970
    let nanoseconds = Int32(clamping: self.nanoseconds)
    if isUTC { return GoTime(seconds: clock, nanoseconds: nanoseconds, zone: .utc) }
    let name = String(decoding: zoneName, as: UTF8.self)
    if let offset {
      let moment = clock &- Int64(offset)
      let here = local.offset(at: moment)
      let isHere = here.seconds == offset && (name.isEmpty || name == here.abbreviation)
      let zone = isHere ? local : .fixed(abbreviation: name, seconds: offset)
      return GoTime(seconds: moment, nanoseconds: nanoseconds, zone: zone)
    }
    if !name.isEmpty {
      let moment = local.moment(showing: clock)
      if local.offset(at: moment).abbreviation == name {
        return GoTime(seconds: moment, nanoseconds: nanoseconds, zone: local)
      }
      let hours = zoneName.starts(with: "GMT".utf8) ? Self.signed(zoneName[3...]) ?? 0 : 0
      // Go keeps the moment, and lets the zone shift the clock.
      let zone = ZoneRules.fixed(abbreviation: name, seconds: hours * 3600)
      return GoTime(seconds: clock, nanoseconds: nanoseconds, zone: zone)
    }
    return GoTime(seconds: local.moment(showing: clock), nanoseconds: nanoseconds, zone: local)
  }
}

extension ParsedTime {
  private static func startsFraction(_ text: ArraySlice<UInt8>) -> Bool {
    guard let separator = text.first, separator == UInt8(ascii: ".") || separator == UInt8(ascii: ",") else {
      return false
    }
    return text.dropFirst().first?.isDigit ?? false
  }

  /// One or two digits; exactly two where it must be padded.
  private static func number(in text: inout ArraySlice<UInt8>, isPadded: Bool) -> Int? {
    let digits = text.prefix(2).prefix { $0.isDigit }
    guard !digits.isEmpty, !isPadded || digits.count == 2 else { return nil }
    text = text.dropFirst(digits.count)
    return signed(digits)
  }

  /// A whole text as a number, with a sign or without.
  private static func signed(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    guard (1...9).contains(digits.count), digits.allSatisfy(\.isDigit) else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return isNegative ? -number : number
  }

  /// The index of the name `text` begins with, upper and lower case alike.
  private static func name(of names: [String], isShort: Bool, in text: inout ArraySlice<UInt8>) -> Int? {
    for (index, name) in names.enumerated() {
      let spelling = isShort ? Array(name.utf8.prefix(3)) : Array(name.utf8)
      let candidate = text.prefix(spelling.count)
      guard candidate.count == spelling.count, zip(candidate, spelling).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
        continue
      }
      text = text.dropFirst(spelling.count)
      return index
    }
    return nil
  }
}

/// Abbreviations of time zones, as Go recognizes them by their looks.
private enum ZoneAbbreviation {
  static func length(in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= 3 else { return nil }
    if text.starts(with: "ChST".utf8) || text.starts(with: "MeST".utf8) { return 4 }
    if text.starts(with: "GMT".utf8) { return 3 + signedOffsetLength(text.dropFirst(3)) }
    if let first = text.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      let length = signedOffsetLength(text)
      return length > 0 ? length : nil
    }
    let capitals = text.prefix(6).prefix { (0x41...0x5A).contains($0) }
    switch capitals.count {
    case 3: return 3
    case 4: return capitals.last == UInt8(ascii: "T") || capitals.elementsEqual("WITA".utf8) ? 4 : nil
    case 5: return capitals.last == UInt8(ascii: "T") ? 5 : nil
    default: return nil
    }
  }

  /// The length of `+3`, `-11` and the like; 0 for anything else.
  private static func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
    let digits = text.dropFirst().prefix { $0.isDigit }
    guard (1...9).contains(digits.count), digits.reduce(0, { $0 * 10 + Int($1 - 0x30) }) <= 23 else { return 0 }
    return 1 + digits.count
  }
}
