// Private keys, as Go's crypto/x509 reads and writes them.

internal import Basics
internal import CLibCrypto
internal import GoTemplate

/// A private key.
struct PrivateKey: Sendable {
  /// The kinds of keys there are.
  enum Kind: Sendable {
    case rsa, ec, ed25519, x25519, dsa
  }

  /// The forms a private key is encoded in.
  enum Encoding: CaseIterable {
    /// RSA's own, PKCS#1.
    case pkcs1
    /// The wrapping of every kind, PKCS#8.
    case pkcs8
    /// The elliptic curves' own, SEC 1.
    case sec1
    /// DSA's own, OpenSSL's.
    case dsa
  }

  /// What kind of key it is.
  let kind: Kind
  private let key: LibcryptoKey

  /// Takes over what libcrypto holds.
  init?(_ key: LibcryptoKey) {
    guard let kind = Self.kinds[key.identifier] else { return nil }
    if kind == .ec, !Self.curves.contains(key.curveName ?? "") { return nil }
    self.kind = kind
    self.key = key
  }

  /// Reads a key of exactly this form.
  init?(_ bytes: [UInt8], _ encoding: Encoding) {
    // libcrypto tries all forms whatever it is asked for, so the form is looked at first.
    guard Self.encoding(of: bytes) == encoding, let key = LibcryptoKey(privateKey: bytes) else { return nil }
    self.init(key)
  }

  /// The curves Go has, by libcrypto's names.
  private static let curves: Set<String> = ["secp224r1", "prime256v1", "secp384r1", "secp521r1"]

  private static let kinds: [Int32: Kind] = [
    EVP_PKEY_RSA: .rsa, EVP_PKEY_EC: .ec, EVP_PKEY_ED25519: .ed25519, EVP_PKEY_X25519: .x25519, EVP_PKEY_DSA: .dsa,
  ]

  /// The form `bytes` have by their structure.
  private static func encoding(of bytes: [UInt8]) -> Encoding? {
    guard var inside = try? DERReader.only(bytes), let version = try? inside.integer(), let tag = inside.nextTag else {
      return nil
    }
    switch tag {
    case DER.Tag.sequence: return .pkcs8
    case DER.Tag.octetString: return version == 1 ? .sec1 : nil
    case DER.Tag.integer:
      var count = 0
      while !inside.isAtEnd, (try? inside.next(DER.Tag.integer)) != nil { count += 1 }
      return count >= 8 ? .pkcs1 : count == 5 ? .dsa : nil
    default: return nil
    }
  }

  /// The key in PKCS#8.
  func pkcs8() throws(GoFunctionError) -> [UInt8] {
    guard kind != .dsa else { throw GoFunctionError("x509: unknown key type while marshaling PKCS#8: *dsa.PrivateKey") }
    guard let bytes = key.pkcs8 else { throw GoFunctionError("libcrypto could not encode the key") }
    return bytes
  }

  /// The public key with its algorithm, as certificates hold it.
  func publicKeyInfo() throws(GoFunctionError) -> [UInt8] {
    guard let bytes = key.publicKeyInfo else { throw GoFunctionError("libcrypto could not encode the key") }
    return bytes
  }

  /// The PEM block the generating functions give: each kind in its own form.
  func pem() throws(GoFunctionError) -> [UInt8] {
    switch kind {
    case .rsa, .ec, .dsa:
      guard let bytes = key.ownEncoding else { throw GoFunctionError("libcrypto could not encode the key") }
      let type = kind == .rsa ? "RSA" : kind == .ec ? "EC" : "DSA"
      return PEMBlock(type: "\(type) PRIVATE KEY", bytes: bytes).text
    case .ed25519, .x25519:
      return PEMBlock(type: "PRIVATE KEY", bytes: try pkcs8()).text
    }
  }

  /// The bits of the modulus, or of the curve.
  var bits: Int { key.bits }

  /// The signature of `message` by this key, with SHA-256, or the hash that fits a larger curve, or Ed25519's own.
  func sign(_ message: [UInt8]) -> [UInt8]? {
    switch kind {
    case .ed25519: key.sign(message, digest: nil)
    case .ec where bits > 384: key.sign(message, digest: EVP_sha512())
    case .ec where bits > 256: key.sign(message, digest: EVP_sha384())
    case .rsa, .ec: key.sign(message, digest: EVP_sha256())
    case .x25519, .dsa: nil
    }
  }

  /// Decrypts what was encrypted to this RSA key with OAEP; both hashes are `digest`.
  func decryptOAEP(_ ciphertext: [UInt8], digest: Digest) -> [UInt8]? { key.decryptOAEP(ciphertext, digest: digest) }
}

extension PrivateKey {
  /// Reads a key of any form but DSA's own, as the controller does.
  static func ofAnyEncoding(_ bytes: [UInt8]) throws(GoFunctionError) -> PrivateKey {
    for encoding in [Encoding.pkcs1, .pkcs8, .sec1] {
      if let key = PrivateKey(bytes, encoding), key.kind != .dsa { return key }
    }
    throw GoFunctionError("unable to parse private key type")
  }

  /// Reads the first PEM block of `text` by its type, as sprig does.
  static func fromPEM(_ text: [UInt8]) throws(GoFunctionError) -> PrivateKey {
    guard let block = PEMBlock.first(in: text) else { throw GoFunctionError("no PEM data in input") }
    let suffix = Array(" PRIVATE KEY".utf8)
    if block.type.elementsEqual("PRIVATE KEY".utf8) {
      guard let key = PrivateKey(block.bytes, .pkcs8) else {
        throw GoFunctionError("decoding PEM as PKCS#8: malformed key")
      }
      guard key.kind != .dsa else {
        throw GoFunctionError(
          "decoding PEM as PKCS#8: x509: PKCS#8 wrapping contained private key with unknown algorithm: "
            + "1.2.840.10040.4.1")
      }
      return key
    }
    guard block.type[...].ends(with: suffix) else {
      throw GoFunctionError("no private key data in PEM block of type \(String(decoding: block.type, as: UTF8.self))")
    }
    let type = String(decoding: block.type.dropLast(suffix.count), as: UTF8.self)
    let encodings: [String: Encoding] = ["RSA": .pkcs1, "EC": .sec1, "DSA": .dsa]
    guard let encoding = encodings[type] else { throw GoFunctionError("invalid private key type \(type)") }
    guard let key = PrivateKey(block.bytes, encoding) else {
      throw GoFunctionError("parsing \(type) private key from PEM: malformed key")
    }
    return key
  }
}
