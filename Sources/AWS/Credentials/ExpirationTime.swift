// The end of credentials, in the many forms in which programs write it.

import Basics

extension Timestamp {
  /// Reads a moment as the AWS CLI does, which leaves it to Python's `dateutil`.
  ///
  /// Besides RFC 3339 that is ISO 8601 without separators or seconds, an offset without a colon, `UTC` or `GMT` for the
  /// zone, and the date of HTTP. Without a zone it is no moment; the CLI fails there too.
  ///
  /// - Returns: nil for any other text.
  init?(expiration text: String) {
    if let time = Timestamp(rfc3339: text) ?? Timestamp(httpDate: text) {
      self = time
      return
    }
    guard let separator = text.firstIndex(where: { $0 == "T" || $0 == "t" || $0 == " " }),
      let (clock, zone) = Self.parts(ofTime: text[separator...].dropFirst())
    else { return nil }
    let date = Self.separated(text[..<separator], by: "-", lengths: [4, 2, 2])
    var time = Self.separated(clock.prefix { $0 != "." && $0 != "," }, by: ":", lengths: [2, 2, 2])
    if time.utf8.count == 5 { time += ":00" }
    self.init(rfc3339: "\(date)T\(time)\(clock.drop { $0 != "." && $0 != "," })\(zone)")
  }

  /// The time of day, and its zone as RFC 3339 has it; nil where there is no zone.
  private static func parts(ofTime text: Substring) -> (clock: Substring, zone: String)? {
    if let name = ["UTC", "GMT", "Z", "z"].first(where: { text.hasSuffix($0) }) {
      return (text.dropLast(name.count).withoutTrailingSpaces, "Z")
    }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
    let offset = separated(text[sign...].dropFirst(), by: ":", lengths: [2, 2])
    let zone = offset.utf8.count == 2 ? offset + ":00" : offset
    return (text[..<sign].withoutTrailingSpaces, "\(text[sign])\(zone)")
  }

  /// Digits with separators between groups of them, where the text has digits alone.
  private static func separated(_ text: Substring, by separator: String, lengths: [Int]) -> String {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return String(text) }
    var groups: [Substring] = []
    var rest = text
    for length in lengths where !rest.isEmpty {
      groups.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return groups.joined(separator: separator) + rest
  }
}

extension Substring {
  fileprivate var withoutTrailingSpaces: Substring {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
