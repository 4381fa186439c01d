// Writing times by a layout.

extension TimeLayout {
  /// The text of a time.
  func text(of time: CivilTime, nanoseconds: Int32, offset: ZoneRules.Offset) -> [UInt8] {
    var output: [UInt8] = []
    for piece in pieces {
      output += piece.prefix
      guard let element = piece.element?.element else { continue }
      switch element {
      case .zoneName: Self.append(zone: offset, to: &output)
      case .offset(let style): Self.append(offset: offset.seconds, style, to: &output)
      case .fraction(let separator, let digits, let dropsZeros):
        Self.append(fraction: nanoseconds, separator, digits, dropsZeros: dropsZeros, to: &output)
      default: Self.append(element, of: time, to: &output)
      }
    }
    return output
  }

  private static func append(_ element: Element, of time: CivilTime, to output: inout [UInt8]) {
    let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
    let month = months.indices.contains(time.month - 1) ? months[time.month - 1] : ""
    let weekday = weekdays[time.weekday]
    switch element {
    case .longMonth: output += month.utf8
    case .shortMonth: output += month.utf8.prefix(3)
    case .month: append(time.month, width: 0, to: &output)
    case .zeroMonth: append(time.month, width: 2, to: &output)
    case .longWeekday: output += weekday.utf8
    case .shortWeekday: output += weekday.utf8.prefix(3)
    case .day: append(time.day, width: 0, to: &output)
    case .underscoreDay: append(time.day, width: 2, filler: 0x20, to: &output)
    case .zeroDay: append(time.day, width: 2, to: &output)
    case .underscoreYearDay: append(time.dayOfYear, width: 3, filler: 0x20, to: &output)
    case .zeroYearDay: append(time.dayOfYear, width: 3, to: &output)
    case .hour: append(time.hour, width: 2, to: &output)
    case .hour12: append(hour12, width: 0, to: &output)
    case .zeroHour12: append(hour12, width: 2, to: &output)
    case .minute: append(time.minute, width: 0, to: &output)
    case .zeroMinute: append(time.minute, width: 2, to: &output)
    case .second: append(time.second, width: 0, to: &output)
    case .zeroSecond: append(time.second, width: 2, to: &output)
    case .longYear: append(time.year, width: 4, to: &output)
    case .year: append(max(time.year, 0) % 100, width: 2, to: &output)
    case .upperPM: output += (time.hour >= 12 ? "PM" : "AM").utf8
    case .lowerPM: output += (time.hour >= 12 ? "pm" : "am").utf8
    case .zoneName, .offset, .fraction: break
    }
  }

  private static func append(_ number: Int, width: Int, filler: UInt8 = 0x30, to output: inout [UInt8]) {
    if number < 0 { output.append(UInt8(ascii: "-")) }
    let digits = String(number.magnitude).utf8
    output += [UInt8](repeating: filler, count: max(0, width - digits.count))
    output += digits
  }

  private static func append(zone offset: ZoneRules.Offset, to output: inout [UInt8]) {
    guard offset.abbreviation.isEmpty else {
      output += offset.abbreviation.utf8
      return
    }
    append(offset: offset.seconds, OffsetStyle(usesZ: false, hasColons: false, parts: 2), to: &output)
  }

  private static func append(offset seconds: Int, _ style: OffsetStyle, to output: inout [UInt8]) {
    if style.usesZ, seconds == 0 {
      output.append(UInt8(ascii: "Z"))
      return
    }
    // Go decides on the sign by whole minutes.
    output.append(UInt8(ascii: seconds / 60 < 0 ? "-" : "+"))
    let parts = [abs(seconds / 60) / 60, abs(seconds / 60) % 60, abs(seconds) % 60]
    for (index, part) in parts.prefix(style.parts).enumerated() {
      if index > 0, style.hasColons { output.append(UInt8(ascii: ":")) }
      append(part, width: 2, to: &output)
    }
  }

  private static func append(
    fraction nanoseconds: Int32, _ separator: UInt8, _ count: Int, dropsZeros: Bool, to output: inout [UInt8]
  ) {
    let text = Array(String(nanoseconds).utf8)
    var digits = [UInt8](repeating: 0x30, count: max(0, 9 - text.count)) + text
    digits = Array(digits.prefix(count)) + [UInt8](repeating: 0x30, count: max(0, count - 9))
    if dropsZeros {
      while digits.last == 0x30 { digits.removeLast() }
      if digits.isEmpty { return }
    }
    output.append(separator)
    output += digits
  }
}
