// Password-based encryption of PKCS#12 files: the old schemes of RFC 7292, and PBES2 of RFC 8018.

internal import Basics
internal import CLibCrypto
internal import GoTemplate

extension ObjectIdentifier {
  static let pbeWithTripleDES = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 1, 3)
  static let pbeWithRC2 = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 1, 5)
  static let pbeWithRC2Of40Bits = ObjectIdentifier(1, 2, 840, 113549, 1, 12, 1, 6)
  static let pbes2 = ObjectIdentifier(1, 2, 840, 113549, 1, 5, 13)
  static let pbkdf2 = ObjectIdentifier(1, 2, 840, 113549, 1, 5, 12)
  static let pbmac1 = ObjectIdentifier(1, 2, 840, 113549, 1, 5, 14)
  static let hmacWithSHA1 = ObjectIdentifier(1, 2, 840, 113549, 2, 7)
  static let hmacWithSHA256 = ObjectIdentifier(1, 2, 840, 113549, 2, 9)
  static let hmacWithSHA512 = ObjectIdentifier(1, 2, 840, 113549, 2, 11)
  static let aes128CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 2)
  static let aes192CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 22)
  static let aes256CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 42)
}

/// A cipher with its key, made of a password as an algorithm identifier says.
struct PasswordBasedCipher {
  private var cipher: BlockCipher
  private var key: [UInt8]
  private var initializationVector: [UInt8]

  private init(cipher: BlockCipher, key: [UInt8], initializationVector: [UInt8]) {
    self.cipher = cipher
    self.key = key
    self.initializationVector = initializationVector
  }

  private static let malformed = GoFunctionError("pkcs12: malformed encryption parameters")

  /// Reads an `AlgorithmIdentifier` (its content) and derives the key.
  init(_ algorithm: ArraySlice<UInt8>, password: PKCS12Password) throws(GoFunctionError) {
    var reader = DERReader(algorithm)
    guard let identifier = try? reader.objectIdentifier() else { throw Self.malformed }
    if identifier == .pbes2 {
      guard let parameters = try? reader.enter() else { throw Self.malformed }
      self = try Self.pbes2(parameters, password: password)
      return
    }
    let ciphers: [ObjectIdentifier: BlockCipher] = [
      .pbeWithTripleDES: .tripleDES, .pbeWithRC2: .rc2, .pbeWithRC2Of40Bits: .rc2Of40Bits,
    ]
    guard let cipher = ciphers[identifier] else {
      throw GoFunctionError("pkcs12: pbe algorithm \(identifier) is not supported")
    }
    guard var parameters = try? reader.enter(), let salt = try? parameters.next(DER.Tag.octetString),
      let iterations = try? parameters.integer()
    else { throw Self.malformed }
    func derive(_ purpose: KeyDerivation.Purpose, _ length: Int) throws(GoFunctionError) -> [UInt8] {
      try KeyDerivation.pkcs12(
        password: password.utf16, salt: Array(salt), iterations: iterations, purpose: purpose, length: length,
        digest: .sha1)
    }
    self.init(
      cipher: cipher, key: try derive(.key, cipher.keyLength),
      initializationVector: try derive(.initializationVector, cipher.blockLength))
  }

