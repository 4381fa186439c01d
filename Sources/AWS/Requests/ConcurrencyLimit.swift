// No more requests at a time than AWS and this machine's sockets like.

import Synchronization

/// A number of permits; who finds none waits in a line.
final class ConcurrencyLimit: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// How many of the line's head have left it already.
    var served = 0
  }

  private let state: Mutex<State>

  init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

  /// Runs `body` with a permit.
  func run<Result, Failure: Error>(
    _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    await acquire()
    defer { release() }
    return try await body()
  }

  // Whoever waits is let through when the permits before it come back, cancelled or not: requests are bounded in time.
  private func acquire() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  private func release() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.served < state.waiting.count else {
        state.free += 1
        state.waiting = []
        state.served = 0
        return nil
      }
      state.served += 1
      return state.waiting[state.served - 1]
    }
    next?.resume()
  }
}
