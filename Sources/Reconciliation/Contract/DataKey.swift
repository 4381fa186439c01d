// The keys of data. Swift compares strings by what they look like, Go by their bytes; here Go's answer counts.

/// A key of a Secret's data or of a provider's answer, compared byte by byte.
public struct DataKey: Sendable, Hashable, Comparable {
  /// The key.
  public var text: String

  /// A key.
  public init(_ text: String) {
    self.text = text
  }

  /// Equality of the bytes.
  public static func == (left: DataKey, right: DataKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  /// The order of the bytes, which is the order Go sorts map keys in.
  public static func < (left: DataKey, right: DataKey) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension DataKey: ExpressibleByStringLiteral {
  /// A key from a literal.
  public init(stringLiteral text: String) {
    self.init(text)
  }
}

extension DataKey: CustomStringConvertible {
  /// The key itself: keys are no secret.
  public var description: String { text }
}
