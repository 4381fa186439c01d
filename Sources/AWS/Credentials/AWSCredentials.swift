// What requests are signed with, and whoever can get it.

public import Basics

/// An access key, and where it came from.
///
/// Two are equal if they sign alike: stores of many namespaces that refer to the same key share what it reads.
public struct AWSCredentials: Sendable, Hashable {
  /// The access key's ID.
  public var accessKeyID: String
  /// The secret that signatures are made with.
  public var secretAccessKey: SecretBytes
  /// The token of a temporary session.
  public var sessionToken: SecretBytes?
  /// When the session ends; nil for keys that don't end by themselves.
  public var expiration: Timestamp?
  /// Where they came from, for people.
  public var source: String

  /// Credentials.
  public init(
    accessKeyID: String, secretAccessKey: SecretBytes, sessionToken: SecretBytes? = nil, expiration: Timestamp? = nil,
    source: String
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.source = source
  }

  /// Whether both sign alike, and as long.
  public static func == (one: AWSCredentials, other: AWSCredentials) -> Bool {
    one.accessKeyID == other.accessKeyID && one.secretAccessKey == other.secretAccessKey
      && one.sessionToken == other.sessionToken && one.expiration == other.expiration
  }

  /// Hashes what equality is about.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(accessKeyID)
    hasher.combine(secretAccessKey)
    hasher.combine(sessionToken)
    hasher.combine(expiration)
  }
}

/// One place where credentials may be found.
protocol CredentialProvider: Sendable {
  /// The place, for people.
  var name: String { get }

  /// The credentials that are there now.
  func credentials() async throws(CredentialFailure) -> AWSCredentials

  /// The credentials that are there now, without those that someone has kept and AWS called expired.
  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials

  /// Fails as ``credentials()`` would where that is known without asking anyone.
  func check() throws(CredentialFailure)
}

extension CredentialProvider {
  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials {
    try await credentials()
  }

  func check() throws(CredentialFailure) {}
}

/// Why a place gave no credentials.
enum CredentialFailure: Error {
  /// It isn't set up: the next place is looked at.
  case absent(String)
  /// It is set up and doesn't work: the search ends.
  case failed(AWSError)

  /// Set up and not working, with the reason in words.
  static func broken(_ source: String, _ message: String, hint: String? = nil) -> CredentialFailure {
    .failed(AWSError(.credentialsFailed(source: source), message: message, hint: hint))
  }

  /// The failure of a place that is the only one to be looked at.
  func error(of source: String) -> AWSError {
    switch self {
    case .absent(let reason): AWSError(.noCredentials([CredentialAttempt(source: source, reason: reason)]))
    case .failed(let error): error
    }
  }
}

/// Places, looked at in order; the first that has credentials counts.
struct CredentialChain: CredentialProvider {
  let name: String
  let providers: [any CredentialProvider]

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try await credentials(insteadOf: nil) }

  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials {
    var attempts: [CredentialAttempt] = []
    for provider in providers {
      do throws(CredentialFailure) {
        return try await provider.credentials(insteadOf: refused)
      } catch {
        guard case .absent(let reason) = error else { throw error }
        attempts.append(CredentialAttempt(source: provider.name, reason: reason))
      }
    }
    throw .failed(AWSError(.noCredentials(attempts)))
  }

  func check() throws(CredentialFailure) {
    var attempts: [CredentialAttempt] = []
    for provider in providers {
      do throws(CredentialFailure) {
        return try provider.check()
      } catch {
        guard case .absent(let reason) = error else { throw error }
        attempts.append(CredentialAttempt(source: provider.name, reason: reason))
      }
    }
    throw .failed(AWSError(.noCredentials(attempts)))
  }
}

/// Credentials that are known.
struct StaticProvider: CredentialProvider {
  let known: AWSCredentials
  var name: String { known.source }
  func credentials() async throws(CredentialFailure) -> AWSCredentials { known }
}
