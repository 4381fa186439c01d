// PKCS#12 files as the controller reads and writes them (software.sslmate.com/src/go-pkcs12): which it accepts, which it
// refuses and in which words. The structure is ours to walk; keys, ciphers and hashes are libcrypto's.

internal import Basics
internal import CLibCrypto
internal import GoTemplate

/// What a PKCS#12 file holds: a private key, its certificate, and others in the file's order.
struct PKCS12 {
  /// The private key.
  var key: PrivateKey
  /// The first certificate.
  var certificate: Certificate
  /// The certificates after it.
  var authorities: [Certificate]
}

extension ObjectIdentifier {
  static let data = ObjectIdentifier(1, 2, 840, 113549, 1, 7, 1)
  static let encryptedData = ObjectIdentifier(1, 2, 840, 113549, 1, 7, 6)
  static let friendlyName = ObjectIdentifier(1, 2, 840, 113549, 1, 9, 20)
  static let localKeyIdentifier = ObjectIdentifier(1, 2, 840, 113549, 1, 9, 21)
  static let x509Certificate = ObjectIdentifier(1, 2, 840, 113549, 1, 9, 22, 1)
  static let keyBag = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 10, 1, 1)
  static let shroudedKeyBag = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 10, 1, 2)
  static let certificateBag = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 10, 1, 3)
  static let javaTrustStore = ObjectIdentifier(2, 16, 840, 1, 113894, 746875, 1, 1)
  static let anyExtendedKeyUsage = ObjectIdentifier(2, 5, 29, 37, 0)
}

/// A password of a PKCS#12 file.
struct PKCS12Password {
  /// UTF-16, big-endian, with its end, for PKCS#12's own key derivation; empty for no password at all.
  var utf16: [UInt8]
  /// UTF-8: what PBES2 takes.
  var utf8: [UInt8]

  /// No password, which some writers mean by an empty one.
  static let none = PKCS12Password(utf16: [], utf8: [])

  private init(utf16: [UInt8], utf8: [UInt8]) {
    self.utf16 = utf16
    self.utf8 = utf8
  }

  /// The password `text`, unless it has characters that PKCS#12 can't hold.
  init(_ text: [UInt8]) throws(GoFunctionError) {
    self.init(utf16: try Self.utf16(text) + [0, 0], utf8: Array(String(decoding: text, as: UTF8.self).utf8))
  }

  /// UTF-16 without its end, for characters of the basic plane only.
  static func utf16(_ text: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    var output: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard let unit = UInt16(exactly: scalar.value) else {
        throw GoFunctionError("pkcs12: string contains characters that cannot be encoded in UCS-2")
      }
      output += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    return output
  }

  /// Whether it is the empty password, which may stand for none.
  var isEmptyText: Bool { utf16 == [0, 0] }
}
