// Reads ASN.1's distinguished encoding, without trust in any length it names.

/// One element of DER.
struct DERElement: Equatable, Sendable {
  /// The identifier octet.
  var tag: UInt8
  /// The content octets.
  var content: ArraySlice<UInt8>
  /// The element with its identifier and length.
  var encoded: ArraySlice<UInt8>
}

/// Text that is not DER, or not of the expected shape.
struct DERError: Error, Hashable {}

/// Takes element after element from the front of a stretch of bytes.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { rest.isEmpty }

  /// The tag of the next element, if there is one.
  var nextTag: UInt8? { rest.first }

  /// The next element, whatever it is.
  mutating func next() throws(DERError) -> DERElement {
    let start = rest
    // Tags beyond 30 take more octets; nothing read here has them.
    guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else { throw DERError() }
    var length = Int(first)
    if first >= 0x80 {
      let digits = rest.prefix(Int(first & 0x7F))
      guard (1...4).contains(digits.count), digits.count == Int(first & 0x7F), digits.first != 0 else {
        throw DERError()
      }
      length = digits.reduce(0) { $0 << 8 | Int($1) }
      guard length >= 0x80 else { throw DERError() }
      rest = rest.dropFirst(digits.count)
    }
    guard length <= rest.count else { throw DERError() }
    let content = rest.prefix(length)
    rest = rest.dropFirst(length)
    return DERElement(tag: tag, content: content, encoded: start[..<content.endIndex])
  }

  /// The content of the next element, which must be of this tag.
  mutating func next(_ tag: UInt8) throws(DERError) -> ArraySlice<UInt8> {
    let element = try next()
    guard element.tag == tag else { throw DERError() }
    return element.content
  }

  /// The content of the next element if it is of this tag.
  mutating func next(ifPresent tag: UInt8) throws(DERError) -> ArraySlice<UInt8>? {
    nextTag == tag ? try next(tag) : nil
  }

  /// A reader of the inside of the next element, which must be of this tag.
  mutating func enter(_ tag: UInt8 = DER.Tag.sequence) throws(DERError) -> DERReader { DERReader(try next(tag)) }

  /// The next element, an object identifier.
  mutating func objectIdentifier() throws(DERError) -> ObjectIdentifier {
    ObjectIdentifier(encoded: try next(DER.Tag.objectIdentifier))
  }

  /// The next element, an integer that fits.
  mutating func integer() throws(DERError) -> Int {
    let content = try next(DER.Tag.integer)
    guard (1...8).contains(content.count), let first = content.first else { throw DERError() }
    return content.reduce(first >= 0x80 ? -1 : 0) { $0 << 8 | Int($1) }
  }

  /// The next element's octets, a bit string of whole octets.
  mutating func bitString() throws(DERError) -> ArraySlice<UInt8> {
    let content = try next(DER.Tag.bitString)
    guard content.first == 0 else { throw DERError() }
    return content.dropFirst()
  }

  /// The only element of `bytes`, of this tag, as a reader of its inside.
  static func only(_ bytes: some Sequence<UInt8>, _ tag: UInt8 = DER.Tag.sequence) throws(DERError) -> DERReader {
    var reader = DERReader(Array(bytes))
    let inside = try reader.enter(tag)
    guard reader.isAtEnd else { throw DERError() }
    return inside
  }
}
