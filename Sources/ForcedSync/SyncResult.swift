// What became of a forced sync, object by object.

public import Basics
public import SyncStatus

/// What became of one forced sync.
public struct SyncResult: Sendable {
  /// The kinds of end.
  public enum Outcome: Sendable, Hashable {
    /// The requested version was synced.
    case synced
    /// The sync was asked for, and not waited for.
    case requested
    /// The sync would be asked for (`--dry-run`).
    case wouldRequest
    /// The controller tried, and failed.
    case failed(SyncCause)
    /// Asking could not help, so it wasn't asked for.
    case blocked(SyncCause)
    /// It could not be asked for.
    case notRequested(SyncCause)
    /// Neither success nor failure was seen in time.
    case timedOut(SyncCause)
    /// The command was interrupted; whether the sync had been asked for by then.
    case interrupted(wasRequested: Bool)

    /// A word for it in machine-readable output.
    public var word: String {
      switch self {
      case .synced: "synced"
      case .requested: "requested"
      case .wouldRequest: "wouldRequest"
      case .failed: "failed"
      case .blocked: "blocked"
      case .notRequested: "notRequested"
      case .timedOut: "timedOut"
      case .interrupted: "interrupted"
      }
    }

    /// Why it isn't synced, where that is known.
    public var cause: SyncCause? {
      switch self {
      case .failed(let cause), .blocked(let cause), .notRequested(let cause), .timedOut(let cause): cause
      case .synced, .requested, .wouldRequest, .interrupted: nil
      }
    }
  }

  /// The object.
  public var object: ObjectReference
  /// Whether it belongs to kubernetes-external-secrets.
  public var isLegacy: Bool
  /// What it writes.
  public var target: ObjectReference
  /// How it ended.
  public var outcome: Outcome
  /// How long it took from the request to the verdict.
  public var duration: Duration?
  /// What became of the target's data; nil where that couldn't be seen.
  public var changes: [KeyChange]?
  /// What trying the read from here came to, where that was asked for.
  public var explanation: String?

  /// Whether the run may be called a success as far as this object goes.
  public var isGood: Bool {
    switch outcome {
    case .synced, .requested, .wouldRequest: true
    case .failed, .blocked, .notRequested, .timedOut, .interrupted: false
    }
  }
}

/// What became of one key of a target's data.
public struct KeyChange: Sendable, Hashable {
  /// What happened to it.
  public enum Kind: String, Sendable {
    /// It wasn't there.
    case added
    /// It is gone.
    case removed
    /// It has another value.
    case changed
  }

  /// The key.
  public var key: String
  /// What happened to it.
  public var kind: Kind
  /// The fingerprint of the value before.
  public var old: String?
  /// The fingerprint of the value after.
  public var new: String?
}
