// Redacted values still show whether they changed: by a fingerprint that nobody can look up.

public import Basics

/// Makes fingerprints of values with a key that lives as long as the run.
///
/// Equal values have equal fingerprints within a run; across runs, and without the key, they tell nothing.
public struct Fingerprinter: Sendable {
  private let key: [UInt8]

  /// Fingerprints with a key of random bytes.
  public init(key: [UInt8]) {
    self.key = key
  }

  /// The fingerprint of a value: eight hexadecimal digits.
  public func fingerprint(_ value: SecretBytes) -> String {
    String(Digest.sha256.authenticationCode(of: value.reveal(), key: key).prefix(4).hexadecimal)
  }
}
