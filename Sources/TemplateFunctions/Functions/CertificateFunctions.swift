// Sprig's functions that make certificates. What they make is new each time, and so can't be predicted.

internal import Basics
internal import GoTemplate

/// A certificate with its key, as sprig's functions give it: `.Cert` and `.Key`, both PEM.
final class GoCertificate: GoObject {
  let certificate: [UInt8]
  let key: [UInt8]

  init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }

  var goTypeName: String { CertificateFunctions.typeName }
  var fields: [(name: String, value: GoValue)] { [("Cert", .string(certificate)), ("Key", .string(key))] }

  func equals(_ other: any GoObject) -> Bool? {
    (other as? GoCertificate).map { $0.certificate == certificate && $0.key == key } ?? false
  }
}

/// Certificates.
enum CertificateFunctions {
  static let typeName = "sprig.certificate"

  static let table: [String: GoFunction] = [
    "buildCustomCert": GoFunction([.string, .string]) { arguments, _ in
      .object(try custom(certificate: arguments.string(0), key: arguments.string(1)))
    },
    "genCA": GoFunction([.string, .int]) { arguments, call in
      try authority("genCA", arguments, key: freshKey(), call)
    },
    "genCAWithKey": GoFunction([.string, .int, .string]) { arguments, call in
      try authority("genCAWithKey", arguments, key: givenKey(arguments.string(2)), call)
    },
    "genSelfSignedCert": GoFunction([.string, .list, .list, .int]) { arguments, call in
      try selfSigned("genSelfSignedCert", arguments, key: freshKey(), call)
    },
    "genSelfSignedCertWithKey": GoFunction([.string, .list, .list, .int, .string]) { arguments, call in
      try selfSigned("genSelfSignedCertWithKey", arguments, key: givenKey(arguments.string(4)), call)
    },
    "genSignedCert": GoFunction([.string, .list, .list, .int, .named(typeName)]) { arguments, call in
      try signed("genSignedCert", arguments, key: freshKey(), call)
    },
    "genSignedCertWithKey": GoFunction([.string, .list, .list, .int, .named(typeName), .string]) { arguments, call in
      try signed("genSignedCertWithKey", arguments, key: givenKey(arguments.string(5)), call)
    },
  ]

  private static func freshKey() throws(GoFunctionError) -> PrivateKey { try PrivateKey.generateRSA(bits: 2048) }

  private static func givenKey(_ pem: [UInt8]) throws(GoFunctionError) -> PrivateKey {
    do throws(GoFunctionError) {
      return try PrivateKey.fromPEM(pem)
    } catch {
      throw GoFunctionError(
        "parsing private key: \(error.message)", redacted: "parsing private key: \(error.redactedMessage)")
    }
  }

  private static func authority(
    _ name: String, _ arguments: [GoValue], key: PrivateKey, _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    var request = CertificateRequest(commonName: arguments.string(0), daysValid: arguments.int(1))
    request.isAuthority = true
    return try make(name, request, key: key, issuer: .init(certificate: nil, key: key), call)
  }

  private static func selfSigned(
    _ name: String, _ arguments: [GoValue], key: PrivateKey, _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    try make(name, try request(arguments), key: key, issuer: .init(certificate: nil, key: key), call)
  }

  private static func signed(
    _ name: String, _ arguments: [GoValue], key: PrivateKey, _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    guard case .object(let object) = arguments.any(4), let authority = object as? GoCertificate,
      let block = PEMBlock.first(in: authority.certificate)
    else { throw GoFunctionError("unable to decode certificate") }
    let certificate: Certificate
    do throws(GoFunctionError) {
      certificate = try Certificate(block.bytes)
    } catch {
      throw GoFunctionError("error parsing certificate: decodedSignerCert.Bytes: \(error.message)")
    }
    let signerKey: PrivateKey
    do throws(GoFunctionError) {
      signerKey = try PrivateKey.fromPEM(authority.key)
    } catch {
      throw GoFunctionError("error parsing private key: \(error.message)", redacted: "error parsing private key")
    }
    let issuer = CertificateRequest.Issuer(certificate: certificate, key: signerKey)
    return try make(name, try request(arguments), key: key, issuer: issuer, call)
  }

  private static func request(_ arguments: [GoValue]) throws(GoFunctionError) -> CertificateRequest {
    var request = CertificateRequest(commonName: arguments.string(0), daysValid: arguments.int(3))
    for value in arguments.any(1).elements ?? [] {
      guard let text = value.stringBytes else {
        let found = String(decoding: GoFormat.text(value), as: UTF8.self)
        throw GoFunctionError("error parsing ip: \(found) is not a string", redacted: "error parsing ip: not a string")
      }
      guard let address = IPAddress(text, allowsZone: false) else {
        throw GoFunctionError(
          "error parsing ip: \(String(decoding: text, as: UTF8.self))", redacted: "error parsing ip")
      }
      request.addresses.append(address)
    }
    for value in arguments.any(2).elements ?? [] {
      guard let name = value.stringBytes else {
        let found = String(decoding: GoFormat.text(value), as: UTF8.self)
        throw GoFunctionError(
          "error processing alternate dns name: \(found) is not a string",
          redacted: "error processing alternate dns name: not a string")
      }
      request.dnsNames.append(name)
    }
    return request
  }

  private static func make(
    _ name: String, _ request: CertificateRequest, key: PrivateKey, issuer: CertificateRequest.Issuer,
    _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    call.markUnpredictable(name)
    let certificate = try request.certificate(
      for: key, issuer: issuer, now: call.now.seconds, randomBytes: call.randomBytes)
    return .object(GoCertificate(certificate: certificate.pem, key: try key.pem()))
  }

  private static func custom(certificate: [UInt8], key: [UInt8]) throws(GoFunctionError) -> GoCertificate {
    guard let certificate = Base64.standard.decode(certificate) else {
      throw GoFunctionError("unable to decode base64 certificate")
    }
    guard let key = Base64.standard.decode(key) else { throw GoFunctionError("unable to decode base64 private key") }
    guard let block = PEMBlock.first(in: certificate) else { throw GoFunctionError("unable to decode certificate") }
    do throws(GoFunctionError) {
      _ = try Certificate(block.bytes)
    } catch {
      throw GoFunctionError("error parsing certificate: decodedCert.Bytes: \(error.message)")
    }
    do throws(GoFunctionError) {
      _ = try PrivateKey.fromPEM(key)
    } catch {
      throw GoFunctionError("error parsing private key: \(error.message)", redacted: "error parsing private key")
    }
    return GoCertificate(certificate: certificate, key: key)
  }
}
