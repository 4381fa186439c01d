// Go's layouts: a text in which the parts of 2006-01-02T15:04:05.000-07:00 stand for those of any time.

/// A layout taken apart.
struct TimeLayout: Sendable {
  /// What a piece of a layout stands for.
  enum Element: Equatable, Sendable {
    case longMonth, shortMonth, month, zeroMonth
    case longWeekday, shortWeekday
    case day, underscoreDay, zeroDay
    case underscoreYearDay, zeroYearDay
    case hour, hour12, zeroHour12
    case minute, zeroMinute
    case second, zeroSecond
    case longYear, year
    case upperPM, lowerPM
    case zoneName
    case offset(OffsetStyle)
    /// A fraction: the separator, how many digits, and whether zeros at its end are left out.
    case fraction(separator: UInt8, digits: Int, dropsZeros: Bool)
  }

  /// How an offset from Greenwich is written.
  struct OffsetStyle: Equatable, Sendable {
    /// Whether UTC is written `Z`.
    var usesZ: Bool
    /// Whether the parts are set off by colons.
    var hasColons: Bool
    /// How many parts there are: hours, minutes, seconds.
    var parts: Int
  }

  /// A piece: text as it is, then an element and its spelling in the layout; the last piece has none.
  struct Piece: Sendable {
    var prefix: [UInt8]
    var element: (element: Element, spelling: [UInt8])?
  }

  /// The pieces in order.
  let pieces: [Piece]

  /// Takes a layout apart.
  init(_ layout: [UInt8]) {
    var pieces: [Piece] = []
    var prefix: [UInt8] = []
    var rest = layout[...]
    while let first = rest.first {
      if let (element, length, skipped) = Self.element(at: rest) {
        prefix += rest.prefix(skipped)
        let spelling = Array(rest.dropFirst(skipped).prefix(length - skipped))
        pieces.append(Piece(prefix: prefix, element: (element, spelling)))
        prefix = []
        rest = rest.dropFirst(length)
      } else {
        prefix.append(first)
        rest = rest.dropFirst()
      }
    }
    pieces.append(Piece(prefix: prefix, element: nil))
    self.pieces = pieces
  }

  /// The element `text` begins with, the length up to its end, and what of it belongs to the text before.
  private static func element(at text: ArraySlice<UInt8>) -> (Element, length: Int, skipped: Int)? {
    for (spelling, element, mustNotGoOn) in words where text.starts(with: spelling) {
      // `Jan` in `January` is the long month, but in `Janet` it is nothing.
      if mustNotGoOn, let next = text.dropFirst(spelling.count).first, (0x61...0x7A).contains(next) { continue }
      let skipped = spelling == underscoreYear ? 1 : 0
      return (element, spelling.count, skipped)
    }
    return fraction(at: text)
  }

  private static func fraction(at text: ArraySlice<UInt8>) -> (Element, length: Int, skipped: Int)? {
    guard let separator = text.first, separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","),
      let digit = text.dropFirst().first, digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
    else { return nil }
    let count = text.dropFirst().prefix { $0 == digit }.count
    guard !(text.dropFirst(1 + count).first?.isDigit ?? false) else { return nil }
    let element = Element.fraction(separator: separator, digits: count, dropsZeros: digit == UInt8(ascii: "9"))
    return (element, 1 + count, 0)
  }

  private static let underscoreYear = Array("_2006".utf8)

  /// Spellings, those first that others begin with.
  private static let words: [(spelling: [UInt8], element: Element, mustNotGoOn: Bool)] = {
    var words: [(String, Element, Bool)] = [
      ("January", .longMonth, false), ("Jan", .shortMonth, true), ("Monday", .longWeekday, false),
      ("Mon", .shortWeekday, true), ("MST", .zoneName, false), ("01", .zeroMonth, false), ("02", .zeroDay, false),
      ("03", .zeroHour12, false), ("04", .zeroMinute, false), ("05", .zeroSecond, false), ("06", .year, false),
      ("002", .zeroYearDay, false), ("15", .hour, false), ("1", .month, false), ("2006", .longYear, false),
      ("2", .day, false), ("_2006", .longYear, false), ("_2", .underscoreDay, false),
      ("__2", .underscoreYearDay, false), ("3", .hour12, false), ("4", .minute, false), ("5", .second, false),
      ("PM", .upperPM, false), ("pm", .lowerPM, false),
    ]
    for (sign, usesZ) in [("-", false), ("Z", true)] {
      let styles: [(String, Bool, Int)] = [
        ("070000", false, 3), ("07:00:00", true, 3), ("0700", false, 2), ("07:00", true, 2), ("07", false, 1),
      ]
      for (digits, hasColons, parts) in styles {
        words.append((sign + digits, .offset(OffsetStyle(usesZ: usesZ, hasColons: hasColons, parts: parts)), false))
      }
    }
    return words.map { (Array($0.0.utf8), $0.1, $0.2) }
  }()

  /// The months' names; the short ones are their first three letters.
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  /// The weekdays' names, Sunday first; the short ones are their first three letters.
  static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
