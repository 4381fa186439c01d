// What one ExternalSecret will need, listed before anything is read, so that many are served by few requests.

internal import Basics
internal import ExternalSecrets

extension ExternalSecret {
  /// The store an entry reads from.
  ///
  /// A `sourceRef` of a `data` entry without a store means a store without a name: the controller fails on it.
  func store(of entry: DataEntry) -> StoreReference {
    guard let source = entry.source else { return spec.store ?? StoreReference(name: "") }
    return source.store ?? StoreReference(name: "")
  }

  /// The store an entry reads from.
  func store(of entry: DataFromEntry) -> StoreReference {
    entry.source?.store ?? spec.store ?? StoreReference(name: "")
  }

  /// What each store will be asked.
  var remoteReads: [(store: StoreReference, read: RemoteRead)] {
    var reads: [(store: StoreReference, read: RemoteRead)] = []
    for entry in spec.dataFrom {
      if let find = entry.find {
        reads.append((store(of: entry), .find(find)))
      } else if let extract = entry.extract {
        reads.append((store(of: entry), .secretMap(extract)))
      }
    }
    for entry in spec.data { reads.append((store(of: entry), .secret(entry.remote))) }
    return reads
  }

  /// Every store it names, used or not.
  var storeKeys: Set<StoreKey> {
    var keys = Set(remoteReads.map { StoreKey(reference: $0.store, namespace: namespace) })
    for reference in classCheckedStores { keys.insert(StoreKey(reference: reference, namespace: namespace)) }
    return keys
  }

  /// The stores whose controller class decides whether the object is looked at at all, in the controller's order.
  var classCheckedStores: [StoreReference] {
    var references: [StoreReference] = []
    if let store = spec.store, !store.name.isEmpty { references.append(store) }
    references += spec.data.compactMap { $0.source }.map { $0.store ?? StoreReference(name: "") }
    references += spec.dataFrom.compactMap { $0.source?.store }
    return references
  }

  /// The target to write.
  var targetReference: TargetReference {
    guard let manifest = spec.target.manifest else { return TargetReference(namespace: namespace, name: targetName) }
    return TargetReference(
      apiVersion: manifest.apiVersion, kind: manifest.kind, namespace: namespace, name: targetName)
  }

  /// The object to read as the live target.
  var targetQuery: ObjectQuery {
    let reference = targetReference
    let kind = ObjectKind(apiVersion: reference.apiVersion, kind: reference.kind)
    let version = reference.apiVersion.split(separator: "/").last.map(String.init)
    return ObjectQuery(kind, version: kind == .secret ? nil : version, namespace: namespace, name: targetName)
  }

  /// The objects of the cluster it will need, its stores apart.
  var objectQueries: [ObjectQuery] {
    var queries = [targetQuery]
    if manifest.uid == nil { queries.append(query(.externalSecret, manifest.name)) }
    for template in spec.target.template?.templateFrom ?? [] {
      if let source = template.configMap { queries.append(query(.configMap, source.name)) }
      if let source = template.secret { queries.append(query(.secret, source.name)) }
    }
    for reference in spec.dataFrom.compactMap({ $0.source?.generator }) { queries.append(query(reference)) }
    for reference in classCheckedStores {
      let isCluster = reference.kind == .clusterSecretStore
      queries.append(
        ObjectQuery(reference.kind.objectKind, namespace: isCluster ? nil : namespace, name: reference.name))
      if isCluster { queries.append(ObjectQuery(.namespace, namespace: nil, name: namespace)) }
    }
    return queries
  }

  /// The query for a generator, which a ClusterGenerator's reference makes cluster-scoped.
  func query(_ reference: GeneratorReference) -> ObjectQuery {
    let kind = reference.objectKind
    return ObjectQuery(kind, namespace: kind.isClusterScoped ? nil : namespace, name: reference.name)
  }

  private func query(_ kind: ObjectKind, _ name: String) -> ObjectQuery {
    ObjectQuery(kind, namespace: namespace, name: name)
  }
}
