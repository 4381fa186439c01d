// From options to manifests.

import Basics
import ExternalSecrets
import Kubernetes
import Reconciliation
import Scaffolding
import System

/// Puts together what is asked for.
struct CreateAssembly: Sendable {
  private let options: CreateOptions
  private let world: CreateWorld

  init(_ options: CreateOptions, _ world: CreateWorld) {
    self.options = options
    self.world = world
  }

  /// The manifests.
  ///
  /// - Throws: ``LocatedError`` for what can't work, before anything is printed.
  func assemble() async throws(LocatedError) -> CreateResult {
    var result = CreateResult(namespace: world.namespace)
    let workload = try await demand()
    var request = ExternalSecretRequest(name: try name(workload?.secret))
    request.namespace = world.writtenNamespace
    request.version = try await version()
    if let workload, workload.secret != request.name { request.target.name = workload.secret }
    // A wrong name is said before anything is asked for by it.
    try ExternalSecretRequest.checkName(request.name, of: "an ExternalSecret", hint: "choose another NAME")
    request.data = options.keys.data
    request.find = options.keys.find
    if let generator = options.keys.generator { request.generator = generator.reference(name: request.name) }
    let stores = try storeDrafts(version: request.version)
    request.store = try await store()
    if stores == nil, let store = request.store { try await check(store, &result) }
    try await readKeys(into: &request, workload, stores, &result)
    try options.target.apply(to: &request, in: world.environment)
    try assemble(request, stores, into: &result)
    try await inject(request, into: &result)
    return result
  }

  // MARK: Names

  private func name(_ demanded: String?) throws(LocatedError) -> String {
    if let name = options.name ?? options.keys.secret ?? options.target.name ?? demanded { return name }
    throw LocatedError("create needs a NAME", hint: "see kubectl extsecret create --help")
  }

  private func version() async throws(LocatedError) -> String {
    if let version = options.result.apiVersion { return version }
    return try await world.servedVersion()
  }

  // MARK: The store

  /// The store that is to be written, and what it needs; nil where none is.
  func storeDrafts(version: String) throws(LocatedError) -> (request: AWSStoreRequest, drafts: [ManifestDraft])? {
    let store = options.store
    guard store.writesStore else { return nil }
    let variables = world.environment.variables
    let region = store.region ?? variables.nonEmpty("AWS_REGION") ?? variables.nonEmpty("AWS_DEFAULT_REGION")
    let request = AWSStoreRequest(
      store.reference ?? StoreReference(name: "aws"), namespace: world.writtenNamespace, version: version,
      service: store.service, region: region ?? "", role: store.role, authentication: store.authentication)
    return (request, try request.drafts())
  }

  /// The store named, the one that is written, or the only one that can be used.
  private func store() async throws(LocatedError) -> StoreReference? {
    if options.result.isLegacy { return nil }
    if let reference = options.store.reference { return reference }
    if options.store.writesStore { return StoreReference(name: "aws") }
    guard options.readsStore, world.client != nil || !world.files.isEmpty else { return nil }
    let usable: [StoreReference]
    do throws(ClusterReadError) {
      usable = try await world.stores().access.usable(from: world.namespace)
    } catch {
      throw LocatedError(
        "the stores can't be listed: \(error.message)",
        hint: [error.hint, "name one with --store or --cluster-store"].compactMap { $0 }.joined(separator: "; or "))
    }
    guard usable.count <= 1 else {
      throw LocatedError(
        "namespace \(world.namespace) can use several stores: \(usable.map(\.description).joined(separator: ", "))",
        hint: "say which one with --store or --cluster-store")
    }
    if let only = usable.first { return only }
    throw LocatedError(
      "namespace \(world.namespace) has no store that can be used",
      hint: "scaffold one with --with-store, or name the one that will be there with --store or --cluster-store")
  }

  /// Says where a store that is named isn't in the cluster; an error where that would be applied.
  private func check(_ store: StoreReference, _ result: inout CreateResult) async throws(LocatedError) {
    guard world.client != nil else { return }
    let namespace = store.kind == .secretStore ? world.namespace : nil
    do throws(ClusterReadError) {
      let query = ObjectQuery(store.kind.objectKind, namespace: namespace, name: store.name)
      guard try await world.stores().cluster.object(query) == nil else { return }
    } catch {
      return result.notes.append("the \(store) can't be looked at: \(error.message)")
    }
    let missing = "there is no \(store)" + (namespace.map { " in namespace \($0)" } ?? "")
    guard options.result.applies else { return result.notes.append(missing + " yet") }
    throw LocatedError(missing, hint: "scaffold it with --with-store, or name another with --store or --cluster-store")
  }

