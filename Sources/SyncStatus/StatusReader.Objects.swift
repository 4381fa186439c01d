// The reads behind `status`: lists for many objects, single reads for a handful.

internal import Basics
public import ExternalSecrets
public import Kubernetes
internal import Reconciliation

extension APIResource {
  /// The versions of ExternalSecrets that are understood, the preferred one first.
  public static let externalSecretVersions = ["v1", "v1beta1"]

  /// A kind of the External Secrets Operator, in the version that is asked for where nothing better is known.
  ///
  /// - Parameters:
  ///   - kind: The kind.
  ///   - version: The version.
  /// - Returns: The kind as a resource.
  public static func externalSecrets(_ kind: ObjectKind, version: String = "v1") -> APIResource {
    APIResource(
      group: kind.group, version: version, name: kind.name.lowercased() + "s", kind: kind.name,
      isNamespaced: !kind.isClusterScoped)
  }
}

extension StatusReader {
  /// Up to this many objects are read one by one; more are listed.
  static let handful = 5

  /// A kind in the version the server serves it in; nil where it serves none.
  func served(_ kind: ObjectKind) async throws(KubernetesError) -> APIResource? {
    let versions = kind.group == ObjectKind.legacyGroup ? ["v1"] : APIResource.externalSecretVersions
    return try await client.served(
      APIResource.externalSecrets(kind).name, group: kind.group, versions: versions)
  }

  /// The kinds of ExternalSecret the server serves; those of the External Secrets Operator first.
  func servedKinds() async throws(KubernetesError) -> [APIResource] {
    var found: [APIResource] = []
    for kind in [ObjectKind.externalSecret, .legacyExternalSecret] {
      if let resource = try await served(kind) { found.append(resource) }
    }
    guard !found.isEmpty else { throw .notServed(.externalSecrets(.externalSecret)) }
    return found
  }

  /// The ExternalSecrets of a scope, by namespace and name.
  ///
  /// Where both projects' kinds are served, being allowed to read one of them is enough.
  func externalSecrets(_ scope: StatusScope) async throws(KubernetesError) -> [LiveExternalSecret] {
    var found: [LiveExternalSecret] = []
    var refusals: [KubernetesError] = []
    let kinds = try await servedKinds()
    for resource in kinds {
      do {
        found += try await externalSecrets(scope, of: resource)
      } catch  where error.statusCode == 403 {
        refusals.append(error)
      }
    }
    if let refusal = refusals.first, refusals.count == kinds.count { throw refusal }
    return found.sorted { ($0.namespace, $0.name, $0.isLegacy ? 1 : 0) < ($1.namespace, $1.name, $1.isLegacy ? 1 : 0) }
  }

  private func externalSecrets(
    _ scope: StatusScope, of resource: APIResource
  ) async throws(KubernetesError) -> [LiveExternalSecret] {
    if let namespace = scope.namespace, !scope.names.isEmpty, scope.names.count <= Self.handful {
      var found: [LiveExternalSecret] = []
      for name in scope.names {
        guard let json = try await client.get(resource, namespace: namespace, name: name) else { continue }
        found.append(LiveExternalSecret(json, resource: resource))
      }
      return found
    }
    let names = Set(scope.names)
    let options = ListOptions(labelSelector: scope.labelSelector)
    return try await client.list(resource, namespace: scope.namespace, options: options) { json in
      let isWanted = names.isEmpty || names.contains(json["metadata"]?["name"]?.string ?? "")
      return isWanted ? LiveExternalSecret(json, resource: resource) : nil
    }.items
  }

  /// The health of the stores that objects read from.
  func stores(
    for objects: [LiveExternalSecret], in scope: StatusScope
  ) async throws(KubernetesError) -> [StoreKey: StoreHealth] {
    let keys = Set(objects.flatMap { object in object.stores.map { StoreKey($0, for: object) } })
    var found: [StoreKey: StoreHealth] = [:]
    for kind in [StoreKind.secretStore, .clusterSecretStore] {
      let wanted = keys.filter { $0.reference.kind == kind }
      guard !wanted.isEmpty, let resource = try await served(kind.objectKind) else { continue }
      if wanted.count <= Self.handful {
        for key in wanted {
          let json = try await client.get(resource, namespace: key.namespace, name: key.reference.name)
          found[key] = json.map { StoreHealth($0) } ?? StoreHealth(key.reference, .missing)
        }
      } else {
        for key in wanted { found[key] = StoreHealth(key.reference, .missing) }
        let namespace = kind == .secretStore ? scope.namespace : nil
        let all = try await client.list(resource, namespace: namespace) { json in
          (StoreHealth(json), json["metadata"]?["namespace"]?.string)
        }
        for (health, namespace) in all.items {
          found[StoreKey(reference: health.reference, namespace: namespace)] = health
        }
      }
    }
    return found
  }

  /// The newest Warning event about each ExternalSecret, by the object's uid.
  func warnings(in scope: StatusScope) async throws(KubernetesError) -> [String: Event] {
    let selector = Event.selector(kind: ObjectKind.externalSecret.name) + ",type=Warning"
    let options = ListOptions(fieldSelector: selector)
    let events = try await client.list(.events, namespace: scope.namespace, options: options) { Event($0) }
    return Dictionary(events.items.map { ($0.objectUID, $0) }) { first, second in
      (first.lastSeen ?? .distantPast) < (second.lastSeen ?? .distantPast) ? second : first
    }
  }
}

/// A store as one namespace sees it.
struct StoreKey: Sendable, Hashable {
  let reference: StoreReference
  /// The namespace of a SecretStore.
  let namespace: String?

  init(reference: StoreReference, namespace: String?) {
    self.reference = reference
    self.namespace = reference.kind == .secretStore ? namespace : nil
  }

  init(_ reference: StoreReference, for object: LiveExternalSecret) {
    self.init(reference: reference, namespace: object.namespace)
  }
}
