// Writing PKCS#12 files, with the algorithms go-pkcs12 calls modern: PBES2 with AES-256, HMAC-SHA-256, 2048 rounds.

internal import Basics
internal import GoTemplate

extension PKCS12 {
  private static let iterations = 2048

  /// The file that holds the key and the certificates.
  func encoded(password text: [UInt8], randomBytes: (Int) -> [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let password = try PKCS12Password(text)
    let fingerprint = Self.attribute(
      .localKeyIdentifier, DER.octetString(Digest.sha1.hash(certificate.encoded)))
    let certificates =
      Self.bag(certificate, attributes: [fingerprint])
      + authorities.flatMap { Self.bag($0, attributes: []) }
    let key = try Self.shroudedKeyBag(
      key, attributes: [fingerprint], password: password, randomBytes: randomBytes)
    let safe = DER.sequence(
      try Self.encryptedSafe(DER.sequence(certificates), password: password, randomBytes: randomBytes),
      DER.sequence(
        DER.objectIdentifier(.data),
        DER.element(DER.Tag.explicit(0), DER.octetString(DER.sequence(key)))))
    return try Self.authenticated(safe, password: password, randomBytes: randomBytes)
  }

  /// A file of certificates only, marked as trusted for Java.
  static func trustStore(
    of certificates: [Certificate], password text: [UInt8], randomBytes: (Int) -> [UInt8]
  ) throws(GoFunctionError) -> [UInt8] {
    let password = try PKCS12Password(text)
    let trust = attribute(.javaTrustStore, DER.objectIdentifier(.anyExtendedKeyUsage))
    var bags: [UInt8] = []
    for certificate in certificates {
      let name = try PKCS12Password.utf16(DistinguishedName(certificate.subject).text)
      bags += bag(certificate, attributes: [trust, attribute(.friendlyName, DER.element(DER.Tag.bmpString, name))])
    }
    let safe = DER.sequence(
      try encryptedSafe(DER.sequence(bags), password: password, randomBytes: randomBytes))
    return try authenticated(safe, password: password, randomBytes: randomBytes)
  }

  private static func attribute(_ identifier: ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
    DER.sequence(DER.objectIdentifier(identifier), DER.set(value))
  }

  private static func bag(_ identifier: ObjectIdentifier, _ value: [UInt8], attributes: [[UInt8]]) -> [UInt8] {
    DER.sequence(
      DER.objectIdentifier(identifier), DER.element(DER.Tag.explicit(0), value),
      attributes.isEmpty ? [] : DER.set(attributes.flatMap { $0 }))
  }

  private static func bag(_ certificate: Certificate, attributes: [[UInt8]]) -> [UInt8] {
    let content = DER.sequence(
      DER.objectIdentifier(.x509Certificate),
      DER.element(DER.Tag.explicit(0), DER.octetString(certificate.encoded)))
    return bag(.certificateBag, content, attributes: attributes)
  }

  private static func shroudedKeyBag(
    _ key: PrivateKey, attributes: [[UInt8]], password: PKCS12Password, randomBytes: (Int) -> [UInt8]
  ) throws(GoFunctionError) -> [UInt8] {
    let algorithm = PasswordBasedCipher.freshPBES2(iterations: iterations, randomBytes: randomBytes)
    let encrypted = try cipher(algorithm, password).encrypt(try key.pkcs8())
    return bag(
      .shroudedKeyBag, DER.sequence(algorithm, DER.octetString(encrypted)), attributes: attributes)
  }

  private static func encryptedSafe(
    _ contents: [UInt8], password: PKCS12Password, randomBytes: (Int) -> [UInt8]
  ) throws(GoFunctionError) -> [UInt8] {
    let algorithm = PasswordBasedCipher.freshPBES2(iterations: iterations, randomBytes: randomBytes)
    let encrypted = try cipher(algorithm, password).encrypt(contents)
    let info = DER.sequence(
      DER.objectIdentifier(.data), algorithm, DER.element(DER.Tag.implicit(0), encrypted))
    return DER.sequence(
      DER.objectIdentifier(.encryptedData),
      DER.element(DER.Tag.explicit(0), DER.sequence(DER.integer(0), info)))
  }

  private static func cipher(
    _ algorithm: [UInt8], _ password: PKCS12Password
  ) throws(GoFunctionError) -> PasswordBasedCipher {
    guard var reader = try? DERReader.only(algorithm), let identifier = try? reader.next(),
      let parameters = try? reader.next()
    else { throw GoFunctionError("pkcs12: malformed encryption parameters") }
    return try PasswordBasedCipher((identifier.encoded + parameters.encoded)[...], password: password)
  }

  private static func authenticated(
    _ safe: [UInt8], password: PKCS12Password, randomBytes: (Int) -> [UInt8]
  ) throws(GoFunctionError) -> [UInt8] {
    let salt = randomBytes(16)
    let code = try PKCS12Authentication.code(
      of: safe, algorithm: .sha256, password: password, salt: salt, iterations: iterations)
    let digestInfo = DER.sequence(
      DER.sequence(DER.objectIdentifier(.sha256), DER.null), DER.octetString(code))
    return DER.sequence(
      DER.integer(3),
      DER.sequence(DER.objectIdentifier(.data), DER.element(DER.Tag.explicit(0), DER.octetString(safe))),
      DER.sequence(digestInfo, DER.octetString(salt), DER.integer(iterations)))
  }
}
