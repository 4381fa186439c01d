// Hashes, from libcrypto.

internal import CLibCrypto

/// A hash function of libcrypto.
public enum Digest: String, Sendable, CaseIterable {
  /// MD5.
  case md5 = "MD5"
  /// SHA-1.
  case sha1 = "SHA1"
  /// SHA-256.
  case sha256 = "SHA256"
  /// SHA-512.
  case sha512 = "SHA512"
  /// SHA3-224, which the controller's labels, hashes and field managers are made of.
  case sha3_224 = "SHA3-224"

  /// The hash of `bytes`; empty only if libcrypto lacks the function (a FIPS build without MD5).
  public func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    guard let algorithm else { return [] }
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let input = Array(bytes)
    guard EVP_Digest(input, input.count, &output, &count, algorithm, nil) == 1 else { return [] }
    return Array(output.prefix(Int(count)))
  }

  /// The keyed hash (RFC 2104, HMAC) of `bytes`.
  public func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    guard let algorithm else { return [] }
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard HMAC(algorithm, key, Int32(clamping: key.count), bytes, bytes.count, &output, &count) != nil else {
      return []
    }
    return Array(output.prefix(Int(count)))
  }

  // The typed getters cost nothing; fetching by name loads providers anew on every call.
  private var algorithm: OpaquePointer? {
    switch self {
    case .md5: EVP_md5()
    case .sha1: EVP_sha1()
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    case .sha3_224: EVP_sha3_224()
    }
  }
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 0xF)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
