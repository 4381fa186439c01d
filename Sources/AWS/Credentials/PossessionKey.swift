// Proofs that whoever asks holds the key that a session was given to: RFC 9449 (DPoP), in libcrypto's hands.

import Basics
internal import CLibCrypto

/// The key that a session of `aws login` is bound to, on the curve P-256.
struct PossessionKey: ~Copyable {
  private let key: OpaquePointer

  /// The bytes of a coordinate, and of either half of a signature.
  private static let width: Int32 = 32

  /// Reads a private key.
  ///
  /// - Returns: nil where the text is no private key of P-256 in PEM.
  init?(pem: SecretBytes) {
    let bytes = pem.reveal()
    guard let memory = BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else { return nil }
    defer { BIO_free(memory) }
    // The empty passphrase keeps libcrypto from asking for one at the terminal.
    var passphrase: [CChar] = [0]
    guard let key = PEM_read_bio_PrivateKey(memory, nil, nil, &passphrase) else {
      // What libcrypto noted of the failure would be taken for a later one's.
      ERR_clear_error()
      return nil
    }
    var name = [CChar](repeating: 0, count: 32)
    guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1, Self.isP256(name) else {
      EVP_PKEY_free(key)
      return nil
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  private static func isP256(_ name: [CChar]) -> Bool {
    name.prefix { $0 != 0 }.elementsEqual("prime256v1".utf8.map { CChar(bitPattern: $0) })
  }

  /// The proof for one request: a signed token that names it.
  ///
  /// - Parameters:
  ///   - method: The request's method.
  ///   - url: The request's URL.
  ///   - time: The time of day.
  /// - Returns: The content of the `DPoP` header field; nil if libcrypto can't sign.
  func proof(method: String, url: String, at time: Timestamp) -> SecretBytes? {
    guard let x = coordinate("qx"), let y = coordinate("qy") else { return nil }
    let header: JSON = [
      "typ": "dpop+jwt", "alg": "ES256",
      "jwk": ["kty": "EC", "crv": "P-256", "x": .string(Self.encoded(x)), "y": .string(Self.encoded(y))],
    ]
    let claims: JSON = [
      "htm": .string(method), "htu": .string(url), "iat": JSON(.number("\(time.seconds)")),
      "jti": .string(Randomness.bytes(16).hexadecimal),
    ]
    let signed = Self.encoded(header.bytes()) + "." + Self.encoded(claims.bytes())
    guard let signature = sign(Array(signed.utf8)) else { return nil }
    return SecretBytes(utf8: signed + "." + Self.encoded(signature))
  }

  private func coordinate(_ name: String) -> [UInt8]? {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return nil }
    defer { BN_free(number) }
    return Self.padded(number)
  }

  /// An ECDSA signature with SHA-256: both numbers, one after the other (RFC 7518, 3.4), not libcrypto's DER.
  private func sign(_ message: [UInt8]) -> [UInt8]? {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var length = 0
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, nil, &length, message, message.count) == 1
    else { return nil }
    var der = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &der, &length, message, message.count) == 1 else { return nil }
    let signature = der.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_ECDSA_SIG(nil, &start, length)
    }
    defer { ECDSA_SIG_free(signature) }
    guard let r = Self.padded(ECDSA_SIG_get0_r(signature)), let s = Self.padded(ECDSA_SIG_get0_s(signature)) else {
      return nil
    }
    return r + s
  }

  private static func padded(_ number: OpaquePointer?) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Int(width))
    return BN_bn2binpad(number, &bytes, width) == width ? bytes : nil
  }

  /// Base64 for URLs, without padding (RFC 7515, 2).
  private static func encoded(_ bytes: [UInt8]) -> String {
    String(Base64.url.encode(bytes).prefix { $0 != "=" })
  }
}
