// Dates and times in plain scalars. go-yaml v2 knows them and then keeps their text, so that reading changes nothing;
// but a string that looks like one is written in quotes.

/// Whether a text is a date or a date with a time, in one of the forms go-yaml v2 takes for one.
///
/// The forms are `2006-1-2`, `2006-1-2 15:4:5` and `2006-1-2T15:4:5Z07:00`, seconds with or without a fraction.
struct YAMLTimestamp {
  init?(_ text: String) {
    var cursor = Cursor(Array(text.utf8))
    guard let year = cursor.digits(4...4), cursor.take("-"), let month = cursor.digits(1...2), cursor.take("-"),
      let day = cursor.digits(1...2), 1...12 ~= month, 1...YAMLTimestamp.days(in: month, of: year) ~= day
    else { return nil }
    if cursor.isAtEnd { return }
    let hasZone = cursor.take("Tt")
    guard hasZone || cursor.take(" ") else { return nil }
    guard let hour = cursor.digits(1...2), cursor.take(":"), let minute = cursor.digits(1...2), cursor.take(":"),
      let second = cursor.digits(1...2), hour < 24, minute < 60, second < 60
    else { return nil }
    if cursor.take(".,"), !cursor.takeDigits() { return nil }
    guard hasZone ? YAMLTimestamp.takeZone(&cursor) : true, cursor.isAtEnd else { return nil }
  }

  private static func takeZone(_ cursor: inout Cursor) -> Bool {
    if cursor.take("Z") { return true }
    guard cursor.take("+-"), let hours = cursor.digits(2...2), cursor.take(":"), let minutes = cursor.digits(2...2)
    else { return false }
    return hours <= 24 && minutes < 60
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

    mutating func takeDigits() -> Bool {
      let start = position
      while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
      return position > start
    }

    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
      let start = position
      guard takeDigits(), count.contains(position - start) else { return nil }
      return Int(String(decoding: bytes[start..<position], as: UTF8.self))
    }
  }
}
