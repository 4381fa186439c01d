// Each thing is read once in a run, however many ask for it, and whenever they ask.

import Synchronization

/// Answers by question; whoever asks first starts the reading, all others wait for it.
final class SharedReads<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  typealias Answer = Result<Value, AWSError>
  typealias Reading = Task<Answer, Never>

  /// Things that are read together.
  private struct Group {
    let id: Int
    var keys: [Key]
    let reading: Task<[Key: Answer], Never>
  }

  private struct State {
    var readings: [Key: Reading] = [:]
    /// What has been asked for, rather than only read ahead.
    var asked: Set<Key> = []
    /// The group that still takes more.
    var open: Group?
    /// What full groups that have not begun consist of.
    var closed: [Int: [Key]] = [:]
    var lastID = 0
  }

  private let state = Mutex(State())
  private let statistics: CallStatistics

  /// How long a group waits to become full: many callers read ahead at the same time, each a little.
  private static var gatheringTime: Duration { .milliseconds(2) }

  init(_ statistics: CallStatistics) { self.statistics = statistics }

  /// The answer to `key`, from `read` if nobody has asked before.
  func value(_ key: Key, _ read: @escaping @Sendable () async -> Answer) async throws(AWSError) -> Value {
    while true {
      let (reading, isFirst) = state.withLock { state in
        let isFirst = state.asked.insert(key).inserted
        if let reading = state.readings[key] { return (reading, isFirst) }
        let reading = Reading { await read() }
        state.readings[key] = reading
        return (reading, isFirst)
      }
      statistics.count(reads: 1, shared: isFirst ? 0 : 1)
      let answer = await withTaskCancellationHandler {
        await reading.value
      } onCancel: {
        reading.cancel()
      }
      // Someone else gave up: that doesn't answer the question.
      if case .failure(let error) = answer, error.isCancellation, !Task.isCancelled {
        state.withLock { state in
          if state.readings[key] == reading { state.readings[key] = nil }
        }
        continue
      }
      return try answer.get()
    }
  }

  /// Begins to read ahead what has not been read, in groups, and returns at once.
  ///
  /// - Parameters:
  ///   - keys: What will be asked for.
  ///   - size: The largest group.
  ///   - read: Reads a group. What its answer lacks is read by `single`.
  ///   - single: Reads one.
  func prefetch(
    _ keys: [Key], inGroupsOf size: Int, _ read: @escaping @Sendable ([Key]) async -> [Key: Answer],
    single: @escaping @Sendable (Key) async -> Answer
  ) {
    state.withLock { state in
      for key in keys where state.readings[key] == nil {
        var group = state.open ?? newGroup(&state, read)
        group.keys.append(key)
        if group.keys.count < size {
          state.open = group
        } else {
          state.open = nil
          state.closed[group.id] = group.keys
        }
        let reading = group.reading
        state.readings[key] = Reading {
          if let answer = await reading.value[key] { return answer }
          return await single(key)
        }
      }
    }
  }

  private func newGroup(_ state: inout State, _ read: @escaping @Sendable ([Key]) async -> [Key: Answer]) -> Group {
    state.lastID += 1
    let id = state.lastID
    let reading = Task {
      // Cut short when the run is interrupted; then there is nothing to wait for.
      try? await Task.sleep(for: Self.gatheringTime)
      return await read(self.begin(id))
    }
    return Group(id: id, keys: [], reading: reading)
  }

  /// Closes a group and says what it consists of.
  private func begin(_ id: Int) -> [Key] {
    state.withLock { state in
      if let keys = state.closed.removeValue(forKey: id) { return keys }
      guard let open = state.open, open.id == id else { return [] }
      state.open = nil
      return open.keys
    }
  }
}