  // MARK: Keys

  private func demand() async throws(LocatedError) -> SecretDemand? {
    guard let reference = options.keys.workload else { return nil }
    return try SecretDemand.demand(of: try await world.workload(reference), on: options.target.name)
  }

  private func readKeys(
    into request: inout ExternalSecretRequest, _ workload: SecretDemand?,
    _ stores: (request: AWSStoreRequest, drafts: [ManifestDraft])?, _ result: inout CreateResult
  ) async throws(LocatedError) {
    guard options.asksProvider else {
      request.extracts = options.keys.remotes
      return
    }
    let reference = try legacyStore() ?? request.store
    guard let reference else { return try request.check() }
    let drafts = (stores?.drafts ?? []) + (try legacyStoreDraft())
    let remote = try await RemoteSecrets(reference, world, drafts: drafts)
    if let secret = options.keys.secret {
      return try await AdoptedSecret(secret, world, remote).write(into: &request, notes: &result.notes)
    }
    if let workload, options.keys.remotes.isEmpty {
      request.data += try await remote.entries(named: workload.keys, of: workload.secret)
    }
    for key in options.keys.remotes {
      request.data += try await remote.entries(of: key, wanted: workload?.keys)
    }
  }

  /// A store that stands for what a legacy object reads by itself.
  private func legacyStore() throws(LocatedError) -> StoreReference? {
    options.result.isLegacy ? StoreReference(name: "legacy") : nil
  }

  private func legacyStoreDraft() throws(LocatedError) -> [ManifestDraft] {
    guard options.result.isLegacy else { return [] }
    let provider: JSON = [
      "service": .string(options.store.service.rawValue), "region": .string(options.store.region ?? ""),
    ]
    return [
      ManifestDraft([
        "apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": ["name": "legacy"],
        "spec": ["provider": ["aws": provider]],
      ])
    ]
  }

  // MARK: Manifests

  private func assemble(
    _ request: ExternalSecretRequest, _ stores: (request: AWSStoreRequest, drafts: [ManifestDraft])?,
    into result: inout CreateResult
  ) throws(LocatedError) {
    guard !options.result.isLegacy else {
      let backend = LegacyBackend(
        service: options.store.service, region: options.store.region, role: options.store.role)
      result.manifests = [try request.legacyDraft(backend)]
      return
    }
    let draft = try request.draft()
    if let stores {
      result.manifests += stores.drafts
      result.policy = AccessPolicy(stores.request, AccessPolicy.Reads(request))
    }
    if let generator = options.keys.generator {
      result.manifests.append(generator.draft(name: request.name, namespace: request.namespace))
    }
    if options.use.writesSecret { result.manifests.append(request.placeholder) }
    result.manifests.append(draft)
  }

  private func inject(_ request: ExternalSecretRequest, into result: inout CreateResult) async throws(LocatedError) {
    guard let reference = try workloadToInject() else { return }
    let workload = try await world.workload(reference)
    let wiring = Wiring(
      options.use.form, secret: request.targetName, keys: try request.targetKeys(), container: options.use.container,
      mountPath: options.use.mountPath)
    result.patch = try wiring.patch(of: workload)
    if result.patch == nil { result.notes.append("\(reference) uses Secret \(request.targetName) that way already") }
  }

  /// The workload that is named, or the only one in the files given.
  private func workloadToInject() throws(LocatedError) -> WorkloadReference? {
    if let named = options.use.workload { return named }
    let given = options.keys.workload == nil ? world.files.compactMap { WorkloadReference($0) } : []
    guard given.count <= 1 else {
      throw LocatedError(
        "the files given have several workloads: \(given.map(\.description).joined(separator: ", "))",
        hint: "say which one is to use the Secret with --inject")
    }
    if given.isEmpty, options.use.isFormGiven || options.use.mountPath != nil || options.use.container != nil {
      throw LocatedError(
        "--as, --mount-path and --container are about a workload", hint: "name it with --inject deploy/NAME, or give -f"
      )
    }
    return given.first
  }
}
