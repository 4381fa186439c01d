// ASN.1's distinguished encoding, as much of it as keys, certificates and PKCS#12 files need. (The cryptography itself is
// libcrypto's.)

/// Makes DER: each function gives the encoding of one element.
enum DER {
  /// Identifier octets.
  enum Tag {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let objectIdentifier: UInt8 = 0x06
    static let utf8String: UInt8 = 0x0C
    static let printableString: UInt8 = 0x13
    static let ia5String: UInt8 = 0x16
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let bmpString: UInt8 = 0x1E
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    /// `[number]` around a whole element.
    static func explicit(_ number: UInt8) -> UInt8 { 0xA0 | number }
    /// `[number]` in place of a primitive element's own tag.
    static func implicit(_ number: UInt8) -> UInt8 { 0x80 | number }
  }

  /// An element of any tag.
  static func element(_ tag: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = [tag]
    if content.count < 0x80 {
      output.append(UInt8(truncatingIfNeeded: content.count))
    } else {
      let digits = content.count.bigEndianDigits
      output.append(0x80 | UInt8(truncatingIfNeeded: digits.count))
      output += digits
    }
    output += content
    return output
  }

  static func sequence(_ elements: [UInt8]...) -> [UInt8] { element(Tag.sequence, elements.flatMap { $0 }) }
  static func set(_ elements: [UInt8]...) -> [UInt8] { element(Tag.set, elements.flatMap { $0 }) }
  static func octetString(_ bytes: [UInt8]) -> [UInt8] { element(Tag.octetString, bytes) }
  static func bitString(_ bytes: [UInt8], unusedBits: UInt8 = 0) -> [UInt8] {
    element(Tag.bitString, [unusedBits] + bytes)
  }
  static func boolean(_ value: Bool) -> [UInt8] { element(0x01, [value ? 0xFF : 0]) }
  static let null = element(Tag.null, [])

  /// A non-negative integer from its big-endian digits, leading zeros or not.
  static func integer(_ magnitude: some Collection<UInt8>) -> [UInt8] {
    let digits = Array(magnitude.drop { $0 == 0 })
    guard let first = digits.first else { return element(Tag.integer, [0]) }
    return element(Tag.integer, (first >= 0x80 ? [0] : []) + digits)
  }

  /// A small non-negative integer.
  static func integer(_ number: Int) -> [UInt8] { integer(number.bigEndianDigits) }

  /// An object identifier.
  static func objectIdentifier(_ identifier: ObjectIdentifier) -> [UInt8] {
    element(Tag.objectIdentifier, identifier.encoded)
  }
}

extension Int {
  /// The digits to the base 256, the most significant first, without leading zeros.
  fileprivate var bigEndianDigits: [UInt8] {
    let bytes = withUnsafeBytes(of: UInt64(Swift.max(self, 0)).bigEndian) { Array($0) }
    return Array(bytes.drop { $0 == 0 })
  }
}

/// A name in ASN.1's registry, `1.2.840.113549.1.1.1`, by its encoding.
struct ObjectIdentifier: Hashable, Sendable {
  /// The encoded content, without tag and length.
  var encoded: [UInt8]

  init(encoded: some Sequence<UInt8>) {
    self.encoded = Array(encoded)
  }

  /// An identifier by its numbers.
  init(_ numbers: UInt...) {
    var list = numbers[...]
    let first = list.popFirst() ?? 0
    let second = list.popFirst() ?? 0
    encoded = ([first * 40 + second] + list).flatMap { number in
      var groups: [UInt8] = []
      var rest = number
      repeat {
        groups.insert(UInt8(rest & 0x7F) | (groups.isEmpty ? 0 : 0x80), at: 0)
        rest >>= 7
      } while rest > 0
      return groups
    }
  }
}

extension ObjectIdentifier: CustomStringConvertible {
  /// The numbers with dots.
  var description: String {
    var numbers: [UInt64] = []
    var current: UInt64 = 0
    for byte in encoded {
      current = current << 7 | UInt64(byte & 0x7F)
      guard byte & 0x80 == 0 else { continue }
      if numbers.isEmpty {
        let first = min(current / 40, 2)
        numbers = [first, current - first * 40]
      } else {
        numbers.append(current)
      }
      current = 0
    }
    return numbers.map(String.init).joined(separator: ".")
  }
}
