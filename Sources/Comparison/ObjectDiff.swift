// What one sync would change.

public import Basics
import ExternalSecrets
public import Reconciliation

/// The difference that syncing one ExternalSecret would make.
public struct ObjectDiff: Sendable {
  /// What would happen to the target.
  public enum Verdict: String, Sendable, CaseIterable {
    /// It would be made.
    case create
    /// It would change.
    case update
    /// It would be deleted.
    case delete
    /// It would stay as it is.
    case none
    /// It can't be known from here.
    case unknown
  }

  /// What the engine decided.
  public var decision: Decision
  /// What would happen to the target.
  public var verdict: Verdict
  /// Its parts, those that stay included.
  public var changes: [Change]
  /// What else is worth knowing.
  public var notes: [LocatedError]
  /// Whether the controller's `data-hash` counts.
  public let includesBookkeeping: Bool

  /// Compares what the engine decided with what is there.
  ///
  /// - Parameters:
  ///   - decision: What the engine decided.
  ///   - includesBookkeeping: Whether the controller's `data-hash` counts.
  public init(_ decision: Decision, includesBookkeeping: Bool = false) {
    self.decision = decision
    self.includesBookkeeping = includesBookkeeping
    notes = decision.notes
    switch decision.outcome {
    case .write(let object):
      let comparison = ObjectComparison(object, live: decision.live, includesBookkeeping: includesBookkeeping)
      changes = comparison.changes()
      if comparison.isOwnershipOpen {
        notes.append(decision.externalSecret.manifest.error(Self.ownershipNote(decision.target)))
      }
      verdict = Self.verdict(changes, hasLive: decision.live != nil, isCertain: object.isCertain)
    case .delete:
      changes = decision.live.map { ObjectComparison.deletion(of: $0) } ?? []
      verdict = decision.live == nil ? .none : .delete
    case .keep, .skip:
      changes = []
      verdict = .none
    case .refuse, .error:
      changes = []
      verdict = .unknown
    }
    if verdict == .none, !decision.orphans.isEmpty { verdict = .delete }
  }

  private static func ownershipNote(_ target: TargetReference) -> String {
    "once it is in the cluster it becomes the owner of the \(target.kind) \(target.name), which is then deleted with it"
  }

  private static func verdict(_ changes: [Change], hasLive: Bool, isCertain: Bool) -> Verdict {
    guard hasLive else { return .create }
    if changes.contains(where: { $0.kind != .unchanged }) { return .update }
    let isUnreadable = changes.contains { if case .unreadable = $0.new { true } else { false } }
    return isUnreadable || !isCertain && !changes.contains { !$0.isCertain } ? .unknown : .none
  }

  /// Why nothing can be said, or nothing would be written.
  public var error: LocatedError? {
    switch decision.outcome {
    case .refuse(let error), .error(let error): error
    case .write, .delete, .keep, .skip: nil
    }
  }
}
