// IP addresses and blocks of them, as Go's net.ParseIP and net.ParseCIDR read them: NO_PROXY is made of them.

/// An IP address; IPv4 addresses are held as IPv6 ones (`::ffff:a.b.c.d`), so that both spellings are equal.
public struct IPAddress: Sendable, Hashable {
  /// The sixteen bytes.
  public let bytes: [UInt8]

  private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

  /// Reads `192.0.2.1`, `2001:db8::1` or `::ffff:192.0.2.1`; nil for any other text.
  public init?(_ text: String) {
    let isV6 = text.utf8.contains(UInt8(ascii: ":"))
    guard let bytes = isV6 ? Self.v6(text) : Self.v4(text[...]).map({ Self.mappedPrefix + $0 }) else { return nil }
    self.bytes = bytes
  }

  /// Whether it is an IPv4 address, in whichever spelling.
  public var isV4: Bool { bytes.starts(with: Self.mappedPrefix) }

  /// Whether it stands for the machine itself: `127.0.0.0/8` or `::1`.
  public var isLoopback: Bool {
    isV4 ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// Whether it is link-local: `169.254.0.0/16` or `fe80::/10`.
  public var isLinkLocal: Bool {
    isV4 ? bytes[12] == 169 && bytes[13] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
  }

  private static func v4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let bytes = parts.compactMap { part -> UInt8? in
      // Go refuses leading zeros, which other programs take for octal.
      guard part.utf8.count == 1 || part.first != "0", part.utf8.allSatisfy(\.isDigit) else { return nil }
      return UInt8(part)
    }
    return bytes.count == 4 ? bytes : nil
  }

  private static func v6(_ text: String) -> [UInt8]? {
    var halves: [[UInt8]] = []
    var rest = text[...]
    // At most one `::`, which stands for as many zeros as are missing.
    while halves.count < 2 {
      let gap = rest.indices.first { rest[$0...].hasPrefix("::") }
      guard let bytes = groups(rest[..<(gap ?? rest.endIndex)], isLast: gap == nil) else { return nil }
      halves.append(bytes)
      guard let gap else { break }
      guard halves.count < 2 else { return nil }
      rest = rest[gap...].dropFirst(2)
    }
    guard let head = halves.first else { return nil }
    guard halves.count == 2, let tail = halves.last else { return head.count == 16 ? head : nil }
    guard head.count + tail.count <= 14 else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  /// The bytes of groups between colons; the last group of an address may be an IPv4 address.
  private static func groups(_ text: Substring, isLast: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if isLast, index == parts.count - 1, part.contains(".") {
        guard let v4 = v4(part) else { return nil }
        bytes += v4
        continue
      }
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
    }
    return bytes.count <= 16 ? bytes : nil
  }
}

/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`.
public struct IPAddressBlock: Sendable, Hashable {
  private let address: IPAddress
  /// The number of leading bits, of 128, that an address of the block shares.
  private let bitCount: Int

  /// Reads an address and the number of bits that count; nil for any other text.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])), !parts[1].isEmpty,
      parts[1].utf8.allSatisfy(\.isDigit), let bits = Int(parts[1])
    else { return nil }
    let isV4 = !parts[0].contains(":")
    guard bits <= (isV4 ? 32 : 128) else { return nil }
    self.address = address
    self.bitCount = isV4 ? bits + 96 : bits
  }

  /// Whether `other` lies in the block; a block of one family holds none of the other.
  public func contains(_ other: IPAddress) -> Bool {
    guard address.isV4 == other.isV4 else { return false }
    return (0..<16).allSatisfy { index in
      let significant = min(max(bitCount - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> significant)
      return address.bytes[index] & mask == other.bytes[index] & mask
    }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
