// Dates and times in plain scalars: go-yaml reads them as times, and JSON gets them as RFC 3339 text.

/// A date, or a date with a time, in one of the forms go-yaml v2 takes: `2006-1-2`, `2006-1-2 15:4:5`, `2006-1-2T15:4:5Z07:00`.
struct YAMLTimestamp {
  private let date: (year: Int, month: Int, day: Int)
  private var time = (hour: 0, minute: 0, second: 0)
  private var fraction = ""
  private var zone = "Z"

  init?(_ text: String) {
    var cursor = Cursor(Array(text.utf8))
    guard let year = cursor.digits(4...4), cursor.take("-"), let month = cursor.digits(1...2), cursor.take("-"),
      let day = cursor.digits(1...2), 1...12 ~= month, 1...YAMLTimestamp.days(in: month, of: year) ~= day
    else { return nil }
    date = (year, month, day)
    if cursor.isAtEnd { return }
    let hasZone = cursor.take("Tt")
    guard hasZone || cursor.take(" ") else { return nil }
    guard let hour = cursor.digits(1...2), cursor.take(":"), let minute = cursor.digits(1...2), cursor.take(":"),
      let second = cursor.digits(1...2), hour < 24, minute < 60, second < 60
    else { return nil }
    time = (hour, minute, second)
    if cursor.take(".,") {
      guard let digits = cursor.digitText() else { return nil }
      fraction = digits
      while fraction.last == "0" { fraction.removeLast() }
    }
    guard hasZone ? readZone(&cursor) : true, cursor.isAtEnd else { return nil }
  }

  private mutating func readZone(_ cursor: inout Cursor) -> Bool {
    if cursor.take("Z") { return true }
    let sign = cursor.take("+") ? "+" : cursor.take("-") ? "-" : ""
    guard !sign.isEmpty, let hours = cursor.digits(2...2), cursor.take(":"), let minutes = cursor.digits(2...2),
      hours <= 24, minutes < 60
    else { return false }
    if hours + minutes > 0 { zone = sign + YAMLTimestamp.padded(hours, 2) + ":" + YAMLTimestamp.padded(minutes, 2) }
    return true
  }

  /// The text Go's `time.Time` marshals to.
  var rfc3339: String {
    let numbers = [date.month, date.day, time.hour, time.minute, time.second].map { YAMLTimestamp.padded($0, 2) }
    let day = "\(YAMLTimestamp.padded(date.year, 4))-\(numbers[0])-\(numbers[1])"
    let clock = "\(numbers[2]):\(numbers[3]):\(numbers[4])"
    return "\(day)T\(clock)\(fraction.isEmpty ? "" : "." + fraction.prefix(9))\(zone)"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// A position in the bytes of a timestamp.
  private struct Cursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ any: StaticString) -> Bool {
      guard position < bytes.count,
        (0..<any.utf8CodeUnitCount).contains(where: { any.utf8Start[$0] == bytes[position] })
      else { return false }
      position += 1
      return true
    }

    mutating func digitText() -> String? {
      let start = position
      while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
      return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
      guard let text = digitText(), count.contains(text.utf8.count) else { return nil }
      return Int(text)
    }
  }
}
