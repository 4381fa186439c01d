// Sprig's functions of cryptography: passwords, AES, keys. The algorithms are libcrypto's and libxcrypt's.

internal import Basics
internal import GoTemplate

/// Passwords and encryption.
enum CryptoFunctions {
  static let table: [String: GoFunction] = [
    "bcrypt": GoFunction([.string]) { arguments, call in
      call.markUnpredictable("bcrypt")
      return .string(PasswordHash.bcrypt(arguments.string(0), randomBytes: call.randomBytes))
    },
    "htpasswd": GoFunction([.string, .string, .namedString("sprig.HashAlgorithm")]) { arguments, call in
      let (user, password) = (arguments.string(0), arguments.string(1))
      guard !user.contains(UInt8(ascii: ":")) else { return .string(Array("invalid username: ".utf8) + user) }
      let hash: [UInt8]
      if arguments.text(2) == "sha" {
        hash = Array("{SHA}\(Base64.standard.encode(Digest.sha1.hash(password)))".utf8)
      } else {
        call.markUnpredictable("htpasswd")
        hash = PasswordHash.bcrypt(password, randomBytes: call.randomBytes)
      }
      return .string(user + [UInt8(ascii: ":")] + hash)
    },
    "derivePassword": GoFunction([.int(.uint32), .string, .string, .string, .string]) { arguments, _ in
      .string(try MasterPassword(arguments).derive())
    },
    "encryptAES": GoFunction([.string, .string]) { arguments, call in
      guard !arguments.string(1).isEmpty else { return .string("") }
      call.markUnpredictable("encryptAES")
      return .string(try AESText.encrypt(arguments.string(1), password: arguments.string(0), call))
    },
    "decryptAES": GoFunction([.string, .string]) { arguments, _ in
      guard !arguments.string(1).isEmpty else { return .string("") }
      return .string(try AESText.decrypt(arguments.string(1), password: arguments.string(0)))
    },
    "genPrivateKey": GoFunction([.string]) { arguments, call in
      let type = arguments.text(0)
      guard let generate = generators[type] else { return .string("Unknown type \(type)") }
      call.markUnpredictable("genPrivateKey")
      return .string(try generate().pem())
    },
  ]

  private static let generators: [String: @Sendable () throws -> PrivateKey] = [
    "": { try PrivateKey.generateRSA(bits: 4096) },
    "rsa": { try PrivateKey.generateRSA(bits: 4096) },
    "dsa": { try PrivateKey.generateDSA() },
    "ecdsa": { try PrivateKey.generateP256() },
    "ed25519": { try PrivateKey.generateEd25519() },
  ]
}

/// `encryptAES` and `decryptAES`: AES-256 in CBC mode, the password itself being the key, cut or filled up with zeros.
private enum AESText {
  static func encrypt(_ text: [UInt8], password: [UInt8], _ call: CallContext) throws(GoFunctionError) -> String {
    try call.spend(text.count)
    let vector = call.randomBytes(16)
    let padding = 16 - text.count % 16
    let padded = text + [UInt8](repeating: UInt8(padding), count: padding)
    let encrypted = try BlockCipher.aes256.encrypt(padded, key: key(password), initializationVector: vector)
    return Base64.standard.encode(vector + encrypted)
  }

  /// Where Go's function would reach beyond its slices, this one says so in the runtime's words.
  static func decrypt(_ text: [UInt8], password: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    let bytes = try GoBinaryText.decodeBase64(text)
    guard bytes.count >= 16 else {
      let digits = text.filter { $0 != 0x0A && $0 != 0x0D }.count
      throw .bounds("[:16] with capacity \(digits / 4 * 3)")
    }
    let encrypted = Array(bytes.dropFirst(16))
    guard encrypted.count % 16 == 0 else { throw GoFunctionError("crypto/cipher: input not full blocks") }
    let padded = try BlockCipher.aes256.decrypt(
      encrypted, key: key(password), initializationVector: Array(bytes.prefix(16)))
    guard let padding = padded.last else { throw GoFunctionError("runtime error: index out of range [-1]") }
    guard Int(padding) <= padded.count else { throw .bounds("[:\(padded.count - Int(padding))]") }
    return padded.dropLast(Int(padding))
  }

  private static func key(_ password: [UInt8]) -> [UInt8] {
    Array((password + [UInt8](repeating: 0, count: 32)).prefix(32))
  }
}

/// The Master Password algorithm of `derivePassword` (spectre.app).
private struct MasterPassword {
  private var counter: UInt32
  private var type: String
  private var password: [UInt8]
  private var user: [UInt8]
  private var site: [UInt8]

  init(_ arguments: [GoValue]) {
    counter = UInt32(truncatingIfNeeded: arguments.int(0))
    type = arguments.text(1)
    password = arguments.string(2)
    user = arguments.string(3)
    site = arguments.string(4)
  }

  func derive() throws(GoFunctionError) -> [UInt8] {
    guard let templates = Self.templates[type] else { return Array("cannot find password template \(type)".utf8) }
    let scope = Array("com.lyndir.masterpassword".utf8)
    let key = try KeyDerivation.scrypt(
      password: password, salt: scope + Self.bigEndian(user.count) + user, cost: 32768, blockSize: 8, parallelism: 2,
      length: 64)
    let message = scope + Self.bigEndian(site.count) + site + Self.bigEndian(Int(counter))
    let seed = Digest.sha256.authenticationCode(of: message, key: key)
    guard let first = seed.first else { throw GoFunctionError("libcrypto could not derive a key") }
    let template = templates[Int(first) % templates.count]
    return zip(template.utf8, seed.dropFirst()).compactMap { kind, byte in
      Self.characters[kind].map { $0[Int(byte) % $0.count] }
    }
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian) { Array($0) }
  }

  /// What a password of each type is made of: a letter of a template stands for one of a set of characters.
  private static let templates: [String: [String]] = [
    "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
    "long": [
      "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
      "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
      "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
      "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
    ],
    "medium": ["CvcnoCvc", "CvcCvcno"],
    "short": ["Cvcn"],
    "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
    "pin": ["nnnn"],
  ]

  private static let characters: [UInt8: [UInt8]] = {
    let (upperVowels, lowerVowels) = ("AEIOU", "aeiou")
    let (upperConsonants, lowerConsonants) = ("BCDFGHJKLMNPQRSTVWXYZ", "bcdfghjklmnpqrstvwxyz")
    let letters = upperVowels + lowerVowels + upperConsonants + lowerConsonants
    let sets: [(Unicode.Scalar, String)] = [
      ("V", upperVowels), ("C", upperConsonants), ("v", lowerVowels), ("c", lowerConsonants),
      ("A", upperVowels + upperConsonants), ("a", letters), ("n", "0123456789"), ("o", "@&%?,=[]_:-+*$#!'^~;()/."),
      ("x", letters + "0123456789!@#$%^&*()"),
    ]
    return Dictionary(uniqueKeysWithValues: sets.map { (UInt8(ascii: $0.0), Array($0.1.utf8)) })
  }()
}
