// Watches one object from the request to the verdict. Pure: objects, events and moments are handed in.

internal import Basics
internal import Kubernetes
internal import SyncStatus

/// What is known of one forced sync, and whether that is enough for a verdict.
struct SyncTracker {
  /// How a forced sync ended.
  enum Verdict: Equatable {
    /// The requested version, or a later one, was synced.
    case synced
    /// It failed, in the controller's words.
    case failed(String)
    /// The object was deleted meanwhile.
    case deleted
  }

  /// The object as last seen.
  private(set) var object: LiveExternalSecret
  /// The value of the annotation that asks for the sync.
  let request: String
  /// Whether the request stands in the object.
  private(set) var isRequested = false
  /// The verdict, once there is one.
  private(set) var verdict: Verdict?

  /// The status at the moment the request got into the object.
  private var baseline: LiveExternalSecret.Status
  /// The proofs for every version of the object that holds the request: others may change it meanwhile.
  private var proofs: Set<SyncProof> = []
  /// How often each event had occurred before the request.
  private var counts: [String: Int] = [:]
  private var failure: (message: String, since: ContinuousClock.Instant)?

  /// How long after a failure a success is still waited for: the controller tries again at once.
  static let grace = Duration.seconds(3)
  /// The same where the store wasn't ready: it becomes so within seconds of its creation.
  static let storeGrace = Duration.seconds(10)

  init(_ object: LiveExternalSecret, request: String) {
    self.object = object
    self.request = request
    baseline = object.status
  }

  /// Notes an event that was there before the request.
  mutating func know(_ event: Event) {
    guard event.objectUID == object.uid, !isRequested else { return }
    counts[event.uid] = max(event.count, counts[event.uid] ?? 0)
  }

  /// Notes the server's answer to the request itself.
  mutating func requested(_ object: LiveExternalSecret, at now: ContinuousClock.Instant) {
    // A watch may have been faster than the answer; what it saw is newer.
    if !isRequested {
      isRequested = true
      baseline = object.status
    }
    note(object, at: now)
  }

  /// Notes the object as a watch or a read shows it.
  mutating func observe(_ object: LiveExternalSecret, at now: ContinuousClock.Instant) {
    guard object.uid == self.object.uid else {
      // Deleted and made again, while nobody looked.
      disappear()
      return
    }
    if !isRequested {
      guard !object.isLegacy, object.forceSync == request else { return }
      isRequested = true
    }
    note(object, at: now)
  }

  /// Notes an event about the object.
  mutating func observe(_ event: Event, at now: ContinuousClock.Instant) {
    guard event.objectUID == object.uid, event.isWarning else { return }
    guard isRequested else { return know(event) }
    guard event.count > counts[event.uid] ?? 0 else { return }
    counts[event.uid] = event.count
    fail(event.message, at: now)
  }

  /// Notes that the object is gone.
  mutating func disappear() { verdict = verdict ?? .deleted }

  /// Lets a failure stand once no success has followed it for a while.
  mutating func settle(at now: ContinuousClock.Instant) {
    guard verdict == nil, let failure else { return }
    let grace = failure.message.contains("is not ready") ? Self.storeGrace : Self.grace
    if now - failure.since >= grace { verdict = .failed(failure.message) }
  }

  private mutating func fail(_ message: String, at now: ContinuousClock.Instant) {
    failure = (message, failure?.since ?? now)
    settle(at: now)
  }

  private mutating func note(_ object: LiveExternalSecret, at now: ContinuousClock.Instant) {
    self.object = object
    guard verdict == nil else { return }
    if object.isLegacy {
      noteLegacy(object.status, generation: object.generation, at: now)
      return
    }
    if let proof = object.proof { proofs.insert(proof) }
    if isProven(object) {
      verdict = .synced
    } else if object.status.isReady == false, isNews(object.status) {
      fail(object.status.message, at: now)
    }
  }

  private func isProven(_ object: LiveExternalSecret) -> Bool {
    let status = object.status
    if proofs.contains(where: { $0.isGiven(by: status) == true }) { return true }
    let isNewlyDeleted = status.reason == "SecretDeleted" && baseline.reason != "SecretDeleted"
    if isNewlyDeleted, status.isReady == true { return true }
    // Without a proof that is understood, a later time of syncing must do.
    guard object.isSynced == nil, status.isReady == true, let last = status.lastSync else { return false }
    return baseline.lastSync.map { $0 < last } ?? true
  }

  /// Whether a failure in the status came after the request.
  private func isNews(_ status: LiveExternalSecret.Status) -> Bool {
    baseline.isReady != false || status.since != baseline.since || status.message != baseline.message
  }

  /// kubernetes-external-secrets looked at the object when it put the generation back that the request took away.
  private mutating func noteLegacy(
    _ status: LiveExternalSecret.Status, generation: Int, at now: ContinuousClock.Instant
  ) {
    guard status.observedGeneration == generation, status.lastSync != baseline.lastSync else { return }
    if status.isReady == true { verdict = .synced } else { fail(status.message, at: now) }
  }
}
