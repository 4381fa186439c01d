import Basics
import ExternalSecrets
import Foundation
import Kubernetes
import Reconciliation
import SyncStatus

/// Plays the controller's part on the real API server: it writes Secrets, status and events as the real one does.
///
/// What it does with an ExternalSecret is said by the object's label `plays`; it acts once for each version of an object.
actor ControllerPlayer {
  private let client: KubernetesClient
  private let namespace: String?
  private let resource = APIResource.externalSecrets(.externalSecret)
  /// The data of the Secrets it writes, by ExternalSecret.
  private var data: [String: [String: String]] = [:]
  private var handled: Set<String> = []
  /// The versions it has written the proof for.
  private(set) var synced: Set<String> = []
  private var eventCounts: [String: Int] = [:]
  private var clock = 0

  /// The parts it knows.
  enum Part: String {
    /// Syncs after a moment.
    case syncs
    /// Says Ready with a new time and the old version first, and syncs much later.
    case late
    /// Fails, which after the first time shows in the event's count alone.
    case fails
    /// Fails first, and syncs a moment later.
    case recovers
    /// Does nothing.
    case sleeps
  }

  init(_ client: KubernetesClient, namespace: String?) {
    self.client = client
    self.namespace = namespace
  }

  /// Sets what the Secret of an ExternalSecret is to hold from its next sync on.
  func set(_ data: [String: String], for name: String) { self.data[name] = data }

  /// Plays until the task is cancelled.
  nonisolated func play() -> Task<Void, Never> {
    Task {
      let watch = client.watch(resource, namespace: namespace) { $0 }
      do {
        for try await event in watch {
          switch event {
          case .snapshot(let objects): for object in objects { await consider(object) }
          case .added(let object), .modified(let object): await consider(object)
          case .deleted: break
          }
        }
      } catch {}
    }
  }

  private func consider(_ json: JSON) {
    let object = LiveExternalSecret(json, resource: resource)
    guard let version = object.proof?.current, object.status.syncedVersion != version else { return }
    guard handled.insert("\(object.uid) \(version)").inserted else { return }
    let part = Part(rawValue: json["metadata"]?["labels"]?["plays"]?.string ?? "") ?? .syncs
    Task {
      do { try await act(part, object, version) } catch {}
    }
  }

  private func act(_ part: Part, _ object: LiveExternalSecret, _ version: String) async throws {
    let isFirst = object.status.isReady == nil
    switch part {
    case .sleeps: return
    case .syncs:
      try await Task.sleep(for: .milliseconds(200))
      try await sync(object, version)
    case .late:
      guard !isFirst else { return try await sync(object, version) }
      for _ in 0..<3 {
        try await Task.sleep(for: .milliseconds(300))
        try await write(["refreshTime": .string(time()), "binding": ["name": .string(object.target.name)]], to: object)
      }
      try await sync(object, version)
    case .fails:
      try await fail(object, "error processing spec.data[0] (key: nope), err: Secret does not exist")
      // The real one tries again after pauses that double.
      try await Task.sleep(for: .milliseconds(100))
      try await fail(object, "error processing spec.data[0] (key: nope), err: Secret does not exist")
    case .recovers:
      try await fail(object, "Operation cannot be fulfilled on secrets: the object has been modified")
      try await Task.sleep(for: .milliseconds(500))
      try await sync(object, version)
    }
  }

  private func sync(_ object: LiveExternalSecret, _ version: String) async throws {
    try await writeSecret(object)
    synced.insert(version)
    try await write(
      [
        "refreshTime": .string(time()), "syncedResourceVersion": .string(version),
        "binding": ["name": .string(object.target.name)],
        "conditions": [condition("True", "SecretSynced", "secret synced", since: object.status.since)],
      ], to: object)
  }

  private func fail(_ object: LiveExternalSecret, _ message: String) async throws {
    try await record(object, message)
    guard object.status.isReady != false else { return }
    let text = "could not get secret data from provider"
    try await write(["conditions": [condition("False", "SecretSyncedError", text, since: nil)]], to: object)
  }

  private func condition(_ status: String, _ reason: String, _ message: String, since: Timestamp?) -> JSON {
    [
      "type": "Ready", "status": .string(status), "reason": .string(reason), "message": .string(message),
      "lastTransitionTime": .string((since ?? now()).rfc3339),
    ]
  }

  private func write(_ status: JSON, to object: LiveExternalSecret) async throws {
    _ = try await client.patch(
      resource, namespace: object.namespace, name: object.name, ["status": status], subresource: "status")
  }

  private func writeSecret(_ object: LiveExternalSecret) async throws {
    let values = data[object.name] ?? ["value": "first"]
    let bytes = Dictionary(values.map { (DataKey($0.key), SecretBytes(utf8: $0.value)) }) { $1 }
    let encoded = values.sorted { $0.key < $1.key }.map {
      JSON.Members.Member(key: $0.key, value: .string(Base64.standard.encode(Array($0.value.utf8))))
    }
    let metadata: JSON = [
      "name": .string(object.target.name), "namespace": .string(object.namespace),
      "labels": .object([Bookkeeping.managedLabel: "true"]),
      "annotations": .object([Bookkeeping.dataHashAnnotation: .string(ControllerHash.data(bytes))]),
    ]
    _ = try await client.patch(
      .secrets, namespace: object.namespace, name: object.target.name,
      ["apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": .object(JSON.Members(encoded))],
      kind: .apply, force: true, options: WriteOptions(fieldManager: Bookkeeping.fieldManager(object.name)))
  }

  /// Records a Warning event as client-go's recorder does: the same message counts up one event.
  private func record(_ object: LiveExternalSecret, _ message: String) async throws {
    let count = (eventCounts[object.uid] ?? 0) + 1
    eventCounts[object.uid] = count
    let name = "\(object.name).\(object.uid.prefix(8))"
    guard count == 1 else {
      _ = try await client.patch(
        .events, namespace: object.namespace, name: name,
        ["count": .int(count), "lastTimestamp": .string(now().rfc3339)])
      return
    }
    _ = try await client.create(
      [
        "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "UpdateFailed", "message": .string(message),
        "count": 1, "firstTimestamp": .string(now().rfc3339), "lastTimestamp": .string(now().rfc3339),
        "metadata": ["name": .string(name), "namespace": .string(object.namespace)],
        "involvedObject": [
          "apiVersion": .string(resource.apiVersion), "kind": "ExternalSecret", "name": .string(object.name),
          "namespace": .string(object.namespace), "uid": .string(object.uid),
        ],
        "source": ["component": "external-secrets"], "reportingComponent": "external-secrets",
      ], as: .events, namespace: object.namespace)
  }

  private nonisolated func now() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }

  /// A time of syncing; each is later than the last.
  private func time() -> String {
    clock += 1
    return now().advanced(by: .seconds(clock)).rfc3339
  }
}
