// What the engine needs from a provider. Whoever reads values conforms to this; the engine knows no provider.

public import Basics
public import ExternalSecrets

/// A provider's secrets, read as the controller's own client for that provider reads them.
///
/// A source is asked concurrently, and asked the same thing many times: it remembers its answers for the run.
public protocol SecretSource: Sendable {
  /// The source in words, such as `AWS Secrets Manager in eu-west-1`; no values, no credentials.
  var description: String { get }

  /// Reads ahead everything that will be asked for, in as few requests as possible.
  ///
  /// A failure here is not an error: it shows again when the value itself is asked for.
  func prefetch(_ reads: [RemoteRead]) async

  /// One value: what the controller's `GetSecret` answers, property lookup included; not decoded.
  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes

  /// The members of one value: what the controller's `GetSecretMap` answers; keys neither converted nor checked.
  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes]

  /// What to do where a secret isn't there, besides looking at its name: whoever else might see it; nil for nothing.
  var absenceHint: String? { get }

  /// The names of the secrets there are; none where they may not or can't be listed.
  func knownNames() async -> [String]

  /// Names that one which isn't there is near to, for "did you mean", at little cost.
  func names(near key: String) async -> [String]

  /// All values that match: what the controller's `GetAllSecrets` answers, conversion inside it included.
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret]
}

extension SecretSource {
  /// Reads nothing ahead.
  public func prefetch(_ reads: [RemoteRead]) async {}

  /// Everybody sees the same.
  public var absenceHint: String? { nil }

  /// No names are known.
  public func knownNames() async -> [String] { [] }

  /// The nearest of all.
  public func names(near key: String) async -> [String] { await knownNames().nearest(to: key) }
}

/// One answer of a search.
public struct FoundSecret: Sendable, Hashable {
  /// The key the controller's client gives it.
  public var key: DataKey
  /// The secret's name in the provider.
  public var remoteKey: String
  /// The value.
  public var value: SecretBytes

  /// An answer.
  public init(key: DataKey, remoteKey: String, value: SecretBytes) {
    self.key = key
    self.remoteKey = remoteKey
    self.value = value
  }
}

/// Something a source will be asked for.
public enum RemoteRead: Sendable, Hashable {
  /// One value.
  case secret(RemoteReference)
  /// The members of one value.
  case secretMap(RemoteReference)
  /// A search.
  case find(FindQuery)
}

/// Why a source has no answer; it holds no value.
public enum SecretSourceError: Error, Sendable, Hashable {
  /// The controller's `NoSecretErr`, "Secret does not exist": under deletionPolicy Delete and Merge no error.
  case notFound
  /// The controller would fail in the same way.
  ///
  /// `cause` is a sentence without a final period, `hint` what to do.
  case failed(cause: String, hint: String?)
  /// This machine can't answer, though the controller might: no credentials, no network, access denied here.
  case unavailable(cause: String, hint: String?)
  /// This program doesn't read that provider, or is told not to.
  ///
  /// It is no error of the run; `reason` completes the sentence "values can't be read from here".
  case notReadable(provider: String, reason: String?)
}

/// Leads from stores to sources.
public protocol SecretSourceProvider: Sendable {
  /// The source of a store's values.
  ///
  /// It is called once a run for each store and namespace.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - namespace: The ExternalSecret's namespace, where a ClusterSecretStore may look for its credentials.
  /// - Returns: The source.
  /// - Throws: Why there is none; ``SecretSourceError/notReadable(provider:reason:)`` for a provider that can't be read.
  func source(for store: SecretStore, namespace: String) async throws(SecretSourceError) -> any SecretSource

  /// The source of the values of a backend of kubernetes-external-secrets.
  ///
  /// It is called once a run for each backend.
  ///
  /// - Parameter backend: The backend: its kind, region and role.
  /// - Returns: The source.
  /// - Throws: Why there is none; ``SecretSourceError/notReadable(provider:reason:)`` for a backend that can't be read.
  func source(for backend: LegacyBackend) async throws(SecretSourceError) -> any LegacySource
}
