// When a request is tried again, and after how long.

import Basics
import HTTP

/// What kind of failure an attempt met.
enum AttemptFailure: Sendable, Equatable {
  /// It may pass by itself: a broken connection, a 5xx.
  case transient
  /// AWS asks to slow down.
  case throttled
  /// It will be the same next time.
  case permanent
}

/// How often requests are tried: the SDKs' `standard` mode.
struct RetryPolicy: Sendable, Equatable {
  /// The most attempts at a request that fails for a while.
  let attempts: Int
  /// The most attempts at a request that AWS throttles: waiting always helps there.
  let throttledAttempts: Int

  private static let modes: Set<String> = ["legacy", "standard", "adaptive"]

  /// The longest pause.
  static let longestPause = Duration.seconds(20)

  /// Reads `AWS_MAX_ATTEMPTS` and `max_attempts`; 3, and 8 when throttled, if neither is there.
  ///
  /// `AWS_RETRY_MODE` and `retry_mode` must be a mode of the SDKs', and change nothing: pauses have always full jitter,
  /// and the rate adapts after the first throttling, in every mode.
  init(_ configuration: AWSConfiguration) throws(AWSError) {
    if let mode = configuration.setting("AWS_RETRY_MODE", "retry_mode"), !Self.modes.contains(mode.lowercased()) {
      throw configuration.mistake(in: "AWS_RETRY_MODE", "retry_mode", "legacy, standard or adaptive")
    }
    guard let text = configuration.setting("AWS_MAX_ATTEMPTS", "max_attempts") else {
      (attempts, throttledAttempts) = (3, 8)
      return
    }
    guard let count = Int(text), count > 0, count <= 100 else {
      throw configuration.mistake(in: "AWS_MAX_ATTEMPTS", "max_attempts", "a number from 1 to 100")
    }
    (attempts, throttledAttempts) = (count, count)
  }

  /// The pause before the next attempt; nil if there is none.
  ///
  /// - Parameters:
  ///   - attempt: How many attempts have been made.
  ///   - failure: What the last of them met.
  ///   - retryAfter: What AWS asked for.
  ///   - random: A number from 0 to 1: the jitter.
  /// - Returns: The pause.
  func pause(after attempt: Int, _ failure: AttemptFailure, retryAfter: Duration?, random: Double) -> Duration? {
    let limit = failure == .throttled ? throttledAttempts : attempts
    guard failure != .permanent, attempt < limit else { return nil }
    let base: Duration = failure == .throttled ? .seconds(1) : .milliseconds(200)
    let ceiling = min(base * (1 << min(attempt - 1, 10)), Self.longestPause)
    return max(ceiling * random, min(retryAfter ?? .zero, Self.longestPause))
  }

  /// AWS' codes for "slow down".
  static let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
    "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded",
    "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "EC2ThrottledException",
  ]

  /// AWS' codes for failures that pass.
  static let transientCodes: Set<String> = [
    "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalServiceError", "InternalServerError",
    "InternalFailure", "ServiceUnavailable", "ServiceUnavailableException", "IDPCommunicationError",
  ]

  /// What kind of failure an answer is.
  static func classify(status: Int, code: String) -> AttemptFailure {
    if throttlingCodes.contains(code) || status == 429 { return .throttled }
    return transientCodes.contains(code) || [500, 502, 503, 504].contains(status) ? .transient : .permanent
  }
}
