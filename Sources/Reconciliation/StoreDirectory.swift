// The stores of one run: each is read, judged and turned into a source once.

internal import Basics
internal import ExternalSecrets

/// A store as one namespace sees it.
struct StoreKey: Sendable, Hashable {
  let reference: StoreReference
  let namespace: String
}

/// A store that has been looked up.
struct ResolvedStore: Sendable {
  /// The store; nil if there is none.
  let store: SecretStore?
  /// Where its values come from, or why there are none.
  let source: Result<any SecretSource, SecretSourceError>
}

/// All stores the ExternalSecrets of one run refer to.
struct StoreDirectory: Sendable {
  private(set) var stores: [StoreKey: ResolvedStore] = [:]
  private let cluster: any ClusterReader
  private let sources: any SecretSourceProvider
  private let controllerClass: String

  init(cluster: any ClusterReader, sources: any SecretSourceProvider, controllerClass: String) {
    self.cluster = cluster
    self.sources = sources
    self.controllerClass = controllerClass
  }

  /// How many stores are looked up at a time: each may need credentials from somewhere.
  private static let concurrency = 16

  /// Looks up stores that haven't been.
  mutating func resolve(_ keys: Set<StoreKey>) async {
    let new = keys.filter { stores[$0] == nil }
    let directory = self
    let resolved = await boundedMap(Array(new), concurrency: Self.concurrency) { key in
      (key, await directory.lookUp(key))
    }
    for (key, store) in resolved { stores[key] = store }
  }

  private func lookUp(_ key: StoreKey) async -> ResolvedStore {
    let reference = key.reference
    let kind = reference.kind.objectKind
    let namespace = reference.kind == .secretStore ? key.namespace : nil
    let manifest: Manifest?
    do throws(ClusterReadError) {
      manifest = try await cluster.object(ObjectQuery(kind, namespace: namespace, name: reference.name))
    } catch {
      let cause = "the \(reference) could not be read: \(error.message)"
      return ResolvedStore(store: nil, source: .failure(.unavailable(cause: cause, hint: error.hint)))
    }
    guard let manifest else {
      let place = namespace.map { " in namespace \($0)" } ?? ""
      return ResolvedStore(
        store: nil,
        source: .failure(
          .failed(
            cause: "could not get \(reference.kind.rawValue) \"\(reference.name)\": there is none\(place)",
            hint: "create the store, or correct secretStoreRef")))
    }
    let decoded = SecretStore.decode(manifest)
    let store = decoded.object
    if let error = decoded.errors.first {
      return ResolvedStore(
        store: store, source: .failure(.failed(cause: "the \(reference) is invalid: \(error)", hint: error.hint)))
    }
    do throws(SecretSourceError) {
      try await checkUsable(store, from: key.namespace)
      return ResolvedStore(
        store: store, source: .success(try await sources.source(for: store, namespace: key.namespace)))
    } catch {
      return ResolvedStore(store: store, source: .failure(error))
    }
  }

  /// The checks the controller makes before it asks a store for anything.
  private func checkUsable(_ store: SecretStore, from namespace: String) async throws(SecretSourceError) {
    guard store.controller.isEmpty || store.controller == controllerClass else {
      throw .failed(
        cause:
          "can not reference unmanaged store: the \(store.reference) belongs to the controller \"\(store.controller)\"",
        hint: nil)
    }
    if store.kind == .clusterSecretStore, !store.conditions.isEmpty {
      guard try await allows(store, namespace) else {
        throw .failed(
          cause: "using cluster store \"\(store.manifest.name)\" is not allowed from namespace \"\(namespace)\": "
            + "denied by spec.condition",
          hint: "add the namespace to spec.conditions of the ClusterSecretStore")
      }
    }
    if let ready = store.statusConditions.first(where: { $0.type == "Ready" }), ready.status != "True" {
      throw .failed(
        cause: "\(store.reference.kind.rawValue) \"\(store.manifest.name)\" is not ready",
        hint: ready.message.isEmpty ? nil : "the store says: \(ready.message)")
    }
    guard store.provider != nil else {
      throw .failed(cause: "the \(store.reference) names no provider", hint: "set spec.provider")
    }
  }

  /// Whether a ClusterSecretStore's conditions let a namespace use it: any one part that matches is enough.
  private func allows(_ store: SecretStore, _ namespace: String) async throws(SecretSourceError) -> Bool {
    let labels: [String: String]
    do throws(ClusterReadError) {
      guard let manifest = try await cluster.object(ObjectQuery(.namespace, namespace: nil, name: namespace)) else {
        throw ClusterReadError("namespaces \"\(namespace)\" not found")
      }
      labels = manifest.labels
    } catch {
      throw .failed(cause: "failed to get a namespace \"\(namespace)\": \(error.message)", hint: error.hint)
    }
    for condition in store.conditions {
      let named = condition.namespaces.map { LabelSelector(matchLabels: ["kubernetes.io/metadata.name": $0]) }
      for selector in [condition.selector].compactMap({ $0 }) + named {
        if let problem = selector.problem {
          throw .failed(cause: "failed to convert label selector of spec.conditions: \(problem)", hint: nil)
        }
        if selector.matches(labels) { return true }
      }
      for pattern in condition.namespaceRegexes where try matches(pattern, namespace) { return true }
    }
    return false
  }
}
