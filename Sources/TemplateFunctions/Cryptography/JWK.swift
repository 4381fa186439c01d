// JSON Web Keys to PEM, as the controller does it (github.com/lestrrat-go/jwx): which keys it takes, in which words it
// refuses others.

internal import Basics
internal import CLibCrypto
internal import GoTemplate

/// A JSON Web Key (RFC 7517, RFC 8037).
enum JWK {
  case rsaPublic(modulus: [UInt8], exponent: [UInt8])
  case rsaPrivate(RSANumbers)
  case ecPublic(Curve, x: [UInt8], y: [UInt8])
  case ecPrivate(Curve, x: [UInt8], y: [UInt8], d: [UInt8])
  case okpPublic(OctetCurve, x: [UInt8])
  case okpPrivate(OctetCurve, x: [UInt8], d: [UInt8])
  case symmetric

  /// The numbers of a private RSA key, big-endian.
  struct RSANumbers {
    var modulus: [UInt8]
    var exponent: [UInt8]
    var privateExponent: [UInt8]
    var primes: ([UInt8], [UInt8])
  }

  /// A curve of NIST.
  enum Curve: String {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    var identifier: ObjectIdentifier {
      switch self {
      case .p256: ObjectIdentifier(1, 2, 840, 10045, 3, 1, 7)
      case .p384: ObjectIdentifier(1, 3, 132, 0, 34)
      case .p521: ObjectIdentifier(1, 3, 132, 0, 35)
      }
    }

    /// The bytes of a coordinate.
    var length: Int {
      switch self {
      case .p256: 32
      case .p384: 48
      case .p521: 66
      }
    }
  }

  /// A curve whose keys are octets.
  enum OctetCurve: String {
    case ed25519 = "Ed25519"
    case x25519 = "X25519"
  }

  /// The name Go gives the key's type.
  var goTypeName: String {
    switch self {
    case .rsaPublic: "*rsa.PublicKey"
    case .rsaPrivate: "*rsa.PrivateKey"
    case .ecPublic: "*ecdsa.PublicKey"
    case .ecPrivate: "*ecdsa.PrivateKey"
    case .okpPublic(let curve, _): "\(curve.rawValue.lowercased()).PublicKey"
    case .okpPrivate(let curve, _, _): "\(curve.rawValue.lowercased()).PrivateKey"
    case .symmetric: "[]uint8"
    }
  }

  /// The PEM block of the public key; only public keys have one.
  func publicPEM() throws(GoFunctionError) -> [UInt8] {
    let bytes: [UInt8]
    switch self {
    case .rsaPublic(let modulus, let exponent):
      bytes = DER.sequence(
        DER.sequence(DER.objectIdentifier(.rsaEncryption), DER.null),
        DER.bitString(DER.sequence(DER.integer(modulus), DER.integer(exponent))))
    case .ecPublic(let curve, let x, let y):
      guard let info = Self.publicKeyInfo(curve, x: x, y: y), LibcryptoKey(publicKeyInfo: info) != nil else {
        throw GoFunctionError("x509: invalid elliptic curve public key")
      }
      bytes = info
    case .okpPublic(.ed25519, let x):
      bytes = DER.sequence(DER.sequence(DER.objectIdentifier(.ed25519)), DER.bitString(x))
    case .rsaPrivate, .ecPrivate, .okpPublic, .okpPrivate, .symmetric:
      throw GoFunctionError("x509: unsupported public key type: \(goTypeName)")
    }
    return PEMBlock(type: "PUBLIC KEY", bytes: bytes).text
  }

