// What the engine needs from a backend of kubernetes-external-secrets.

public import Basics
public import ExternalSecrets

/// A backend's secrets, read as kubernetes-external-secrets reads them.
///
/// It is asked concurrently, and asked the same thing many times: it remembers its answers for the run.
public protocol LegacySource: Sendable {
  /// The source in words, such as `AWS Secrets Manager in eu-west-1`.
  var description: String { get }

  /// Begins to read values ahead, in as few requests as possible.
  func prefetch(_ reads: [LegacyRead]) async

  /// One value, whole.
  func value(_ read: LegacyRead) async throws(SecretSourceError) -> LegacyValue

  /// All values below a path, in the backend's order, by their full names.
  func values(below path: String, recursive: Bool) async throws(SecretSourceError) -> [FoundSecret]

  /// The names of the secrets there are, for "did you mean"; none where they may not or can't be listed.
  func knownNames() async -> [String]
}

extension LegacySource {
  /// Reads nothing ahead.
  public func prefetch(_ reads: [LegacyRead]) async {}

  /// No names are known.
  public func knownNames() async -> [String] { [] }
}

/// A value that is wanted.
public struct LegacyRead: Sendable, Hashable {
  /// The secret's name.
  public var key: String
  /// Its version.
  public var version: LegacyVersion

  /// A value.
  public init(key: String, version: LegacyVersion = LegacyVersion()) {
    self.key = key
    self.version = version
  }
}

/// A value as the backend holds it.
public enum LegacyValue: Sendable, Hashable {
  /// Text.
  case text(SecretBytes)
  /// Bytes, which `isBinary` leaves alone.
  case binary(SecretBytes)

  /// The bytes of either.
  public var bytes: SecretBytes {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes
    }
  }
}

extension SecretSourceProvider {
  /// No backend can be read.
  public func source(for backend: LegacyBackend) async throws(SecretSourceError) -> any LegacySource {
    throw .notReadable(provider: backend.type, reason: nil)
  }
}
