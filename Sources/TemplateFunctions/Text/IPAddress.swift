// IP addresses as Go's net and net/netip read and print them.

/// An IP address of version 4 or 6.
struct IPAddress: Equatable, Sendable {
  /// 4 or 16 bytes.
  let bytes: [UInt8]

  /// Whether it is an address of version 4.
  var isVersion4: Bool { bytes.count == 4 }

  /// The address of 4 or 16 bytes.
  init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `10.1.2.3`, `fe80::1`, `::ffff:10.1.2.3`, with a zone (`%eth0`) where `allowsZone`.
  init?(_ text: [UInt8], allowsZone: Bool = true) {
    var address = text[...]
    if let percent = text.firstIndex(of: UInt8(ascii: "%")) {
      guard allowsZone, percent + 1 < text.count else { return nil }
      address = text[..<percent]
      guard address.contains(UInt8(ascii: ":")) else { return nil }
    }
    if !address.contains(UInt8(ascii: ":")) {
      guard let four = Self.version4(address) else { return nil }
      bytes = four
    } else {
      guard let sixteen = Self.version6(address) else { return nil }
      bytes = sixteen
    }
  }

  private static func version4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let fields = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard fields.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for field in fields {
      guard (1...3).contains(field.count), field.allSatisfy(\.isDigit) else { return nil }
      guard field.count == 1 || field.first != UInt8(ascii: "0") else { return nil }
      guard let byte = UInt8(exactly: field.reduce(0) { $0 * 10 + Int($1 - 0x30) }) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func version6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    let gap = text.firstIndex(of: [colon, colon])
    let front = gap.map { text[..<$0] } ?? text
    let back = gap.map { text[($0 + 2)...] }
    guard let head = groups(front, mayEndInVersion4: back == nil) else { return nil }
    guard let back else { return head.count == 16 ? head : nil }
    guard let tail = groups(back, mayEndInVersion4: true), head.count + tail.count <= 14 else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: ArraySlice<UInt8>, mayEndInVersion4: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let fields = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard fields.count <= 8 else { return nil }
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index == fields.count - 1, mayEndInVersion4, field.contains(UInt8(ascii: ".")) {
        guard let four = version4(field) else { return nil }
        bytes += four
        continue
      }
      guard (1...4).contains(field.count), let value = UInt16(String(decoding: field, as: UTF8.self), radix: 16),
        field.first != UInt8(ascii: "+")
      else { return nil }
      bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
    }
    return bytes
  }
}

extension IPAddress: CustomStringConvertible {
  /// Go's text of a `net.IP`: version 4 inside version 6 is printed as version 4, the longest run of zeros as `::`.
  var description: String {
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    if bytes.count == 4 || bytes.starts(with: mapped) {
      return bytes.suffix(4).map { String($0) }.joined(separator: ".")
    }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    var longest = 0..<0
    var start = 0
    while start < groups.count {
      let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
      if end - start >= 2, end - start > longest.count { longest = start..<end }
      start = max(end, start + 1)
    }
    let text: (Range<Int>) -> String = { $0.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
    guard !longest.isEmpty else { return text(0..<8) }
    return text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
  }
}
