// The authentication code of PKCS#12 files, which tells a wrong password.

internal import Basics
internal import GoTemplate

extension ObjectIdentifier {
  static let sha1 = ObjectIdentifier(1, 3, 14, 3, 2, 26)
  static let sha256 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 1)
  static let sha512 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 3)
}

/// The `MacData` of a PKCS#12 file.
struct PKCS12Authentication {
  private var algorithm: ObjectIdentifier
  private var parameters: ArraySlice<UInt8>
  private var code: [UInt8]
  private var salt: [UInt8]
  private var iterations = 1

  /// Reads the content of a `MacData`.
  init(_ content: DERReader) throws(DERError) {
    var reader = content
    var info = try reader.enter()
    var identifier = try info.enter()
    algorithm = try identifier.objectIdentifier()
    parameters = identifier.isAtEnd ? [] : try identifier.next().encoded
    code = Array(try info.next(DER.Tag.octetString))
    salt = Array(try reader.next(DER.Tag.octetString))
    if !reader.isAtEnd { iterations = try reader.integer() }
  }

  /// Whether `message` was authenticated with this password.
  func isValid(for message: [UInt8], password: PKCS12Password) throws(GoFunctionError) -> Bool {
    let expected =
      algorithm == .pbmac1
      ? try pbmac1(message, password: password)
      : try Self.code(
        of: message, algorithm: algorithm, password: password, salt: salt, iterations: iterations)
    // How long the comparison takes tells nothing here: whoever runs this has the file and the password.
    return expected == code
  }

  /// The code of RFC 7292.
  static func code(
    of message: [UInt8], algorithm: ObjectIdentifier, password: PKCS12Password, salt: [UInt8], iterations: Int
  ) throws(GoFunctionError) -> [UInt8] {
    let digests: [ObjectIdentifier: (digest: Digest, length: Int)] = [
      .sha1: (.sha1, 20), .sha256: (.sha256, 32), .sha512: (.sha512, 64),
    ]
    guard let (digest, length) = digests[algorithm] else {
      throw GoFunctionError("pkcs12: MAC digest algorithm not supported: \(algorithm)")
    }
    let key = try KeyDerivation.pkcs12(
      password: password.utf16, salt: salt, iterations: iterations, purpose: .authentication, length: length,
      digest: digest)
    return digest.authenticationCode(of: message, key: key)
  }

  /// The code of RFC 9579.
  private func pbmac1(_ message: [UInt8], password: PKCS12Password) throws(GoFunctionError) -> [UInt8] {
    guard var reader = try? DERReader.only(parameters), var derivation = try? reader.enter(),
      let function = try? derivation.objectIdentifier(), var scheme = try? reader.enter(),
      let authentication = try? scheme.objectIdentifier()
    else { throw GoFunctionError("error decoding PBMAC1 parameters: malformed") }
    guard function == .pbkdf2 else {
      throw GoFunctionError("pkcs12: PBMAC1 KDF algorithm \(function) is not supported")
    }
    guard let inside = try? derivation.enter(), let pbkdf2 = try? PBKDF2Parameters(inside) else {
      throw GoFunctionError("error decoding PBMAC1 parameters: malformed")
    }
    guard let keyDigest = pbkdf2.digest else {
      throw GoFunctionError("pkcs12: PBMAC1 PRF \(pbkdf2.function) is not supported")
    }
    guard let digest = PBKDF2Parameters.digests[authentication] else {
      throw GoFunctionError("pkcs12: PBMAC1 MAC algorithm \(authentication) is not supported")
    }
    guard let length = pbkdf2.keyLength, length > 0 else {
      throw GoFunctionError("pkcs12: PBMAC1 requires explicit KeyLength parameter in PBKDF2 parameters")
    }
    guard length <= 1024 else { throw GoFunctionError("pkcs12: PBMAC1 key length \(length) is too large") }
    let key = try KeyDerivation.pbkdf2(
      password: password.utf8, salt: pbkdf2.salt, iterations: pbkdf2.iterations, length: length, digest: keyDigest)
    return digest.authenticationCode(of: message, key: key)
  }
}
