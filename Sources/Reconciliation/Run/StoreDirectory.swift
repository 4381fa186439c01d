// The stores of one run: each is read, judged and turned into a source once.

internal import Basics
internal import ExternalSecrets

/// A store as one namespace sees it.
struct StoreKey: Sendable, Hashable {
  let reference: StoreReference
  let namespace: String
}

/// A store that has been looked up, as one namespace sees it.
struct ResolvedStore: Sendable {
  /// The store; nil if there is none.
  let store: SecretStore?
  /// Where its values come from, or why there are none.
  let source: Result<any SecretSource, SecretSourceError>
  /// What tells its source from others: namespaces a store makes no difference between share one.
  let sourceKey: StoreKey
}

/// All stores the ExternalSecrets of one run refer to.
struct StoreDirectory: Sendable {
  private(set) var stores: [StoreKey: ResolvedStore] = [:]
  private let cluster: any ClusterReader
  private let sources: any SecretSourceProvider
  private let controllerClass: String

  /// How many stores are looked up at a time: each may need credentials from somewhere.
  private static let concurrency = 16

  /// Looks up stores.
  init(
    _ keys: Set<StoreKey>, cluster: any ClusterReader, sources: any SecretSourceProvider, controllerClass: String
  ) async {
    self.cluster = cluster
    self.sources = sources
    self.controllerClass = controllerClass
    let directory = self
    // The same object is read and decoded once, the same source made once, however many namespaces use it.
    let objects = await Self.concurrently(Set(keys.map(Self.objectKey))) { await directory.read($0) }
    func store(_ key: StoreKey) -> SecretStore? { try? objects[Self.objectKey(key)]?.get() }
    func sourceKey(_ key: StoreKey) -> StoreKey {
      store(key)?.dependsOnNamespace == true ? key : Self.objectKey(key)
    }
    let usable = await Self.concurrently(keys) { key in
      await directory.usability(objects[Self.objectKey(key)] ?? .failure(.notFound), from: key.namespace)
    }
    var wanted: [StoreKey: (SecretStore, String)] = [:]
    for key in keys {
      guard case .success(let store)? = usable[key] else { continue }
      wanted[sourceKey(key)] = (store, key.namespace)
    }
    let requests = wanted
    let made = await Self.concurrently(Set(wanted.keys)) { key -> Result<any SecretSource, SecretSourceError> in
      guard let (store, namespace) = requests[key] else { return .failure(.notFound) }
      do throws(SecretSourceError) {
        return .success(try await sources.source(for: store, namespace: namespace))
      } catch {
        return .failure(error)
      }
    }
    for key in keys {
      let source = usable[key]?.flatMap { _ in made[sourceKey(key)] ?? .failure(.notFound) } ?? .failure(.notFound)
      stores[key] = ResolvedStore(store: store(key), source: source, sourceKey: sourceKey(key))
    }
  }

  private static func concurrently<Value: Sendable>(
    _ keys: Set<StoreKey>, _ make: @escaping @Sendable (StoreKey) async -> Value
  ) async -> [StoreKey: Value] {
    let values = await boundedMap(Array(keys), concurrency: concurrency) { ($0, await make($0)) }
    return Dictionary(uniqueKeysWithValues: values)
  }

  /// What tells a store's object from others: the namespace counts only for a SecretStore.
  private static func objectKey(_ key: StoreKey) -> StoreKey {
    key.reference.kind == .secretStore ? key : StoreKey(reference: key.reference, namespace: "")
  }

  private func read(_ key: StoreKey) async -> Result<SecretStore, SecretSourceError> {
    let reference = key.reference
    let namespace = reference.kind == .secretStore ? key.namespace : nil
    let manifest: Manifest?
    do throws(ClusterReadError) {
      manifest = try await cluster.object(
        ObjectQuery(reference.kind.objectKind, namespace: namespace, name: reference.name))
    } catch {
      let cause = "the \(reference) could not be read: \(error.message)"
      return .failure(.unavailable(cause: cause, hint: error.hint))
    }
    guard let manifest else {
      let place = namespace.map { " in namespace \($0)" } ?? ""
      return .failure(
        .failed(
          cause: "could not get \(reference.kind.rawValue) \"\(reference.name)\": there is none\(place)",
          hint: "create the store, or correct secretStoreRef"))
    }
    let decoded = SecretStore.decode(manifest)
    // A store of the files is one the cluster would have to take first.
    guard let error = Acceptance(manifest).refusal ?? decoded.errors.first else { return .success(decoded.object) }
    return .failure(.failed(cause: "the \(reference) is invalid: \(error)", hint: error.hint))
  }

  private func usability(_ store: Result<SecretStore, SecretSourceError>, from namespace: String) async
    -> Result<SecretStore, SecretSourceError>
  {
    do throws(SecretSourceError) {
      let store = try store.get()
      try await checkUsable(store, from: namespace)
      return .success(store)
    } catch {
      return .failure(error)
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
    if case .fake(let provider)? = store.provider, provider.validationResult == "2" {
      throw .failed(
        cause: "\(store.reference.kind.rawValue) \"\(store.manifest.name)\" is not ready",
        hint: "its spec.provider.fake.validationResult says that it isn't valid")
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
