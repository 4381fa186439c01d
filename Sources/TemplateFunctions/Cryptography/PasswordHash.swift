// bcrypt, which libcrypto doesn't have: from libxcrypt, the system's crypt(3).

internal import CLibCrypt

/// Hashes of passwords for verification.
enum PasswordHash {
  /// The cost Go's bcrypt takes by default: 2^10 rounds.
  private static let cost: UInt = 10
  /// Go refuses what bcrypt would cut off.
  private static let lengthLimit = 72

  /// The bcrypt hash of a password with a fresh salt, or Go's words for why there is none.
  static func bcrypt(_ password: [UInt8], randomBytes: (Int) -> [UInt8]) -> [UInt8] {
    let failure = "failed to encrypt string with bcrypt: "
    guard password.count <= lengthLimit else {
      return Array("\(failure)bcrypt: password length exceeds 72 bytes".utf8)
    }
    // Go's alphabet and prefix are those of OpenBSD's `$2a$`. (A zero byte ends the password for crypt, not for Go.)
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    let salt = randomBytes(16).map { CChar(bitPattern: $0) }
    guard
      crypt_gensalt_rn("$2a$", cost, salt, Int32(salt.count), &setting, Int32(clamping: setting.count)) != nil
    else { return Array("\(failure)this machine's crypt has no bcrypt".utf8) }
    // The structure takes 32 KiB and must start as zeros.
    let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    data.initialize(to: crypt_data())
    defer { data.deallocate() }
    let phrase = password.map { CChar(bitPattern: $0) } + [0]
    guard let hash = crypt_rn(phrase, setting, data, Int32(MemoryLayout<crypt_data>.size)) else {
      return Array("\(failure)this machine's crypt has no bcrypt".utf8)
    }
    return Array(String(cString: hash).utf8)
  }
}
