// Making certificates, with the fields and extensions Go's x509.CreateCertificate writes for sprig.

internal import Basics
internal import GoTemplate

/// What a new certificate is to say.
struct CertificateRequest {
  /// The subject's common name.
  var commonName: [UInt8]
  /// The addresses it is for.
  var addresses: [IPAddress] = []
  /// The DNS names it is for.
  var dnsNames: [[UInt8]] = []
  /// For how long it is valid, in days.
  var daysValid: Int
  /// Whether it may sign others.
  var isAuthority = false

  /// Who signs it: the issuer's certificate (nil for itself) and key.
  struct Issuer {
    var certificate: Certificate?
    var key: PrivateKey
  }

  /// The certificate of `key`'s public half, signed by `issuer`.
  func certificate(
    for key: PrivateKey, issuer: Issuer, now: Int64, randomBytes: (Int) -> [UInt8]
  ) throws(GoFunctionError) -> Certificate {
    guard let algorithm = Self.algorithm(of: issuer.key) else {
      throw GoFunctionError(
        "error creating certificate: x509: certificate private key does not implement crypto.Signer")
    }
    let publicKeyInfo = try key.publicKeyInfo()
    if let signer = issuer.certificate {
      guard signer.publicKeyInfo == (try issuer.key.publicKeyInfo()) else {
        throw GoFunctionError(
          "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
      }
    }
    let subject = DER.sequence(
      commonName.isEmpty
        ? []
        : DER.set(
          DER.sequence(DER.objectIdentifier(ObjectIdentifier(2, 5, 4, 3)), Self.directoryString(commonName))))
    let (end, overflows) = daysValid.multipliedReportingOverflow(by: 86400)
    guard !overflows, let notAfter = Self.time(now &+ Int64(end)), let notBefore = Self.time(now) else {
      throw GoFunctionError("error creating certificate: cannot represent time as GeneralizedTime")
    }
    let body = DER.sequence(
      DER.element(DER.Tag.explicit(0), DER.integer(2)), DER.integer(randomBytes(16)), algorithm,
      issuer.certificate?.subject ?? subject, DER.sequence(notBefore, notAfter), subject, publicKeyInfo,
      DER.element(
        DER.Tag.explicit(3), DER.sequence(extensions(publicKeyInfo: publicKeyInfo, issuer: issuer.certificate))))
    guard let signature = issuer.key.sign(body) else {
      throw GoFunctionError("error creating certificate: libcrypto could not sign")
    }
    return try Certificate(DER.sequence(body, algorithm, DER.bitString(signature)))
  }

  /// The signature algorithm of a key; nil for keys that can't sign certificates.
  private static func algorithm(of key: PrivateKey) -> [UInt8]? {
    switch key.kind {
    case .rsa:
      DER.sequence(DER.objectIdentifier(ObjectIdentifier(1, 2, 840, 113549, 1, 1, 11)), DER.null)
    case .ec:
      DER.sequence(
        DER.objectIdentifier(ObjectIdentifier(1, 2, 840, 10045, 4, 3, key.bits > 384 ? 4 : key.bits > 256 ? 3 : 2)))
    case .ed25519: DER.sequence(DER.objectIdentifier(.ed25519))
    case .x25519, .dsa: nil
    }
  }

  /// A printable string where it can be one, else UTF-8.
  private static func directoryString(_ text: [UInt8]) -> [UInt8] {
    let isPrintable = text.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: printableMarks.contains(byte)
      }
    }
    return DER.element(isPrintable ? DER.Tag.printableString : DER.Tag.utf8String, text)
  }

  private static let printableMarks = Set(" '()+,-./:=?".utf8)

  /// A time as certificates have it: two digits of the year until 2049.
  private static func time(_ seconds: Int64) -> [UInt8]? {
    let civil = CivilTime(secondsSince1970: seconds)
    guard (0...9999).contains(civil.year) else { return nil }
    let rest = [civil.month, civil.day, civil.hour, civil.minute, civil.second].map { Self.digits($0, 2) }.joined()
    let isShort = (1950..<2050).contains(civil.year)
    let year = isShort ? Self.digits(civil.year % 100, 2) : Self.digits(civil.year, 4)
    return DER.element(isShort ? DER.Tag.utcTime : DER.Tag.generalizedTime, Array((year + rest + "Z").utf8))
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private func extensions(publicKeyInfo: [UInt8], issuer: Certificate?) -> [UInt8] {
    // Digital signature and key encipherment, for authorities certificate signing too: bits 0, 2 and 5 from the left.
    let usage = DER.bitString([isAuthority ? 0xA4 : 0xA0], unusedBits: isAuthority ? 2 : 5)
    let serverAndClient = DER.sequence(
      DER.objectIdentifier(ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1)),
      DER.objectIdentifier(ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 2)))
    var output = Self.extension(.keyUsage, usage, isCritical: true)
    output += Self.extension(.extendedKeyUsage, serverAndClient)
    let constraints = DER.sequence(isAuthority ? DER.boolean(true) : [])
    output += Self.extension(.basicConstraints, constraints, isCritical: true)
    if isAuthority {
      output += Self.extension(.subjectKeyIdentifier, DER.octetString(Self.keyIdentifier(publicKeyInfo)))
    }
    if let issuer, !issuer.subjectKeyIdentifier.isEmpty {
      let identifier = DER.element(DER.Tag.implicit(0), issuer.subjectKeyIdentifier)
      output += Self.extension(.authorityKeyIdentifier, DER.sequence(identifier))
    }
    let names =
      dnsNames.map { DER.element(DER.Tag.implicit(2), $0) }
      + addresses.map { DER.element(DER.Tag.implicit(7), $0.bytes) }
    if !names.isEmpty {
      output += Self.extension(
        .subjectAlternativeName, DER.sequence(names.flatMap { $0 }), isCritical: commonName.isEmpty)
    }
    return output
  }

  private static func `extension`(
    _ identifier: ObjectIdentifier, _ value: [UInt8], isCritical: Bool = false
  ) -> [UInt8] {
    DER.sequence(
      DER.objectIdentifier(identifier), isCritical ? DER.boolean(true) : [], DER.octetString(value))
  }

  /// The first 160 bits of the SHA-256 of the public key, as Go makes identifiers since 1.25 (RFC 7093).
  private static func keyIdentifier(_ publicKeyInfo: [UInt8]) -> [UInt8] {
    guard var reader = try? DERReader.only(publicKeyInfo), (try? reader.next()) != nil,
      let key = try? reader.bitString()
    else { return [] }
    return Array(Digest.sha256.hash(key).prefix(20))
  }
}
