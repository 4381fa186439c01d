// From AWS' errors to what the engine tells apart.

internal import AWS
internal import Reconciliation

/// Says of each of AWS' errors whether the controller would meet it too.
struct AWSErrorWording: Sendable {
  /// Who might get another answer than the identity that asks, and the flag that asks as them.
  struct Alternative: Sendable {
    let who: String
    let flag: String
  }

  /// Whether AWS is asked with the credentials that the controller uses.
  let isController: Bool
  /// Who else might be asked.
  var alternative: Alternative?
  /// Who asks, by AWS' own word: for denials that don't say whom they deny; nil where it doesn't tell.
  var callerARN: @Sendable () async -> String? = { nil }

  /// What to do where something isn't there, besides looking at its name.
  var absenceHint: String {
    if let alternative {
      return "you looked with your own credentials, and \(alternative.who) may look elsewhere: \(alternative.flag)"
    }
    return isController ? "correct the store's region" : "look in another region (--region) or account (--profile)"
  }

  /// The error as one of a source; "not found" as a plain error.
  func source(_ error: AWSError) async -> SecretSourceError {
    let isOurs: Bool
    switch error.reason {
    // Asking for credentials fails like that only for whoever asks for them.
    case .notFound, .markedForDeletion, .invalidRequest: isOurs = !error.isAboutValue && !isController
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

  /// Reads a value by `body`: what isn't there is told apart from all other errors, those of getting credentials too.
  func reading<Result>(_ body: () async throws(AWSError) -> Result) async throws(SecretSourceError) -> Result {
    do throws(AWSError) {
      return try await body()
    } catch {
      if error.reason == .notFound, error.isAboutValue { throw .notFound }
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
    guard let alternative, case .accessDenied = error.reason else { return error.hint }
    let other = "\(alternative.who) may be allowed to: \(alternative.flag)"
    return [error.hint, other].compactMap { $0 }.joined(separator: "; or ")
  }
}

extension AWSError {
  /// Whether a value was asked for, or a list of them, rather than credentials.
  fileprivate var isAboutValue: Bool { operation.hasPrefix("secretsmanager:") || operation.hasPrefix("ssm:") }
}
