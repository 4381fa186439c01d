// How a key becomes valid, and which one is: the controller's rules, and the API server's, which are stricter.

public import ExternalSecrets

extension DataKey {
  /// The key after conversion (`controller.md`): what isn't a letter, a number, `-`, `.` or `_` is replaced.
  public func converted(_ strategy: ConversionStrategy) -> DataKey {
    guard text.unicodeScalars.contains(where: { !Self.isAllowed($0) }) else { return self }
    var converted = ""
    for scalar in text.unicodeScalars {
      switch strategy {
      case _ where Self.isAllowed(scalar): converted.unicodeScalars.append(scalar)
      case .default: converted += "_"
      case .unicode:
        let digits = String(scalar.value, radix: 16)
        converted += "_U" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "_"
      }
    }
    return DataKey(converted)
  }

  /// Why the controller would not take this key; nil if it would.
  var controllerProblem: String? {
    let count = text.utf8.count
    guard count <= 253 else { return "key has length \(count) but max is 253" }
    guard let scalar = text.unicodeScalars.first(where: { !Self.isAllowed($0) }) else { return nil }
    return "key has invalid character \(scalar), only alphanumeric, '-', '.' and '_' are allowed: \(text)"
  }

  /// Why the API server would not take this key (`IsConfigMapKey`); nil if it would.
  var serverProblem: String? {
    let bytes = text.utf8
    guard bytes.count <= 253 else { return "must be no more than 253 characters" }
    guard !bytes.isEmpty, bytes.allSatisfy(Self.isServerAllowed) else {
      return "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    }
    if text == "." { return "must not be '.'" }
    if text == ".." { return "must not be '..'" }
    return text.hasPrefix("..") ? "must not start with '..'" : nil
  }

  /// Go's `unicode.IsLetter` or `unicode.IsNumber`, or one of `-._`.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isServerAllowed(UInt8(truncatingIfNeeded: scalar.value)) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }

  private static func isServerAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Sequence where Element == FoundSecret {
  /// The answers with their keys converted, as `fake` and `kubernetes` do inside `find`.
  ///
  /// - Parameter strategy: How.
  /// - Returns: The answers.
  /// - Throws: ``SecretSourceError`` when two keys become one.
  public func convertingKeys(_ strategy: ConversionStrategy) throws(SecretSourceError) -> [FoundSecret] {
    var seen: Set<DataKey> = []
    var converted: [FoundSecret] = []
    for var secret in self {
      secret.key = secret.key.converted(strategy)
      guard seen.insert(secret.key).inserted else {
        throw .failed(
          cause: "secret name collision during conversion: \(secret.key)",
          hint: "narrow the search, or use conversionStrategy: Unicode")
      }
      converted.append(secret)
    }
    return converted
  }
}
