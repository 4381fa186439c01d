// What happens to fetched values between the provider and the data: decoding, NUL bytes, checks of keys.

internal import Basics
internal import ExternalSecrets

extension DecodingStrategy {
  /// The value decoded, as the controller does it: padding is required, line breaks don't count.
  func decode(_ value: SecretBytes) throws(SecretSourceError) -> SecretBytes {
    switch self {
    case .none: return value
    case .auto:
      let bytes = value.reveal()
      return (Base64.standard.decode(bytes) ?? Base64.url.decode(bytes)).map { SecretBytes($0) } ?? value
    case .base64, .base64URL:
      let base64: Base64 = self == .base64 ? .standard : .url
      guard let bytes = base64.decode(value.reveal()) else {
        throw .failed(
          cause:
            "the value is not \(self == .base64 ? "base64" : "base64url"), which decodingStrategy \(rawValue) wants",
          hint: "decodingStrategy: Auto decodes only what can be decoded, None nothing")
      }
      return SecretBytes(bytes)
    }
  }
}

extension NullBytePolicy {
  /// Fails for a value with a NUL byte, if the policy says so.
  func check(_ value: SecretBytes, key: DataKey) throws(SecretSourceError) {
    guard self == .fail, value.withBytes({ $0.contains(0) }) else { return }
    throw .failed(
      cause: "the value for \"\(key)\" contains NUL bytes, which nullBytePolicy: Fail forbids",
      hint: "store it in a text form such as PEM or base64, or leave nullBytePolicy out for binary data")
  }
}

extension [DataKey: DesiredValue] {
  /// The entries with their keys converted; an error if two become one.
  func convertingKeys(_ strategy: ConversionStrategy) throws(SecretSourceError) -> Entries {
    var converted = Entries(minimumCapacity: count)
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      let newKey = key.converted(strategy)
      guard converted.updateValue(value, forKey: newKey) == nil else {
        throw .failed(
          cause: "two keys become \"\(newKey)\" by conversionStrategy \(strategy.rawValue)",
          hint: "conversionStrategy: Unicode keeps them apart, or a rewrite renames them")
      }
    }
    return converted
  }

  /// The entries without an empty key; an error for a key the controller would not take.
  func checkingKeys() throws(SecretSourceError) -> Entries {
    var checked = self
    checked[DataKey("")] = nil
    for key in checked.keys.sorted() {
      guard let problem = key.controllerProblem else { continue }
      throw .failed(
        cause: "invalid secret key: \(problem)",
        hint: "change the key by a rewrite, or leave rewrite out so that conversionStrategy does")
    }
    return checked
  }

  /// The entries with their values decoded; an error names the key.
  func decoded(_ strategy: DecodingStrategy) throws(SecretSourceError) -> Entries {
    guard strategy != .none else { return self }
    var decoded = Entries(minimumCapacity: count)
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      do throws(SecretSourceError) {
        decoded[key] = try value.mapBytes(strategy.decode)
      } catch .failed(let cause, let hint) {
        throw .failed(cause: "key \"\(key)\": \(cause)", hint: hint)
      }
    }
    return decoded
  }

  /// Fails for the first value the policy forbids.
  func checkingNullBytes(_ policy: NullBytePolicy) throws(SecretSourceError) -> Entries {
    guard policy == .fail else { return self }
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      guard let bytes = value.bytes else { continue }
      try policy.check(bytes, key: key)
    }
    return self
  }
}
