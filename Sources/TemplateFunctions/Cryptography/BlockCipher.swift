// Block ciphers in CBC mode, from libcrypto.

internal import CLibCrypto
internal import GoTemplate

/// A block cipher in CBC mode, without padding of its own.
enum BlockCipher {
  case aes128, aes192, aes256
  /// Triple DES with three keys, in old PKCS#12 files.
  case tripleDES
  /// RC2 with 128 bits, in old PKCS#12 files.
  case rc2
  /// RC2 with 40 bits, in old PKCS#12 files.
  case rc2Of40Bits

  /// The bytes of a key.
  var keyLength: Int {
    switch self {
    case .aes128, .rc2: 16
    case .aes192, .tripleDES: 24
    case .aes256: 32
    case .rc2Of40Bits: 5
    }
  }

  /// The bytes of a block, and so of an initialization vector.
  var blockLength: Int {
    switch self {
    case .aes128, .aes192, .aes256: 16
    case .tripleDES, .rc2, .rc2Of40Bits: 8
    }
  }

  /// `input`, of whole blocks, encrypted.
  func encrypt(_ input: [UInt8], key: [UInt8], initializationVector: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    try run(input, key: key, initializationVector: initializationVector, encrypting: 1)
  }

  /// `input`, of whole blocks, decrypted; the padding is still there.
  func decrypt(_ input: [UInt8], key: [UInt8], initializationVector: [UInt8]) throws(GoFunctionError) -> [UInt8] {
    try run(input, key: key, initializationVector: initializationVector, encrypting: 0)
  }

  private func run(
    _ input: [UInt8], key: [UInt8], initializationVector: [UInt8], encrypting: Int32
  ) throws(GoFunctionError) -> [UInt8] {
    guard key.count == keyLength, initializationVector.count == blockLength, input.count % blockLength == 0,
      let length = Int32(exactly: input.count)
    else { throw GoFunctionError("crypto/cipher: input not full blocks") }
    if needsLegacyProvider, !Self.hasLegacyProvider {
      throw GoFunctionError("libcrypto's \"legacy\" provider, which has \(name), is not installed on this machine")
    }
    let cipher = EVP_CIPHER_fetch(nil, name, nil)
    let context = EVP_CIPHER_CTX_new()
    defer {
      EVP_CIPHER_CTX_free(context)
      EVP_CIPHER_free(cipher)
    }
    var output = [UInt8](repeating: 0, count: input.count + blockLength)
    var written: Int32 = 0
    guard cipher != nil, EVP_CipherInit_ex2(context, cipher, key, initializationVector, encrypting, nil) == 1,
      EVP_CIPHER_CTX_set_padding(context, 0) == 1,
      EVP_CipherUpdate(context, &output, &written, input, length) == 1
    else { throw GoFunctionError("libcrypto could not run \(name)") }
    return Array(output.prefix(Int(written)))
  }

  private var name: String {
    switch self {
    case .aes128: "AES-128-CBC"
    case .aes192: "AES-192-CBC"
    case .aes256: "AES-256-CBC"
    case .tripleDES: "DES-EDE3-CBC"
    case .rc2: "RC2-CBC"
    case .rc2Of40Bits: "RC2-40-CBC"
    }
  }

  private var needsLegacyProvider: Bool { self == .rc2 || self == .rc2Of40Bits }

  /// OpenSSL 3 keeps RC2 in a module apart; it is loaded once, beside the default one.
  private static let hasLegacyProvider = OSSL_PROVIDER_try_load(nil, "legacy", 1) != nil
}
