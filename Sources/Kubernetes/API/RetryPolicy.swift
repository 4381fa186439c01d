// When a request is sent again: where the server asks for it (as client-go does), or where it can do no harm and the
// trouble is likely to pass.

import Basics
import HTTP

/// Decides, for one request, whether and when it is sent again.
struct RetryPolicy {
  private let isRepeatable: Bool
  private let isRead: Bool
  private var attempts = 0
  private var renewals = 0
  private var firstFailure: ContinuousClock.Instant?

  /// How often the server may ask to come back later.
  private static let limit = 10
  /// How often a request is repeated that the server never asked for again.
  private static let unaskedLimit = 3
  /// How long a server that has answered before may be away: restarting takes about ten seconds.
  private static let restartTime = Duration.seconds(60)

  init(_ request: APIRequest) {
    isRepeatable = request.isRepeatable
    isRead = request.method == "GET"
  }

  /// Whether new credentials may be tried; they may be once.
  mutating func allowsRenewal() -> Bool {
    renewals += 1
    return renewals == 1
  }

  /// How long to wait before the next attempt.
  ///
  /// - Parameters:
  ///   - failure: Why the last attempt failed.
  ///   - serverWasThere: Whether the server has answered an earlier request of this run.
  /// - Returns: The pause; nil to give up.
  mutating func pause(after failure: KubernetesError, serverWasThere: Bool) -> Duration? {
    attempts += 1
    let started = firstFailure ?? .now
    firstFailure = started
    switch failure {
    case .refused(let status, _):
      guard status.code == 429 || status.code >= 500 else { return nil }
      if let wait = status.retryAfter { return attempts <= Self.limit ? min(wait, .seconds(60)) : nil }
      let passes = status.code == 429 || (isRead && status.code == 500) || (isRepeatable && status.code > 501)
      return passes && attempts <= Self.unaskedLimit ? backoff : nil
    case .connection(let error, certificateExpiry: nil):
      guard error.isTransient, error.reason != .timedOut else { return nil }
      let wasSeen = error.reason != .refused && error.reason != .connectTimedOut
      guard isRepeatable || !wasSeen else { return nil }
      if serverWasThere { return ContinuousClock.now - started < Self.restartTime ? backoff : nil }
      return wasSeen && attempts <= Self.unaskedLimit ? backoff : nil
    default:
      return nil
    }
  }

  /// A pause that doubles from 100 milliseconds to 2 seconds, varied so that many clients don't come back together.
  private var backoff: Duration {
    let doubled = Duration.milliseconds(100 * (1 << min(attempts - 1, 5)))
    return min(doubled, .seconds(2)) * Double.random(in: 0.75...1.25)
  }
}
