// Finding and splitting, with Go's rules for empty matches.

extension GoRegularExpression {
  /// Every match that doesn't overlap another, at most `limit` of them (all when negative), as Go's `FindAll…` has them.
  ///
  /// An empty match right after another match doesn't count.
  public func allMatches(in subject: [UInt8], limit: Int = -1) -> [Match] {
    var matches: [Match] = []
    var position = 0
    var previousEnd = -1
    while position <= subject.count, limit < 0 || matches.count < limit {
      guard let match = firstMatch(in: subject, from: position), let whole = match.first ?? nil else { break }
      var isAccepted = true
      if whole.upperBound == position {
        isAccepted = whole.lowerBound != previousEnd
        let width = Self.characterWidth(in: subject, at: position)
        position = width > 0 ? position + width : subject.count + 1
      } else {
        position = whole.upperBound
      }
      previousEnd = whole.upperBound
      if isAccepted { matches.append(match) }
    }
    return matches
  }

  /// The text of the leftmost match; nil when there is none.
  public func find(in subject: [UInt8]) -> [UInt8]? {
    guard let whole = firstMatch(in: subject)?.first ?? nil else { return nil }
    return Array(subject[whole])
  }

  /// The texts of all matches, at most `limit` of them (all when negative); nil, as in Go, when there are none.
  public func findAll(in subject: [UInt8], limit: Int) -> [[UInt8]]? {
    let texts = allMatches(in: subject, limit: limit).compactMap { $0.first ?? nil }.map { Array(subject[$0]) }
    return texts.isEmpty ? nil : texts
  }

  /// The texts between matches, as Go's `Split`: at most `limit` pieces, all when it is negative, nil when it is 0.
  public func split(_ subject: [UInt8], limit: Int) -> [[UInt8]]? {
    guard limit != 0 else { return nil }
    guard pattern.isEmpty || !subject.isEmpty else { return [[]] }
    var pieces: [[UInt8]] = []
    var begin = 0
    var end = 0
    for match in allMatches(in: subject, limit: limit) {
      guard let whole = match.first ?? nil else { continue }
      if limit > 0, pieces.count == limit - 1 { break }
      end = whole.lowerBound
      if whole.upperBound != 0 { pieces.append(Array(subject[begin..<end])) }
      begin = whole.upperBound
    }
    if end != subject.count { pieces.append(Array(subject[begin...])) }
    return pieces
  }

  /// The pattern that matches `text` and nothing else, as Go's `QuoteMeta` writes it.
  public static func quoteMeta(_ text: [UInt8]) -> [UInt8] {
    let special = Array(#"\.+*?()|[]{}^$"#.utf8)
    return text.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
  }

  /// Whether a place is in the middle of a character.
  static func isInsideCharacter(in subject: [UInt8], at place: Int) -> Bool {
    guard place < subject.count, subject[place] & 0xC0 == 0x80 else { return false }
    return (1...3).contains { distance in
      place >= distance && characterWidth(in: subject, at: place - distance) > distance
    }
  }

  /// The number of bytes of the character at `position`: 1 where they are not UTF-8, 0 at the end.
  static func characterWidth(in subject: [UInt8], at position: Int) -> Int {
    guard position < subject.count else { return 0 }
    let expected: Int
    switch subject[position] {
    case 0xC2...0xDF: expected = 2
    case 0xE0...0xEF: expected = 3
    case 0xF0...0xF4: expected = 4
    default: return 1
    }
    guard position + expected <= subject.count else { return 1 }
    let character = subject[position..<(position + expected)]
    return String(validating: character, as: UTF8.self) == nil ? 1 : expected
  }
}
