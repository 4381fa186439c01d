// The controller's functions on PEM: filtering, ordering of chains, names of certificates, keys from JWK, RSA decryption.

internal import Basics
internal import GoTemplate

/// PEM blocks, certificates and keys.
enum PEMFunctions {
  static let table: [String: GoFunction] = [
    "filterPEM": .strings { type, text in try filter(text, type: type) },
    "filterCertChain": .strings { type, text in try chain(text, type: String(decoding: type, as: UTF8.self)) },
    "certSANs": GoFunction([.string]) { arguments, _ in
      guard let block = PEMBlock.first(in: trimmedJunk(arguments.string(0))) else {
        throw GoFunctionError("failed to decode PEM block")
      }
      let certificate: Certificate
      do throws(GoFunctionError) {
        certificate = try Certificate(block.bytes)
      } catch {
        throw GoFunctionError("failed to parse certificate: \(error.message)")
      }
      return .strings(try certificate.subjectAlternativeNames())
    },
    "jwkPublicKeyPem": .string { try JWK(parsing: $0).publicPEM() },
    "jwkPrivateKeyPem": .string { try JWK(parsing: $0).privatePEM() },
    "rsaDecrypt": GoFunction([.string, .string, .string, .string]) { arguments, _ in
      try decrypt(arguments.string(2), scheme: arguments.text(0), hash: arguments.text(1), key: arguments.string(3))
    },
  ]

  /// Cuts off what stands before the first block: Go's decoder wants it at the start of a line.
  private static func trimmedJunk(_ text: [UInt8]) -> [UInt8] {
    text[...].firstIndex(of: Array("-----BEGIN".utf8)).map { Array(text[$0...]) } ?? text
  }

  private static func filter(_ text: [UInt8], type: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    var rest = trimmedJunk(text)[...]
    var output: [UInt8] = []
    let wanted = String(decoding: type, as: UTF8.self).lowercased()
    while true {
      let found = PEMBlock.decode(rest)
      rest = found.rest
      guard let block = found.block else { break }
      guard String(decoding: block.type, as: UTF8.self).lowercased() == wanted else { continue }
      output += block.text
    }
    guard !output.isEmpty || rest.isEmpty else { throw GoFunctionError("error filtering pem: found junk") }
    return output
  }

  private static func chain(_ text: [UInt8], type: String) throws(GoFunctionError) -> [UInt8] {
    let chain = try CertificateChain.ordered(fromPEM: text)
    switch type {
    case "leaf": return chain.first.map { $0.isRoot ? [] : $0.pem } ?? []
    case "intermediate": return chain.dropFirst().prefix { !$0.isRoot }.flatMap(\.pem)
    case "root": return chain.last.map { $0.isRoot ? $0.pem : [] } ?? []
    default: return []
    }
  }

  private static func decrypt(
    _ text: [UInt8], scheme: String, hash: String, key: [UInt8]
  ) throws(GoFunctionError) -> GoValue {
    if scheme == "None" { return .string(text) }
    guard scheme == "RSA-OAEP" else {
      throw GoFunctionError(
        "decryption scheme \(scheme) is not supported", redacted: "decryption scheme is not supported")
    }
    guard let block = PEMBlock.first(in: key) else { throw GoFunctionError("failed to decode PEM block") }
    let privateKey: PrivateKey
    do throws(GoFunctionError) {
      privateKey = try PrivateKey.ofAnyEncoding(block.bytes)
    } catch {
      throw GoFunctionError("could not parse private key: \(error.message)")
    }
    guard privateKey.kind == .rsa else { throw GoFunctionError("could not parse RSA private key") }
    let failure = "error decrypting data with RSA: crypto/rsa: "
    guard privateKey.bits >= 1024 else {
      throw GoFunctionError(
        "\(failure)\(privateKey.bits)-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)")
    }
    let digest: Digest = hash == "SHA1" ? .sha1 : hash == "SHA512" ? .sha512 : .sha256
    guard let plain = privateKey.decryptOAEP(text, digest: digest) else {
      throw GoFunctionError("\(failure)decryption error")
    }
    return .string(plain)
  }
}
