// Keys from passwords, from libcrypto.

internal import Basics
internal import CLibCrypto
internal import GoTemplate

/// The functions that make a key of a password.
enum KeyDerivation {
  /// More rounds than any file in use has; beyond it a file is a way to stop the program.
  static let iterationLimit = 10_000_000

  /// The purposes of PKCS#12's own function (RFC 7292, B.3).
  enum Purpose: Int32 {
    case key = 1
    case initializationVector = 2
    case authentication = 3
  }

  /// PKCS#12's own function; `password` is UTF-16 with its end, as the standard wants it.
  static func pkcs12(
    password: [UInt8], salt: [UInt8], iterations: Int, purpose: Purpose, length: Int, digest: Digest
  ) throws(GoFunctionError) -> [UInt8] {
    let rounds = try checked(iterations)
    var (password, salt) = (password, salt)
    var output = [UInt8](repeating: 0, count: length)
    let hasPassword = !password.isEmpty
    let outcome = password.withUnsafeMutableBufferPointer { password in
      PKCS12_key_gen_uni(
        hasPassword ? password.baseAddress : nil, Int32(clamping: password.count), &salt, Int32(clamping: salt.count),
        purpose.rawValue, rounds, Int32(clamping: length), &output, EVP_get_digestbyname(digest.rawValue))
    }
    guard outcome == 1 else { throw GoFunctionError("libcrypto could not derive a key") }
    return output
  }

  /// PBKDF2 (RFC 8018).
  static func pbkdf2(
    password: [UInt8], salt: [UInt8], iterations: Int, length: Int, digest: Digest
  ) throws(GoFunctionError) -> [UInt8] {
    let rounds = try checked(iterations)
    var output = [UInt8](repeating: 0, count: length)
    let outcome = password.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { password in
        PKCS5_PBKDF2_HMAC(
          password.baseAddress, Int32(clamping: password.count), salt, Int32(clamping: salt.count), rounds,
          EVP_get_digestbyname(digest.rawValue), Int32(clamping: length), &output)
      }
    }
    guard outcome == 1 else { throw GoFunctionError("libcrypto could not derive a key") }
    return output
  }

  /// scrypt (RFC 7914).
  static func scrypt(
    password: [UInt8], salt: [UInt8], cost: UInt64, blockSize: UInt64, parallelism: UInt64, length: Int
  ) throws(GoFunctionError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: length)
    let memoryLimit: UInt64 = 256 << 20
    let outcome = password.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { password in
        EVP_PBE_scrypt(
          password.baseAddress, password.count, salt, salt.count, cost, blockSize, parallelism, memoryLimit, &output,
          length)
      }
    }
    guard outcome == 1 else { throw GoFunctionError("libcrypto could not derive a key") }
    return output
  }

  private static func checked(_ iterations: Int) throws(GoFunctionError) -> Int32 {
    // Go's loops run at least once, whatever the file says.
    guard iterations <= iterationLimit else {
      throw GoFunctionError("\(iterations) iterations are asked for, more than the \(iterationLimit) that are allowed")
    }
    return Int32(clamping: max(iterations, 1))
  }
}
