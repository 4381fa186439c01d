// The writes of a forced sync. Each is one patch that is right however often it is made.

internal import Basics
internal import ExternalSecrets
public import Kubernetes
internal import Reconciliation
internal import SyncStatus

/// Asks the controller for syncs, by changing what it watches.
struct SyncRequester: Sendable {
  let client: KubernetesClient
  /// The value of the annotation: it need only differ from the last one.
  let request: String
  let options: WriteOptions

  /// Asks for a sync of an ExternalSecret.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - invalidates: Whether its target is invalidated as well.
  /// - Returns: The object with the request in it.
  /// - Throws: ``KubernetesError``.
  func request(_ object: LiveExternalSecret, invalidates: Bool) async throws(KubernetesError) -> LiveExternalSecret {
    let json =
      object.isLegacy
      // It polls for what it has seen by the generation it notes; any older one makes it look again at once.
      ? try await patch(object, ["status": ["observedGeneration": 0]], subresource: "status")
      : try await patch(object, Self.annotation(request))
    if invalidates { try await invalidate(object.target) }
    return LiveExternalSecret(json, resource: object.resource)
  }

  /// Asks for a sync of all that a ClusterExternalSecret made.
  func request(_ cluster: ClusterSubject) async throws(KubernetesError) {
    _ = try await client.patch(
      cluster.resource, namespace: nil, name: cluster.name, Self.annotation(request), options: options)
  }

  /// Makes a Secret look as if the controller hadn't written it, so that it is written again.
  private func invalidate(_ target: ObjectReference) async throws(KubernetesError) {
    guard target.kind == "Secret" else { return }
    let hash: JSON = ["metadata": ["annotations": .object([Bookkeeping.dataHashAnnotation: .null])]]
    do {
      _ = try await client.patch(
        .secrets, namespace: target.namespace, name: target.name, hash, options: options)
    } catch .refused(let status, _) where status.code == 404 {
      // A target that isn't there is made anyway.
    }
  }

  private func patch(
    _ object: LiveExternalSecret, _ change: JSON, subresource: String? = nil
  ) async throws(KubernetesError) -> JSON {
    var attempts = 0
    while true {
      do {
        return try await client.patch(
          object.resource, namespace: object.namespace, name: object.name, change, subresource: subresource,
          options: options)
      } catch .refused(let status, _) where status.code == 409 && attempts < 3 {
        // The server itself retries a patch without a version; where it gave up, so many write that we may go on.
        attempts += 1
      }
    }
  }

  private static func annotation(_ value: String) -> JSON {
    ["metadata": ["annotations": .object([Bookkeeping.forceSyncAnnotation: .string(value)])]]
  }
}

/// A ClusterExternalSecret, and the ExternalSecrets it made.
public struct ClusterSubject: Sendable {
  /// Its kind, in the version it is served in.
  public var resource: APIResource
  /// Its name.
  public var name: String
  /// The API server's identity of it.
  public var uid: String

  /// A ClusterExternalSecret.
  public init(resource: APIResource, name: String, uid: String) {
    self.resource = resource
    self.name = name
    self.uid = uid
  }
}
