// From AWS' errors to what the engine tells apart.

internal import AWS
internal import Reconciliation

/// Says of each of AWS' errors whether the controller would meet it too.
struct AWSErrorWording: Sendable {
  /// Whether the controller's own identity was used.
  let isController: Bool

  /// The error as one of a source; "not found" as a plain error.
  func source(_ error: AWSError) -> SecretSourceError {
    let isOurs: Bool
    switch error.reason {
    case .notFound, .invalidRequest: isOurs = false
    // Only the identity decides about these; the network and this machine's configuration are never the controller's.
    case .accessDenied, .expiredCredentials, .invalidCredentials, .noCredentials, .credentialsFailed:
      isOurs = !isController
    case .throttled, .serverFailure, .malformedAnswer, .transport, .configuration, .noRegion: isOurs = true
    }
    return isOurs
      ? .unavailable(cause: error.description, hint: hint(error)) : .failed(cause: error.description, hint: hint(error))
  }

  /// Runs `body`, its errors as a source's; "not found" as a plain error.
  func translating<Result>(
    _ body: () async throws(AWSError) -> Result
  ) async throws(SecretSourceError) -> Result {
    do throws(AWSError) { return try await body() } catch { throw source(error) }
  }

  private func hint(_ error: AWSError) -> String? {
    guard !isController, case .accessDenied = error.reason else { return error.hint }
    let other = "the store's role may be allowed to: --assume-store-role"
    return [error.hint, other].compactMap { $0 }.joined(separator: "; or ")
  }
}
