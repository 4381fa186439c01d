// What is kept of a live ExternalSecret: enough to judge it and to prove a sync, little enough for many thousands.

public import Basics
public import ExternalSecrets
public import Kubernetes
internal import Reconciliation

/// A live ExternalSecret of either project, as its controller left it.
public struct LiveExternalSecret: Sendable {
  /// The kind and version it was read in.
  public var resource: APIResource
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String
  /// The API server's identity of it.
  public var uid: String
  /// Its version in the API server's history.
  public var resourceVersion: String
  /// The version of its spec.
  public var generation: Int
  /// The uid of the ClusterExternalSecret that made it, if one did.
  public var ownerUID: String?
  /// Whether it is being deleted.
  public var isBeingDeleted: Bool
  /// The value of the annotation that forces a sync.
  public var forceSync: String?
  /// What is wanted; for objects of kubernetes-external-secrets only what is read, in the same words.
  public var spec: ExternalSecretSpec
  /// What it writes.
  public var target: ObjectReference
  /// What the controller says about it.
  public var status: Status
  /// What ``Status/syncedVersion`` is once this very version of the object is synced; nil where there is no such proof.
  public var proof: SyncProof?

  /// What the controller says, in terms that both projects have.
  public struct Status: Sendable, Hashable {
    /// Whether it is synced; nil where the controller hasn't said.
    public var isReady: Bool?
    /// One word for why.
    public var reason = ""
    /// A sentence for why.
    public var message = ""
    /// Since when this is so.
    public var since: Timestamp?
    /// When it was last synced.
    public var lastSync: Timestamp?
    /// The version of the object that was last synced, in the controller's notation.
    public var syncedVersion = ""
    /// For kubernetes-external-secrets: the generation last looked at.
    public var observedGeneration: Int?
  }

  /// Whether it belongs to kubernetes-external-secrets.
  public var isLegacy: Bool { resource.group == ObjectKind.legacyGroup }

  /// The object for messages.
  public var reference: ObjectReference { ObjectReference(kind: resource.kind, namespace: namespace, name: name) }

  /// Reads a live object.
  ///
  /// - Parameters:
  ///   - json: The object.
  ///   - resource: Its kind, in the version it was read in.
  public init(_ json: JSON, resource: APIResource) {
    let metadata = json["metadata"]
    let manifest = Manifest(json)
    self.resource = resource
    namespace = manifest.namespace ?? ""
    name = manifest.name
    uid = manifest.uid ?? ""
    resourceVersion = manifest.resourceVersion ?? ""
    generation = manifest.generation ?? 0
    isBeingDeleted = metadata?["deletionTimestamp"]?.string != nil
    forceSync = manifest.annotations[Bookkeeping.forceSyncAnnotation]
    ownerUID =
      (metadata?["ownerReferences"]?.array ?? [])
      .first { $0["kind"]?.string == ObjectKind.clusterExternalSecret.name }?["uid"]?.string
    if resource.group == ObjectKind.legacyGroup {
      spec = ExternalSecretSpec(legacy: json)
      status = Status(legacy: json["status"])
      target = ObjectReference(kind: "Secret", namespace: namespace, name: name)
    } else {
      let decoded = ExternalSecret.decode(manifest).object
      spec = decoded.spec
      status = Status(decoded.status)
      proof = SyncProof(manifest)
      target = ObjectReference(
        kind: spec.target.manifest?.kind ?? "Secret", namespace: namespace, name: decoded.targetName)
    }
  }

  /// Whether the object as it is now has been synced; nil where that can't be told.
  public var isSynced: Bool? {
    if isLegacy { return status.observedGeneration.map { $0 == generation && status.isReady == true } }
    return proof?.isGiven(by: status)
  }

  /// The stores that its entries read from, each once, in the order of the spec.
  public var stores: [StoreReference] {
    var found: [StoreReference] = []
    func add(_ store: StoreReference?) {
      if let store, !store.name.isEmpty, !found.contains(store) { found.append(store) }
    }
    add(spec.store)
    for entry in spec.data { add(entry.source?.store) }
    for entry in spec.dataFrom { add(entry.source?.store) }
    return found
  }
}

extension LiveExternalSecret.Status {
  /// What the External Secrets Operator says.
  init(_ status: ExternalSecretStatus) {
    if let ready = status.ready {
      isReady = ready.status == "True"
      reason = ready.reason
      message = ready.message
      since = ready.lastTransitionTime.flatMap { Timestamp(rfc3339: $0) }
    }
    lastSync = status.refreshTime.flatMap { Timestamp(rfc3339: $0) }
    syncedVersion = status.syncedResourceVersion
  }

  /// What kubernetes-external-secrets says: `SUCCESS`, or `ERROR, ` and why.
  init(legacy json: JSON?) {
    let text = json?["status"]?.string ?? ""
    if !text.isEmpty { isReady = text == "SUCCESS" }
    reason = String(text.prefix { $0 != "," })
    message = text.hasPrefix("ERROR, ") ? String(text.dropFirst("ERROR, ".count)) : text
    lastSync = json?["lastSync"]?.string.flatMap { Timestamp(rfc3339: $0) }
    observedGeneration = json?["observedGeneration"]?.number.flatMap { Double($0) }.flatMap { Int(exactly: $0) }
  }
}
