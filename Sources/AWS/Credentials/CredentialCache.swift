// Credentials are got once, by whoever asks first, and again shortly before they end.

import Basics

/// The credentials of one identity, for everyone who uses it.
actor CredentialCache {
  private let provider: any CredentialProvider
  private let now: @Sendable () -> Timestamp
  private var search: Task<Result<AWSCredentials, AWSError>, Never>?
  private var current: AWSCredentials?

  /// How long before their end credentials are replaced.
  private static let margin = Duration.seconds(300)

  init(_ provider: any CredentialProvider, now: @escaping @Sendable () -> Timestamp) {
    self.provider = provider
    self.now = now
  }

  /// The credentials.
  ///
  /// - Parameter refused: Credentials that AWS called expired, so that they are not handed out again.
  /// - Returns: Credentials, the same for everyone.
  /// - Throws: Why there are none; it is not tried again in this run.
  func credentials(insteadOf refused: AWSCredentials? = nil) async throws(AWSError) -> AWSCredentials {
    if let current, current == refused || isEnding(current) {
      self.current = nil
      search = nil
    }
    let search =
      search
      ?? Task { [provider] in
        do throws(CredentialFailure) {
          return .success(try await provider.credentials())
        } catch {
          switch error {
          case .failed(let error): return .failure(error)
          case .absent(let reason):
            return .failure(AWSError(.noCredentials([CredentialAttempt(source: provider.name, reason: reason)])))
          }
        }
      }
    self.search = search
    let credentials = try await search.value.get()
    current = credentials
    return credentials
  }

  private func isEnding(_ credentials: AWSCredentials) -> Bool {
    guard let expiration = credentials.expiration else { return false }
    return expiration.duration(since: now()) < Self.margin
  }
}
