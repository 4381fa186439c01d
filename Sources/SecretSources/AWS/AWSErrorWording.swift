// From AWS' errors to what the engine tells apart.

internal import AWS
internal import Reconciliation

/// Says of each of AWS' errors whether the controller would meet it too.
struct AWSErrorWording: Sendable {
  /// Whether the controller's own identity was used.
  let isController: Bool
  /// Who asks, by AWS' own word: for denials that don't say whom they deny; nil where it doesn't tell.
  var callerARN: @Sendable () async -> String? = { nil }

  /// The error as one of a source; "not found" as a plain error.
  func source(_ error: AWSError) async -> SecretSourceError {
    let isOurs: Bool
    switch error.reason {
    case .notFound, .markedForDeletion, .invalidRequest: isOurs = false
    // Only the identity decides about these; the network and this machine's configuration are never the controller's.
    case .accessDenied, .expiredCredentials, .invalidCredentials, .noCredentials, .credentialsFailed:
      isOurs = !isController
    case .throttled, .serverFailure, .malformedAnswer, .transport, .configuration, .noRegion: isOurs = true
    }
    let named = await naming(error)
    return isOurs
      ? .unavailable(cause: named.description, hint: hint(named))
      : .failed(cause: named.description, hint: hint(named))
  }

  /// Runs `body`, its errors as a source's; "not found" as a plain error.
  func translating<Result>(
    _ body: () async throws(AWSError) -> Result
  ) async throws(SecretSourceError) -> Result {
    do throws(AWSError) { return try await body() } catch { throw await source(error) }
  }

  /// Reads a value by `body`: what isn't there is told apart from all other errors.
  func reading<Result>(_ body: () async throws(AWSError) -> Result) async throws(SecretSourceError) -> Result {
    do throws(AWSError) {
      return try await body()
    } catch {
      if error.reason == .notFound { throw .notFound }
      throw await source(error)
    }
  }

  private func naming(_ error: AWSError) async -> AWSError {
    guard case .accessDenied(var denial) = error.reason, denial.identity == nil else { return error }
    denial.identity = await callerARN()
    var named = error
    named.reason = .accessDenied(denial)
    return named
  }

  private func hint(_ error: AWSError) -> String? {
    guard !isController, case .accessDenied = error.reason else { return error.hint }
    let other = "the store's role may be allowed to: --assume-store-role"
    return [error.hint, other].compactMap { $0 }.joined(separator: "; or ")
  }
}
