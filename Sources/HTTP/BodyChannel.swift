// Where the loop's thread hands the pieces of a streamed body to the task that reads them.

import Synchronization

/// A bounded buffer between a transfer and the one task that reads its body.
final class BodyChannel: Sendable {
  private typealias Piece = Result<[UInt8]?, HTTPError>

  private struct State {
    var bytes: [UInt8] = []
    /// How the body ended, once it has; its reader is told once everything before it has been read.
    var end: Result<Void, HTTPError>?
    var reader: CheckedContinuation<Piece, Never>?
    /// Whether the transfer was stopped because its reader is slow.
    var isPaused = false
  }

  private let state = Mutex(State())
  /// The most bytes that wait for a slow reader.
  private let limit: Int
  private let server: String

  init(limit: Int = 1 << 20, server: String) {
    self.limit = limit
    self.server = server
  }

  /// Takes a piece of the body; false, having taken nothing, if the transfer is to pause.
  func push(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    let (isTaken, reader) = state.withLock { state -> (Bool, CheckedContinuation<Piece, Never>?) in
      if let reader = state.reader.take() { return (true, reader) }
      state.isPaused = !state.bytes.isEmpty && state.bytes.count + piece.count > limit
      if !state.isPaused { state.bytes += piece }
      return (!state.isPaused, nil)
    }
    reader?.resume(returning: .success(Array(piece)))
    return isTaken
  }

  /// Ends the body, well or by an error; only the first end counts.
  func finish(_ end: Result<Void, HTTPError>) {
    let reader = state.withLock { state -> CheckedContinuation<Piece, Never>? in
      guard state.end == nil else { return nil }
      state.end = end
      return state.reader.take()
    }
    reader?.resume(returning: end.map { nil })
  }

  /// Waits for the next piece; nil at the end of the body.
  ///
  /// - Parameters:
  ///   - resume: Lets a paused transfer go on.
  ///   - cancel: Ends the transfer, because the reading task was cancelled.
  /// - Returns: The piece.
  /// - Throws: What broke the body off.
  func next(
    resume: @Sendable () -> Void, cancel: @escaping @Sendable () -> Void
  ) async throws(HTTPError) -> [UInt8]? {
    let piece = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        var mustResume = false
        let ready: Piece? = state.withLock { state in
          if !state.bytes.isEmpty {
            defer { state.bytes = [] }
            mustResume = state.isPaused
            state.isPaused = false
            return .success(state.bytes)
          }
          if let end = state.end { return end.map { nil } }
          guard state.reader == nil else {
            return .failure(HTTPError(.invalidRequest("a body can have one reader only"), server: server))
          }
          state.reader = continuation
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
        if mustResume { resume() }
      }
    } onCancel: {
      finish(.failure(HTTPError(.cancelled, server: server)))
      cancel()
    }
    return try piece.get()
  }
}