  /// The PEM block of the private key, in PKCS#8; only private keys have one.
  func privatePEM() throws(GoFunctionError) -> [UInt8] {
    let algorithm: [UInt8]
    let key: [UInt8]
    switch self {
    case .rsaPrivate(let numbers):
      algorithm = DER.sequence(DER.objectIdentifier(.rsaEncryption), DER.null)
      key = try RSAPrivateNumbers.pkcs1(numbers)
    case .ecPrivate(let curve, let x, let y, let d):
      guard let info = Self.publicKeyInfo(curve, x: x, y: y), LibcryptoKey(publicKeyInfo: info) != nil,
        let scalar = Self.padded(d, to: curve.length), let point = Self.point(curve, x: x, y: y)
      else { throw GoFunctionError("invalid elliptic key public key") }
      algorithm = DER.sequence(DER.objectIdentifier(.ecPublicKey), DER.objectIdentifier(curve.identifier))
      key = DER.sequence(
        DER.integer(1), DER.octetString(scalar), DER.element(DER.Tag.explicit(1), DER.bitString(point)))
    case .okpPrivate(.ed25519, _, let d):
      algorithm = DER.sequence(DER.objectIdentifier(.ed25519))
      key = DER.octetString(d)
    case .rsaPublic, .ecPublic, .okpPublic, .okpPrivate, .symmetric:
      throw GoFunctionError("x509: unknown key type while marshaling PKCS#8: \(goTypeName)")
    }
    let bytes = DER.sequence(DER.integer(0), algorithm, DER.octetString(key))
    return PEMBlock(type: "PRIVATE KEY", bytes: bytes).text
  }

  private static func publicKeyInfo(_ curve: Curve, x: [UInt8], y: [UInt8]) -> [UInt8]? {
    guard let point = point(curve, x: x, y: y) else { return nil }
    return DER.sequence(
      DER.sequence(DER.objectIdentifier(.ecPublicKey), DER.objectIdentifier(curve.identifier)), DER.bitString(point))
  }

  private static func point(_ curve: Curve, x: [UInt8], y: [UInt8]) -> [UInt8]? {
    guard let x = padded(x, to: curve.length), let y = padded(y, to: curve.length) else { return nil }
    return [4] + x + y
  }

  /// The number's digits in exactly `length` bytes, if they fit.
  private static func padded(_ number: [UInt8], to length: Int) -> [UInt8]? {
    let digits = number.drop { $0 == 0 }
    guard digits.count <= length else { return nil }
    return [UInt8](repeating: 0, count: length - digits.count) + digits
  }
}

extension ObjectIdentifier {
  static let rsaEncryption = ObjectIdentifier(1, 2, 840, 113549, 1, 1, 1)
  static let ecPublicKey = ObjectIdentifier(1, 2, 840, 10045, 2, 1)
  static let ed25519 = ObjectIdentifier(1, 3, 101, 112)
}

/// The numbers PKCS#1 wants beside those a JWK must have.
private enum RSAPrivateNumbers {
  /// PKCS#1's encoding, the three derived numbers computed afresh, as Go does.
  static func pkcs1(_ numbers: JWK.RSANumbers) throws(GoFunctionError) -> [UInt8] {
    let (p, q) = numbers.primes
    guard let derived = derive(p: p, q: q, d: numbers.privateExponent) else {
      throw GoFunctionError("crypto/rsa: invalid prime")
    }
    return DER.sequence(
      DER.integer(0), DER.integer(numbers.modulus), DER.integer(numbers.exponent),
      DER.integer(numbers.privateExponent), DER.integer(p), DER.integer(q), DER.integer(derived.exponent1),
      DER.integer(derived.exponent2), DER.integer(derived.coefficient))
  }

  private static func derive(
    p: [UInt8], q: [UInt8], d: [UInt8]
  ) -> (exponent1: [UInt8], exponent2: [UInt8], coefficient: [UInt8])? {
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    let numbers = [p, q, d].map { (digits: [UInt8]) in BN_bin2bn(digits, Int32(clamping: digits.count), nil) }
    let results = (0..<3).map { _ in BN_new() }
    defer { (numbers + results).forEach { BN_clear_free($0) } }
    let (bigP, bigQ, bigD) = (numbers[0], numbers[1], numbers[2])
    guard BN_num_bits(bigP) > 1, BN_num_bits(bigQ) > 1 else { return nil }
    // d mod (p - 1), d mod (q - 1), 1/q mod p; what is shared by both primes is subtracted in place and put back.
    guard BN_sub_word(bigP, 1) == 1, BN_div(nil, results[0], bigD, bigP, context) == 1, BN_add_word(bigP, 1) == 1,
      BN_sub_word(bigQ, 1) == 1, BN_div(nil, results[1], bigD, bigQ, context) == 1, BN_add_word(bigQ, 1) == 1,
      BN_mod_inverse(results[2], bigQ, bigP, context) != nil
    else { return nil }
    let bytes = results.map { number -> [UInt8] in
      var output = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
      BN_bn2bin(number, &output)
      return output
    }
    return (bytes[0], bytes[1], bytes[2])
  }
}
