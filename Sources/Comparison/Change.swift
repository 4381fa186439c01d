// One difference between what is there and what would be.

public import Basics
public import Reconciliation

/// A part of an object, before and after.
public struct Change: Sendable {
  /// What happens to the part.
  public enum Kind: String, Sendable {
    /// It isn't there yet.
    case added
    /// It goes.
    case removed
    /// It becomes something else.
    case changed
    /// It stays.
    case unchanged
  }

  /// One side of a change.
  public enum Side: Sendable, Hashable {
    /// Text that holds no secret.
    case plain(String)
    /// A value that may be a secret.
    case secret(SecretBytes)
    /// One of several values, which one the controller leaves to chance.
    case ambiguous([SecretBytes])
    /// A value made anew at every sync, by the generator or template function named.
    case generated(String)
    /// A value of a provider that can't be read from here.
    case unreadable(String)
  }

  /// The part: `data.password`, `metadata.labels.app`, `type`.
  public var path: FieldPath
  /// What happens to it.
  public var kind: Kind
  /// How it is now; nil if it isn't there.
  public var old: Side?
  /// How it would be; nil if it goes.
  public var new: Side?
  /// Where the new value comes from.
  public var provenance: Provenance

  /// A change of a part; its kind follows from the sides.
  ///
  /// A value that can't be known counts as unchanged where there is one already: nothing says that it differs.
  public init(path: FieldPath, old: Side?, new: Side?, provenance: Provenance = Provenance()) {
    self.path = path
    self.old = old
    self.new = new
    self.provenance = provenance
    switch (old, new) {
    case (nil, _): kind = .added
    case (_, nil): kind = .removed
    case (let old?, let new?): kind = Self.isSame(old, new) ? .unchanged : .changed
    }
  }

  private static func isSame(_ old: Side, _ new: Side) -> Bool {
    switch new {
    case .generated, .unreadable: true
    case .ambiguous(let candidates): candidates.contains { $0 == old.bytes }
    case .plain, .secret: old.bytes == new.bytes
    }
  }

  /// Whether the new value is known before the controller runs.
  public var isCertain: Bool {
    switch new {
    case nil, .plain, .secret: true
    case .ambiguous, .generated, .unreadable: false
    }
  }
}

extension Change.Side {
  var bytes: SecretBytes? {
    switch self {
    case .plain(let text): SecretBytes(utf8: text)
    case .secret(let bytes): bytes
    case .ambiguous, .generated, .unreadable: nil
    }
  }

  /// A value of the desired object as a side.
  init(_ value: DesiredValue) {
    switch value.content {
    case .known(let bytes):
      self = value.isSecret ? .secret(bytes) : .plain(String(decoding: bytes.reveal(), as: UTF8.self))
    case .ambiguous(let candidates): self = .ambiguous(candidates)
    case .generated(let generator): self = .generated(generator.description)
    case .unreadable(let provider): self = .unreadable(provider)
    }
  }
}
