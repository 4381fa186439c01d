// A key in libcrypto's hands.

internal import Basics
internal import CLibCrypto

/// Owns an `EVP_PKEY`.
final class LibcryptoKey: Sendable {
  private nonisolated(unsafe) let key: OpaquePointer  // never changed once made; libcrypto counts references atomically

  /// Takes over `key`.
  init?(owning key: OpaquePointer?) {
    guard let key else { return nil }
    self.key = key
  }

  /// Reads a private key in any form libcrypto knows.
  convenience init?(privateKey bytes: [UInt8]) {
    let key = bytes.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      return d2i_AutoPrivateKey(nil, &cursor, buffer.count)
    }
    self.init(owning: key)
  }

  /// Reads a public key with its algorithm; nil too where the point is not on its curve.
  convenience init?(publicKeyInfo bytes: [UInt8]) {
    let key = bytes.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      return d2i_PUBKEY(nil, &cursor, buffer.count)
    }
    self.init(owning: key)
  }

  deinit {
    EVP_PKEY_free(key)
  }

  /// libcrypto's number for the kind of key.
  var identifier: Int32 { EVP_PKEY_get_base_id(key) }

  /// The bits of the modulus, or of the curve.
  var bits: Int { Int(EVP_PKEY_get_bits(key)) }

  /// libcrypto's name for the curve of an EC key.
  var curveName: String? {
    var name = [CChar](repeating: 0, count: 80)
    var length = 0
    guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { return nil }
    return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The private key in the form of its kind (PKCS#1, SEC 1, …).
  var ownEncoding: [UInt8]? { Self.encoding { i2d_PrivateKey(key, $0) } }

  /// The private key in PKCS#8.
  var pkcs8: [UInt8]? {
    guard let wrapped = EVP_PKEY2PKCS8(key) else { return nil }
    defer { PKCS8_PRIV_KEY_INFO_free(wrapped) }
    return Self.encoding { i2d_PKCS8_PRIV_KEY_INFO(wrapped, $0) }
  }

  /// The public key with its algorithm.
  var publicKeyInfo: [UInt8]? { Self.encoding { i2d_PUBKEY(key, $0) } }

  /// Runs one of libcrypto's `i2d` functions, which first tell the length and then write.
  private static func encoding(
    _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
  ) -> [UInt8]? {
    let length = encode(nil)
    guard length > 0 else { return nil }
    var output = [UInt8](repeating: 0, count: Int(length))
    let written = output.withUnsafeMutableBufferPointer { buffer in
      var cursor = buffer.baseAddress
      return encode(&cursor)
    }
    return written == length ? output : nil
  }

  /// The signature of `message`; `digest` is nil for keys that hash by themselves.
  func sign(_ message: [UInt8], digest: OpaquePointer?) -> [UInt8]? {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, digest, nil, key) == 1 else { return nil }
    var length = 0
    guard EVP_DigestSign(context, nil, &length, message, message.count) == 1 else { return nil }
    var output = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &output, &length, message, message.count) == 1 else { return nil }
    return Array(output.prefix(length))
  }

  /// Decrypts with RSA-OAEP; both hashes are `digest`.
  func decryptOAEP(_ ciphertext: [UInt8], digest: Digest) -> [UInt8]? {
    let context = EVP_PKEY_CTX_new(key, nil)
    defer { EVP_PKEY_CTX_free(context) }
    let hash = EVP_get_digestbyname(digest.rawValue)
    guard EVP_PKEY_decrypt_init(context) == 1,
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
      EVP_PKEY_CTX_set_rsa_oaep_md(context, hash) == 1, EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1
    else { return nil }
    var length = 0
    guard EVP_PKEY_decrypt(context, nil, &length, ciphertext, ciphertext.count) == 1 else { return nil }
    var output = [UInt8](repeating: 0, count: length)
    guard EVP_PKEY_decrypt(context, &output, &length, ciphertext, ciphertext.count) == 1 else { return nil }
    return Array(output.prefix(length))
  }
}
