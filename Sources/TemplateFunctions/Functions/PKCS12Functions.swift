// The controller's functions on PKCS#12: taking files apart and, with fresh salts, making them.

internal import Basics
internal import GoTemplate

/// PKCS#12 files.
enum PKCS12Functions {
  static let table: [String: GoFunction] = [
    "pkcs12key": .string { try key(in: $0, password: []) },
    "pkcs12keyPass": .strings { password, file in try key(in: file, password: password) },
    "pkcs12cert": .string { try certificates(in: $0, password: []) },
    "pkcs12certPass": .strings { password, file in try certificates(in: file, password: password) },
    "pemToPkcs12": GoFunction([.string, .string]) { arguments, call in
      try file("pemToPkcs12", arguments, withChain: false, call)
    },
    "pemToPkcs12Pass": GoFunction([.string, .string, .string]) { arguments, call in
      try file("pemToPkcs12Pass", arguments, withChain: false, call)
    },
    "fullPemToPkcs12": GoFunction([.string, .string]) { arguments, call in
      try file("fullPemToPkcs12", arguments, withChain: true, call)
    },
    "fullPemToPkcs12Pass": GoFunction([.string, .string, .string]) { arguments, call in
      try file("fullPemToPkcs12Pass", arguments, withChain: true, call)
    },
    "pemTruststoreToPKCS12": GoFunction([.string]) { arguments, call in
      try trustStore("pemTruststoreToPKCS12", arguments, call)
    },
    "pemTruststoreToPKCS12Pass": GoFunction([.string, .string]) { arguments, call in
      try trustStore("pemTruststoreToPKCS12Pass", arguments, call)
    },
  ]

  private static func key(in file: [UInt8], password: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let decoded: PKCS12
    do throws(GoFunctionError) {
      decoded = try PKCS12(decoding: file, password: password)
    } catch {
      throw GoFunctionError("unable to decode pkcs12 with password: \(error.message)")
    }
    return PEMBlock(type: "PRIVATE KEY", bytes: try decoded.key.pkcs8()).text
  }

  private static func certificates(in file: [UInt8], password: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let decoded: PKCS12
    do throws(GoFunctionError) {
      decoded = try PKCS12(decoding: file, password: password)
    } catch {
      throw GoFunctionError("unable to decode pkcs12 certificate with password: \(error.message)")
    }
    let certificates = [decoded.certificate] + decoded.authorities
    // Where no single chain can be made out, the file's own order stays.
    return ((try? CertificateChain.ordered(certificates)) ?? certificates).flatMap(\.pem)
  }

  private static func file(
    _ name: String, _ arguments: [GoValue], withChain: Bool, _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    let (found, rest) = PEMBlock.decode(arguments.string(0)[...])
    guard let block = found else { throw .nilDereference }
    let certificate = try Certificate(block.bytes)
    let authorities = withChain ? try self.certificates(inPEM: rest) : []
    guard let keyBlock = PEMBlock.first(in: arguments.string(1)) else { throw .nilDereference }
    let key = try PrivateKey.ofAnyEncoding(keyBlock.bytes)
    call.markUnpredictable(name)
    let file = try PKCS12(key: key, certificate: certificate, authorities: authorities).encoded(
      password: arguments.string(2), randomBytes: call.randomBytes)
    return .string(Base64.standard.encode(file))
  }

  private static func trustStore(
    _ name: String, _ arguments: [GoValue], _ call: CallContext
  ) throws(GoFunctionError) -> GoValue {
    let certificates = try self.certificates(inPEM: arguments.string(0)[...])
    call.markUnpredictable(name)
    let file = try PKCS12.trustStore(
      of: certificates, password: arguments.string(1), randomBytes: call.randomBytes)
    return .string(Base64.standard.encode(file))
  }

  /// The certificates of a text that must hold nothing else, not even a line break at its end.
  private static func certificates(inPEM text: ArraySlice<UInt8>) throws(GoFunctionError) -> [Certificate] {
    var rest = text
    var certificates: [Certificate] = []
    while !rest.isEmpty {
      let found = PEMBlock.decode(rest)
      rest = found.rest
      guard let block = found.block else { throw .nilDereference }
      certificates.append(try Certificate(block.bytes))
    }
    return certificates
  }
}
