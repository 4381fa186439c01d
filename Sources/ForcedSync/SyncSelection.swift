// Which ExternalSecrets are to be synced.

public import Basics
internal import ExternalSecrets
public import Kubernetes
public import SyncStatus

/// A choice of ExternalSecrets.
public struct SyncSelection: Sendable {
  /// The namespace; nil for all.
  public var namespace: String?
  /// ExternalSecrets by name; none for all that the rest selects.
  public var names: [String] = []
  /// ClusterExternalSecrets by name: all that they made.
  public var clusterNames: [String] = []
  /// ExternalSecrets and ClusterExternalSecrets of manifests.
  public var objects: [ObjectReference] = []
  /// A selector on labels.
  public var labelSelector: String?
  /// Only those that read from the store of this name.
  public var store: String?
  /// Only those that read this key.
  public var remoteKey: RemoteKey?

  /// All of a namespace, or of the cluster.
  public init(namespace: String?) {
    self.namespace = namespace
  }

  /// What was chosen.
  public struct Result: Sendable {
    /// The ExternalSecrets, by namespace and name.
    public var items: [StatusItem] = []
    /// The ClusterExternalSecrets through which some of them are forced.
    public var clusters: [ClusterSubject] = []
    /// Names that don't exist.
    public var missing: [LocatedError] = []
    /// What couldn't be read, or can't be told.
    public var notes: [LocatedError] = []
  }

  /// Reads what is chosen.
  ///
  /// - Parameter client: The cluster.
  /// - Returns: The ExternalSecrets, judged.
  /// - Throws: ``KubernetesError``.
  public func read(from client: KubernetesClient) async throws(KubernetesError) -> Result {
    let reader = StatusReader(client)
    var result = Result()
    let clusterNames = clusterNames + objects.filter { $0.namespace == nil }.map(\.name)
    try await readClusters(clusterNames, reader, client, into: &result)
    let byNamespace = Dictionary(grouping: objects.filter { $0.namespace != nil }, by: \.namespace)
    for (namespace, members) in byNamespace.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
      take(try await reader.read(StatusScope(namespace: namespace, names: members.map(\.name))), into: &result)
    }
    if !names.isEmpty || (clusterNames.isEmpty && objects.isEmpty) {
      let scope = StatusScope(namespace: namespace, names: names, labelSelector: labelSelector)
      take(try await read(scope, reader, client, notes: &result.notes), into: &result)
    }
    filter(&result)
    return result
  }

  /// Reads a scope; where not all namespaces may be read, the client's own.
  private func read(
    _ scope: StatusScope, _ reader: StatusReader, _ client: KubernetesClient, notes: inout [LocatedError]
  ) async throws(KubernetesError) -> StatusReport {
    let store = store
    let isWanted: @Sendable (LiveExternalSecret) -> Bool = { object in
      store.map { name in object.stores.contains { $0.name == name } } ?? true
    }
    do {
      return try await reader.read(scope, where: isWanted)
    } catch .refused(let status, let attributes) where status.code == 403 && scope.namespace == nil {
      let own = client.configuration.namespace
      var note = KubernetesError.refused(status, attributes).located
      note.message = "only namespace \(own) is looked at: \(note.message)"
      notes.append(note)
      return try await reader.read(
        StatusScope(namespace: own, names: [], labelSelector: labelSelector), where: isWanted)
    }
  }

  private func readClusters(
    _ names: [String], _ reader: StatusReader, _ client: KubernetesClient, into result: inout Result
  ) async throws(KubernetesError) {
    guard !names.isEmpty else { return }
    let kind = ObjectKind.clusterExternalSecret
    let served = try await client.served(
      APIResource.externalSecrets(kind).name, group: kind.group, versions: APIResource.externalSecretVersions)
    guard let resource = served else { throw .notServed(.externalSecrets(kind)) }
    for name in names {
      guard let json = try await client.get(resource, name: name) else {
        let known = try await client.list(resource) { $0["metadata"]?["name"]?.string }.items
        let near = known.nearest(to: name)
        result.missing.append(
          LocatedError(
            "it doesn't exist", object: ObjectReference(kind: kind.name, namespace: nil, name: name),
            hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"))
        continue
      }
      result.clusters.append(
        ClusterSubject(resource: resource, name: name, uid: json["metadata"]?["uid"]?.string ?? ""))
    }
    let uids = Set(result.clusters.map(\.uid))
    guard !uids.isEmpty else { return }
    take(
      try await reader.read(StatusScope(namespace: nil)) { uids.contains($0.ownerUID ?? "") }, into: &result)
  }

  private func take(_ report: StatusReport, into result: inout Result) {
    let known = Set(result.items.map(\.object.uid))
    result.items += report.items.filter { !known.contains($0.object.uid) }
    result.missing += report.missing
    result.notes += report.notes
  }

  private func filter(_ result: inout Result) {
    guard let remoteKey else { return }
    var untold: [String] = []
    result.items = result.items.filter { item in
      guard let isRead = remoteKey.isRead(by: item) else {
        untold.append(item.object.reference.description)
        return false
      }
      return isRead
    }
    guard !untold.isEmpty else { return }
    result.notes.append(
      LocatedError(
        "whether these read \(remoteKey.name) can't be told, because they look for tags: "
          + untold.joined(separator: ", "), hint: "sync them by name if they do"))
  }
}
