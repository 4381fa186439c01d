// What the run cost: shown by -v and in machine-readable output.

import Synchronization

/// The number of requests made, and of those that were not necessary.
public struct CallTotals: Sendable, Hashable {
  /// Requests by kind, such as `SecretsManager.BatchGetSecretValue`; retries count.
  public var calls: [String: Int] = [:]
  /// How many of them were retries.
  public var retries = 0
  /// How many values were asked for.
  public var reads = 0
  /// How many of those reads were answered by what had been read already.
  public var shared = 0

  /// No requests.
  public init() {}

  /// All requests.
  public var total: Int { calls.values.reduce(0, +) }
}

extension CallTotals: CustomStringConvertible {
  /// `3 AWS calls (SSM.GetParameters 1, STS.AssumeRole 2), 1 retry, 40 reads, 17 of them shared`.
  public var description: String {
    let kinds = calls.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return "\(total) AWS \(total == 1 ? "call" : "calls")" + (kinds.isEmpty ? "" : " (\(kinds))")
      + ", \(retries) \(retries == 1 ? "retry" : "retries"), \(reads) \(reads == 1 ? "read" : "reads"), \(shared) of them shared"
  }
}

/// Counts what a session does, from any task.
final class CallStatistics: Sendable {
  private let state = Mutex(CallTotals())

  var totals: CallTotals { state.withLock { $0 } }

  func count(call kind: String, isRetry: Bool) {
    state.withLock {
      $0.calls[kind, default: 0] += 1
      if isRetry { $0.retries += 1 }
    }
  }

  func count(reads: Int = 0, shared: Int = 0) {
    state.withLock {
      $0.reads += reads
      $0.shared += shared
    }
  }
}
