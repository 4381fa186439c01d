// Names of X.509, as Go's crypto/x509/pkix prints them.

internal import Basics

/// A distinguished name.
struct DistinguishedName {
  private var relativeNames: [[(identifier: ObjectIdentifier, value: DERElement)]] = []

  /// Reads an encoded name; what can't be read is left out.
  init(_ encoded: [UInt8]) {
    guard var reader = try? DERReader.only(encoded) else { return }
    while !reader.isAtEnd, var set = try? reader.enter(DER.Tag.set) {
      var attributes: [(ObjectIdentifier, DERElement)] = []
      while !set.isAtEnd, var attribute = try? set.enter(), let identifier = try? attribute.objectIdentifier(),
        let value = try? attribute.next()
      {
        attributes.append((identifier, value))
      }
      relativeNames.append(attributes)
    }
  }

  private static let shortNames: [ObjectIdentifier: String] = [
    ObjectIdentifier(2, 5, 4, 6): "C", ObjectIdentifier(2, 5, 4, 10): "O", ObjectIdentifier(2, 5, 4, 11): "OU",
    ObjectIdentifier(2, 5, 4, 3): "CN", ObjectIdentifier(2, 5, 4, 5): "SERIALNUMBER",
    ObjectIdentifier(2, 5, 4, 7): "L", ObjectIdentifier(2, 5, 4, 8): "ST",
    ObjectIdentifier(2, 5, 4, 9): "STREET", ObjectIdentifier(2, 5, 4, 17): "POSTALCODE",
  ]

  /// The name in the manner of RFC 2253: `CN=example,O=Example Inc`.
  var text: [UInt8] {
    let parts = relativeNames.reversed().map { attributes in
      attributes.map { attribute in
        let bytes = Array(attribute.value.content)
        guard let name = Self.shortNames[attribute.identifier] else {
          return Array("\(attribute.identifier)=#\(Array(attribute.value.encoded).hexadecimal)".utf8)
        }
        return Array("\(name)=".utf8) + Self.escaped(bytes)
      }.joined(separator: [UInt8(ascii: "+")])
    }
    return Array(parts.joined(separator: [UInt8(ascii: ",")]))
  }

  private static func escaped(_ text: [UInt8]) -> [UInt8] {
    text.enumerated().flatMap { index, byte -> [UInt8] in
      let isSpecial =
        specials.contains(byte)
        || byte == 0x20 && (index == 0 || index == text.count - 1)
        || byte == UInt8(ascii: "#") && index == 0
      return isSpecial ? [UInt8(ascii: "\\"), byte] : [byte]
    }
  }

  private static let specials = Set(#",+"\<>;"#.utf8)
}
