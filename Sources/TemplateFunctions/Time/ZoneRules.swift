// Time zones: fixed ones, and those read from the system's compiled tables (TZif, RFC 9636), which are handed in.

/// The rules of a time zone: what clocks in it show.
struct ZoneRules: Sendable {
  /// What clocks show from some moment on.
  struct Offset: Equatable, Sendable {
    /// The abbreviation, such as `CET`; empty where there is none.
    var abbreviation: String
    /// The seconds east of Greenwich.
    var seconds: Int
    /// Whether it is daylight saving time.
    var isDaylight = false
  }

  /// The name Go prints for the location.
  let name: String
  private var transitions: [(moment: Int64, offset: Offset)] = []
  private var initial: Offset
  private var footer: ZoneFooter?

  /// Coordinated Universal Time.
  static let utc = ZoneRules(name: "UTC", initial: Offset(abbreviation: "UTC", seconds: 0))

  /// A zone that never changes.
  static func fixed(abbreviation: String, seconds: Int) -> ZoneRules {
    ZoneRules(name: abbreviation, initial: Offset(abbreviation: abbreviation, seconds: seconds))
  }

  private init(name: String, initial: Offset) {
    self.name = name
    self.initial = initial
  }

  /// What clocks show at a moment, in seconds since 1970.
  func offset(at moment: Int64) -> Offset {
    guard let first = transitions.first, moment >= first.moment else {
      return transitions.isEmpty ? footer?.offset(at: moment) ?? initial : initial
    }
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if transitions[middle].moment <= moment { low = middle } else { high = middle }
    }
    if low == transitions.count - 1, let footer { return footer.offset(at: moment) }
    return transitions[low].offset
  }

  /// The moment, in seconds since 1970, at which clocks in this zone show `local` (seconds as if in UTC).
  func moment(showing local: Int64) -> Int64 {
    let guess = local &- Int64(offset(at: local).seconds)
    let offset = offset(at: guess)
    let second = local &- Int64(offset.seconds)
    // Around a change two guesses may differ; Go settles on the offset before it.
    return self.offset(at: second) == offset ? second : guess
  }

  /// Reads a compiled table.
  init?(tzif bytes: [UInt8], name: String) {
    guard var block = TZifBlock(bytes[...], wordSize: 4) else { return nil }
    var footerText: ArraySlice<UInt8> = []
    if block.version >= UInt8(ascii: "2") {
      guard let second = TZifBlock(block.rest, wordSize: 8) else { return nil }
      block = second
      footerText = block.rest.dropFirst().prefix { $0 != 0x0A }
    }
    guard let first = block.offsets.first else { return nil }
    self.name = name
    initial = block.offsets.first { !$0.isDaylight } ?? first
    transitions = block.transitions
    footer = ZoneFooter(String(decoding: footerText, as: UTF8.self))
  }
}

/// One block of a TZif file.
private struct TZifBlock {
  var version: UInt8
  var transitions: [(moment: Int64, offset: ZoneRules.Offset)] = []
  var offsets: [ZoneRules.Offset] = []
  var rest: ArraySlice<UInt8>

  init?(_ bytes: ArraySlice<UInt8>, wordSize: Int) {
    guard bytes.count >= 44, bytes.starts(with: "TZif".utf8) else { return nil }
    version = bytes[bytes.startIndex + 4]
    let counts = (0..<6).map { Int(Self.number(bytes.dropFirst(20 + 4 * $0).prefix(4))) }
    let (utcCount, standardCount, leapCount, timeCount, typeCount, characterCount) = (
      counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]
    )
    // Bounded, so that the sums below can't overflow.
    guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
    var body = bytes.dropFirst(44)
    let size =
      timeCount * (wordSize + 1) + typeCount * 6 + characterCount + leapCount * (wordSize + 4) + standardCount
      + utcCount
    guard body.count >= size else { return nil }
    rest = body.dropFirst(size)
    let moments = (0..<timeCount).map { Self.number(body.dropFirst($0 * wordSize).prefix(wordSize)) }
    body = body.dropFirst(timeCount * wordSize)
    let indexes = body.prefix(timeCount).map(Int.init)
    body = body.dropFirst(timeCount)
    let types = (0..<typeCount).map { Array(body.dropFirst($0 * 6).prefix(6)) }
    let characters = Array(body.dropFirst(typeCount * 6).prefix(characterCount))
    for type in types {
      guard type.count == 6, Int(type[5]) <= characters.count else { return nil }
      let abbreviation = characters[Int(type[5])...].prefix { $0 != 0 }
      offsets.append(
        ZoneRules.Offset(
          abbreviation: String(decoding: abbreviation, as: UTF8.self), seconds: Int(Self.number(type[0..<4])),
          isDaylight: type[4] != 0))
    }
    for (moment, index) in zip(moments, indexes) {
      guard offsets.indices.contains(index) else { return nil }
      transitions.append((moment, offsets[index]))
    }
  }

  /// A big-endian number with a sign.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    let isNegative = (bytes.first ?? 0) >= 0x80
    return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
  }
}
