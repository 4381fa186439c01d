// Random bytes, from libcrypto.

internal import CLibCrypto

/// Randomness good enough for keys.
public enum Randomness {
  /// That many random bytes.
  ///
  /// Where libcrypto has none to give, the system's own generator is asked, so that nothing is ever predictable.
  public static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    if RAND_bytes(&bytes, Int32(clamping: bytes.count)) == 1 { return bytes }
    var generator = SystemRandomNumberGenerator()
    return bytes.map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
