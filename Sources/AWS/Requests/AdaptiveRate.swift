// After the first throttling, requests keep to a rate that feels its way up again: the SDKs' `adaptive` mode.

import Basics
import Synchronization

/// The rate at which requests to one service and region go out.
///
/// Unlimited until AWS throttles; then at most seven tenths of the rate measured, growing back along a cubic curve
/// (CUBIC, as the SDKs' retry specification has it).
final class AdaptiveRate: Sendable {
  private struct State {
    /// Requests a second allowed; nil as long as nothing was throttled.
    var allowed: Double?
    /// When the next request may go out.
    var nextStart = 0.0
    /// Requests a second measured over half-second windows, smoothed.
    var measured = 0.0
    var windowStart = 0.0
    var windowCount = 0.0
    /// The rate and the moment of the last throttling.
    var throttledRate = 0.0
    var throttledAt = 0.0

    mutating func measure(_ now: Double) {
      if windowStart == 0 { windowStart = now }
      windowCount += 1
      guard now - windowStart >= AdaptiveRate.window else { return }
      measured = windowCount / (now - windowStart) * smoothing + measured * (1 - smoothing)
      windowStart = now
      windowCount = 0
    }

    private var smoothing: Double { AdaptiveRate.smoothing }
  }

  private let state = Mutex(State())

  private static let reduction = 0.7
  private static let growth = 0.4
  private static let smoothing = 0.8
  private static let window = 0.5
  private static let slowest = 0.5

  /// Reserves a moment for the next request.
  ///
  /// - Parameter now: The time.
  /// - Returns: How long to wait for that moment.
  func reserve(_ now: Timestamp) -> Duration {
    state.withLock { state in
      guard let allowed = state.allowed else { return .zero }
      let start = max(now.inSeconds, state.nextStart)
      state.nextStart = start + 1 / allowed
      return .milliseconds((start - now.inSeconds) * 1000)
    }
  }

  /// Learns how a request went.
  ///
  /// - Parameters:
  ///   - start: When it went out.
  ///   - now: The time.
  ///   - wasThrottled: Whether AWS asked to slow down.
  func learn(from start: Timestamp, to now: Timestamp, wasThrottled: Bool) {
    state.withLock { state in
      let (start, now) = (start.inSeconds, now.inSeconds)
      state.measure(now)
      if wasThrottled {
        // Requests that were under way when the rate was lowered say nothing about the new rate.
        guard start > state.throttledAt else { return }
        let measured = max(state.measured, state.windowCount / Self.window)
        let rate = state.allowed.map { min($0, measured) } ?? measured
        state.throttledRate = max(rate, Self.slowest)
        state.throttledAt = now
        state.allowed = max(rate * Self.reduction, Self.slowest)
      } else if state.allowed != nil {
        let plateau = Self.cubeRoot(state.throttledRate * (1 - Self.reduction) / Self.growth)
        let distance = now - state.throttledAt - plateau
        let rate = Self.growth * distance * distance * distance + state.throttledRate
        let ceiling = 2 * max(state.measured, state.windowCount / Self.window)
        state.allowed = max(min(rate, ceiling), Self.slowest)
      }
    }
  }

  /// The cube root, by Newton's method: the standard library has none.
  private static func cubeRoot(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    return (0..<60).reduce(max(value, 1)) { root, _ in (2 * root + value / (root * root)) / 3 }
  }
}

extension Timestamp {
  fileprivate var inSeconds: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
}
