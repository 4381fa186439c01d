import Basics
import ExternalSecrets
import Kubernetes
import SyncStatus
import Testing

@testable import ForcedSync

@Suite("Telling whether this request was acted on")
struct SyncTrackerTests {
  private let resource = APIResource.externalSecrets(.externalSecret)
  private let start = ContinuousClock.now

  /// `team/db` at a generation, with the request in it or not, and with what the controller says.
  private func object(
    generation: Int = 1, request: String? = nil, label: String = "a", ready: Bool = true,
    reason: String = "SecretSynced",
    message: String = "", since: String = "2026-11-24T00:00:00Z", lastSync: String? = "2026-11-24T00:00:00Z",
    version: String? = nil
  ) throws -> LiveExternalSecret {
    let annotations = request.map { #""external-secrets.io/force-sync": "\#($0)""# } ?? ""
    let refresh = lastSync.map { #", "refreshTime": "\#($0)""# } ?? ""
    let synced = version.map { #", "syncedResourceVersion": "\#($0)""# } ?? ""
    return LiveExternalSecret(
      try JSON.parse(
        """
        {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
         "metadata": {"namespace": "team", "name": "db", "uid": "u", "generation": \(generation),
                      "labels": {"l": "\(label)"}, "annotations": {\(annotations)}},
         "status": {"conditions": [{"type": "Ready", "status": "\(ready ? "True" : "False")", "reason": "\(reason)",
                    "message": "\(message)", "lastTransitionTime": "\(since)"}]\(refresh)\(synced)}}
        """), resource: resource)
  }

  private func proof(generation: Int = 1, request: String?, label: String = "a") throws -> String {
    try #require(try object(generation: generation, request: request, label: label).proof?.current)
  }

  private func event(_ message: String, count: Int, uid: String = "e") -> Event {
    Event([
      "type": "Warning", "reason": "UpdateFailed", "message": .string(message), "count": .int(count),
      "metadata": ["uid": .string(uid)], "involvedObject": ["kind": "ExternalSecret", "uid": "u"],
    ])
  }

  /// A tracker whose request was answered with the object as the round before left it.
  private func requested() throws -> SyncTracker {
    let old = try proof(request: nil)
    var tracker = SyncTracker(try object(version: old), request: "7")
    tracker.requested(try object(request: "7", version: old), at: start)
    return tracker
  }

  @Test("Ready of the round before proves nothing, however often it is seen")
  func staleReady() throws {
    var tracker = try requested()
    let old = try proof(request: nil)
    for _ in 0..<3 { tracker.observe(try object(request: "7", version: old), at: start) }
    tracker.settle(at: start + .seconds(100))
    #expect(tracker.verdict == nil)
  }

  @Test("A later refresh without the proof proves nothing: it may be of the version before the request")
  func laterRefresh() throws {
    var tracker = try requested()
    let old = try proof(request: nil)
    tracker.observe(try object(request: "7", lastSync: "2026-11-24T00:05:00Z", version: old), at: start)
    #expect(tracker.verdict == nil)
  }

  @Test("The proof for the requested version is a success")
  func proven() throws {
    var tracker = try requested()
    tracker.observe(try object(request: "7", version: try proof(request: "7")), at: start)
    #expect(tracker.verdict == .synced)
  }

  @Test("What a watch saw before the answer to the request arrives counts all the same")
  func watchIsFaster() throws {
    var tracker = SyncTracker(try object(version: try proof(request: nil)), request: "7")
    tracker.observe(try object(request: "7", version: try proof(request: "7")), at: start)
    #expect(tracker.verdict == .synced)
    tracker.requested(try object(request: "7", version: try proof(request: nil)), at: start)
    #expect(tracker.verdict == .synced)
  }

  @Test("A version without the request, seen late, proves nothing")
  func outOfOrder() throws {
    var tracker = SyncTracker(try object(version: nil), request: "7")
    tracker.observe(try object(version: try proof(request: nil)), at: start)
    #expect(tracker.verdict == nil)
    #expect(!tracker.isRequested)
  }

  @Test("Others may change the object meanwhile: the proof of any version with the request will do")
  func changedMeanwhile() throws {
    var tracker = try requested()
    let stale = try proof(request: nil)
    tracker.observe(try object(generation: 2, request: "7", label: "b", version: stale), at: start)
    // The controller had synced the version before that change.
    tracker.observe(try object(generation: 2, request: "7", label: "b", version: try proof(request: "7")), at: start)
    #expect(tracker.verdict == .synced)
    var second = try requested()
    second.observe(try object(generation: 2, request: "7", label: "b", version: stale), at: start)
    second.observe(
      try object(generation: 2, request: "7", label: "b", version: try proof(generation: 2, request: "7", label: "b")),
      at: start)
    #expect(second.verdict == .synced)
  }

  @Test("A repeated failure, visible in the event's count alone, is a failure once no success follows")
  func repeatedFailure() throws {
    let old = try proof(request: nil)
    let failing = try object(ready: false, reason: "SecretSyncedError", message: "no", version: old)
    var tracker = SyncTracker(failing, request: "7")
    tracker.observe(event("Secret does not exist", count: 10), at: start)
    tracker.requested(
      try object(request: "7", ready: false, reason: "SecretSyncedError", message: "no", version: old), at: start)
    tracker.observe(event("Secret does not exist", count: 10), at: start)
    tracker.settle(at: start + .seconds(60))
    #expect(tracker.verdict == nil)
    tracker.observe(event("Secret does not exist", count: 11), at: start + .seconds(60))
    #expect(tracker.verdict == nil)
    tracker.settle(at: start + .seconds(62))
    #expect(tracker.verdict == nil)
    tracker.settle(at: start + .seconds(63))
    #expect(tracker.verdict == .failed("Secret does not exist"))
  }

  @Test("A failure that a success follows at once was a passing one")
  func passingFailure() throws {
    var tracker = try requested()
    tracker.observe(event("Operation cannot be fulfilled", count: 1), at: start)
    tracker.settle(at: start + .seconds(2))
    tracker.observe(try object(request: "7", version: try proof(request: "7")), at: start + .seconds(2))
    tracker.settle(at: start + .seconds(9))
    #expect(tracker.verdict == .synced)
  }

  @Test("A store that isn't ready gets more time")
  func storeNotReady() throws {
    var tracker = try requested()
    tracker.observe(event(#"SecretStore "aws" is not ready"#, count: 1), at: start)
    tracker.settle(at: start + .seconds(9))
    #expect(tracker.verdict == nil)
    tracker.settle(at: start + .seconds(10))
    #expect(tracker.verdict != nil)
  }

  @Test("A failure in the status counts if it is new, and not if it is the round before's")
  func failureInStatus() throws {
    var tracker = try requested()
    let old = try proof(request: nil)
    tracker.observe(
      try object(
        request: "7", ready: false, reason: "SecretSyncedError", message: "denied", since: "2026-11-24T00:01:00Z",
        version: old), at: start)
    tracker.settle(at: start + .seconds(3))
    #expect(tracker.verdict == .failed("denied"))

    let failing = try object(request: "7", ready: false, reason: "SecretSyncedError", message: "denied", version: old)
    var second = SyncTracker(failing, request: "7")
    second.requested(failing, at: start)
    second.observe(failing, at: start)
    second.settle(at: start + .seconds(60))
    #expect(second.verdict == nil)
  }

  @Test("Events about other objects, and events that aren't warnings, are passed over")
  func otherEvents() throws {
    var tracker = try requested()
    var other = event("x", count: 1)
    other.objectUID = "v"
    tracker.observe(other, at: start)
    var normal = event("secret updated", count: 1)
    normal.isWarning = false
    tracker.observe(normal, at: start)
    tracker.settle(at: start + .seconds(60))
    #expect(tracker.verdict == nil)
  }

  @Test("Where the controller writes no proof, a later time of syncing must do")
  func refreshTime() throws {
    var tracker = SyncTracker(try object(), request: "7")
    tracker.requested(try object(request: "7"), at: start)
    tracker.observe(try object(request: "7"), at: start)
    #expect(tracker.verdict == nil)
    tracker.observe(try object(request: "7", lastSync: "2026-11-24T00:00:01Z"), at: start)
    #expect(tracker.verdict == .synced)
  }

  @Test("A target that is newly deleted was acted on")
  func secretDeleted() throws {
    var tracker = try requested()
    tracker.observe(try object(request: "7", reason: "SecretDeleted", version: try proof(request: nil)), at: start)
    #expect(tracker.verdict == .synced)
  }

  @Test("An object that is deleted, or deleted and made again, is told apart from one that was synced")
  func deleted() throws {
    var tracker = try requested()
    tracker.disappear()
    #expect(tracker.verdict == .deleted)
  }

  @Test("kubernetes-external-secrets has looked when it puts the generation back, with a later time")
  func legacy() throws {
    func legacy(_ generation: Int, _ time: String, _ status: String = "SUCCESS") throws -> LiveExternalSecret {
      LiveExternalSecret(
        try JSON.parse(
          """
          {"kind": "ExternalSecret", "metadata": {"namespace": "n", "name": "a", "uid": "u", "generation": 3},
           "status": {"status": "\(status)", "observedGeneration": \(generation), "lastSync": "\(time)"}}
          """), resource: .externalSecrets(.legacyExternalSecret))
    }
    let time = "2026-11-24T00:00:00.123Z"
    var tracker = SyncTracker(try legacy(3, time), request: "7")
    tracker.observe(try legacy(3, time), at: start)
    tracker.requested(try legacy(0, time), at: start)
    tracker.observe(try legacy(0, time), at: start)
    #expect(tracker.verdict == nil)
    var failed = tracker
    tracker.observe(try legacy(3, "2026-11-24T00:00:01.000Z"), at: start)
    #expect(tracker.verdict == .synced)
    failed.observe(try legacy(3, "2026-11-24T00:00:01.000Z", "ERROR, denied"), at: start)
    failed.settle(at: start + .seconds(3))
    #expect(failed.verdict == .failed("denied"))
  }
}
