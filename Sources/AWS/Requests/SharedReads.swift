// Each thing is read once in a run, however many ask for it, and whenever they ask.

import Synchronization

/// Answers by question; whoever asks first starts the reading, all others wait for it.
final class SharedReads<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  typealias Reading = Task<Result<Value, AWSError>, Never>

  private struct State {
    var readings: [Key: Reading] = [:]
    /// What has been asked for, rather than only read ahead.
    var asked: Set<Key> = []
  }

  private let state = Mutex(State())
  private let statistics: CallStatistics

  init(_ statistics: CallStatistics) { self.statistics = statistics }

  /// The answer to `key`, from `read` if nobody has asked before.
  func value(
    _ key: Key, _ read: @escaping @Sendable () async -> Result<Value, AWSError>
  ) async throws(AWSError) -> Value {
    while true {
      let (reading, isFirst) = state.withLock { state in
        let isFirst = state.asked.insert(key).inserted
        if let reading = state.readings[key] { return (reading, isFirst) }
        let reading = Reading { await read() }
        state.readings[key] = reading
        return (reading, isFirst)
      }
      statistics.count(reads: 1, shared: isFirst ? 0 : 1)
      let result = await withTaskCancellationHandler {
        await reading.value
      } onCancel: {
        reading.cancel()
      }
      // Someone else gave up: that doesn't answer the question.
      if case .failure(let error) = result, error.isCancellation, !Task.isCancelled {
        state.withLock { state in
          if state.readings[key] == reading { state.readings[key] = nil }
        }
        continue
      }
      return try result.get()
    }
  }

  /// Reads ahead what has not been read, in groups, and waits for it.
  ///
  /// - Parameters:
  ///   - keys: What will be asked for.
  ///   - count: The largest group.
  ///   - read: Reads a group. What its answer lacks is read by `single`.
  ///   - single: Reads one.
  func prefetch(
    _ keys: [Key], inGroupsOf count: Int, _ read: @escaping @Sendable ([Key]) async -> [Key: Result<Value, AWSError>],
    single: @escaping @Sendable (Key) async -> Result<Value, AWSError>
  ) async {
    let readings = state.withLock { state -> [Reading] in
      var new: [Key] = []
      var known = Set(state.readings.keys)
      for key in keys where known.insert(key).inserted { new.append(key) }
      return stride(from: 0, to: new.count, by: max(1, count)).flatMap { start -> [Reading] in
        let group = Array(new[start..<min(start + max(1, count), new.count)])
        let all = Task { await read(group) }
        return group.map { key in
          let reading = Reading {
            if let result = await all.value[key] { return result }
            return await single(key)
          }
          state.readings[key] = reading
          return reading
        }
      }
    }
    for reading in readings { _ = await reading.value }
  }
}
