// Fresh private keys, from libcrypto.

internal import CLibCrypto
internal import GoTemplate

extension PrivateKey {
  /// A fresh RSA key.
  static func generateRSA(bits: Int32) throws(GoFunctionError) -> PrivateKey {
    try generate(EVP_PKEY_RSA) { EVP_PKEY_CTX_set_rsa_keygen_bits($0, bits) }
  }

  /// A fresh key on the curve P-256.
  static func generateP256() throws(GoFunctionError) -> PrivateKey {
    try generate(EVP_PKEY_EC) { context in
      guard EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1 else { return 0 }
      return EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_NAMED_CURVE)
    }
  }

  /// A fresh Ed25519 key.
  static func generateEd25519() throws(GoFunctionError) -> PrivateKey { try generate(EVP_PKEY_ED25519) { _ in 1 } }

  /// A fresh DSA key of 2048 bits with a subgroup of 256.
  static func generateDSA() throws(GoFunctionError) -> PrivateKey {
    let context = EVP_PKEY_CTX_new_id(EVP_PKEY_DSA, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var parameters: OpaquePointer?
    guard EVP_PKEY_paramgen_init(context) == 1, EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 2048) == 1,
      EVP_PKEY_CTX_set_dsa_paramgen_q_bits(context, 256) == 1, EVP_PKEY_paramgen(context, &parameters) == 1
    else { throw generationError }
    defer { EVP_PKEY_free(parameters) }
    return try run(EVP_PKEY_CTX_new(parameters, nil)) { _ in 1 }
  }

  private static let generationError = GoFunctionError("libcrypto could not generate a key")

  private static func generate(
    _ identifier: Int32, _ configure: (OpaquePointer?) -> Int32
  ) throws(GoFunctionError) -> PrivateKey {
    try run(EVP_PKEY_CTX_new_id(identifier, nil), configure)
  }

  private static func run(
    _ context: OpaquePointer?, _ configure: (OpaquePointer?) -> Int32
  ) throws(GoFunctionError) -> PrivateKey {
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, configure(context) == 1, EVP_PKEY_keygen(context, &key) == 1,
      let owned = LibcryptoKey(owning: key), let generated = PrivateKey(owned)
    else { throw generationError }
    return generated
  }
}