  private static func pbes2(
    _ content: DERReader, password: PKCS12Password
  ) throws(GoFunctionError) -> PasswordBasedCipher {
    var parameters = content
    guard var derivation = try? parameters.enter(), let function = try? derivation.objectIdentifier(),
      var scheme = try? parameters.enter(), let encryption = try? scheme.objectIdentifier()
    else { throw malformed }
    guard function == .pbkdf2 else {
      throw GoFunctionError("pkcs12: pbes2 kdf algorithm \(function) is not supported")
    }
    guard let inside = try? derivation.enter(), let pbkdf2 = try? PBKDF2Parameters(inside) else { throw malformed }
    guard let digest = pbkdf2.digest else {
      throw GoFunctionError("pkcs12: pbes2 prf \(pbkdf2.function) is not supported")
    }
    let ciphers: [ObjectIdentifier: BlockCipher] = [.aes128CBC: .aes128, .aes192CBC: .aes192, .aes256CBC: .aes256]
    guard let cipher = ciphers[encryption] else {
      throw GoFunctionError("pkcs12: pbes2 algorithm \(encryption) is not supported")
    }
    guard let vector = try? scheme.next(DER.Tag.octetString), vector.count == cipher.blockLength else {
      throw GoFunctionError("pkcs12: invalid IV length in PBES2 encryption scheme")
    }
    let key = try KeyDerivation.pbkdf2(
      password: password.utf8, salt: pbkdf2.salt, iterations: pbkdf2.iterations, length: cipher.keyLength,
      digest: digest)
    return PasswordBasedCipher(cipher: cipher, key: key, initializationVector: Array(vector))
  }

  /// `input` decrypted, its padding checked and taken off.
  func decrypt(_ input: ArraySlice<UInt8>) throws(GoFunctionError) -> [UInt8] {
    guard !input.isEmpty else { throw GoFunctionError("pkcs12: empty encrypted data") }
    guard input.count % cipher.blockLength == 0 else {
      throw GoFunctionError("pkcs12: input is not a multiple of the block size")
    }
    let output = try cipher.decrypt(Array(input), key: key, initializationVector: initializationVector)
    let padding = Int(output.last ?? 0)
    guard (1...cipher.blockLength).contains(padding), output.suffix(padding).allSatisfy({ Int($0) == padding }) else {
      throw GoFunctionError("pkcs12: decryption error, incorrect padding")
    }
    return output.dropLast(padding)
  }

  /// `input` padded and encrypted.
  func encrypt(_ input: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let padding = cipher.blockLength - input.count % cipher.blockLength
    let padded = input + [UInt8](repeating: UInt8(padding), count: padding)
    return try cipher.encrypt(padded, key: key, initializationVector: initializationVector)
  }

  /// The algorithm identifier of a fresh PBES2 encryption: PBKDF2 with HMAC-SHA-256, AES-256 in CBC mode.
  static func freshPBES2(iterations: Int, randomBytes: (Int) -> [UInt8]) -> [UInt8] {
    let derivation = DER.sequence(
      DER.octetString(randomBytes(16)), DER.integer(iterations),
      DER.sequence(DER.objectIdentifier(.hmacWithSHA256), DER.null))
    return DER.sequence(
      DER.objectIdentifier(.pbes2),
      DER.sequence(
        DER.sequence(DER.objectIdentifier(.pbkdf2), derivation),
        DER.sequence(DER.objectIdentifier(.aes256CBC), DER.octetString(randomBytes(16)))))
  }
}

/// The parameters of PBKDF2 in RFC 8018's encoding.
struct PBKDF2Parameters {
  var salt: [UInt8]
  var iterations: Int
  var keyLength: Int?
  /// The pseudorandom function; HMAC-SHA-1 where none is named.
  var function = ObjectIdentifier.hmacWithSHA1

  init(_ content: DERReader) throws(DERError) {
    var reader = content
    salt = Array(try reader.next(DER.Tag.octetString))
    iterations = try reader.integer()
    if reader.nextTag == DER.Tag.integer { keyLength = try reader.integer() }
    if !reader.isAtEnd {
      var algorithm = try reader.enter()
      function = try algorithm.objectIdentifier()
    }
  }

  /// The hash of the pseudorandom function, if it is one of those supported.
  var digest: Digest? { Self.digests[function] }

  /// The hashes by the identifiers of their HMACs.
  static let digests: [ObjectIdentifier: Digest] = [
    .hmacWithSHA1: .sha1, .hmacWithSHA256: .sha256, .hmacWithSHA512: .sha512,
  ]
}
