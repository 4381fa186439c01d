// One run: everything that can be shared is read and resolved once, before the first decision.

internal import Basics
internal import ExternalSecrets
internal import TemplateFunctions

/// What the decisions of one run share.
struct Round: Sendable {
  private let cluster: any ClusterReader
  private let settings: Reconciler.Settings
  private let stores: StoreDirectory
  private let backends: LegacyBackends
  private let renderer: TemplateRenderer
  private let writers: TargetWriters
  /// Secrets by namespace and `created-by` label.
  private let owned: [String: [String: [ObjectReference]]]

  /// How many requests for whole lists go out at a time.
  private static let listConcurrency = 8

  /// Reads ahead what the ExternalSecrets need.
  init(_ reconciler: Reconciler, subjects: [Subject]) async {
    let externalSecrets = subjects.filter { $0.legacy == nil }.map(\.externalSecret)
    let legacy = subjects.compactMap(\.legacy)
    cluster = reconciler.cluster
    settings = reconciler.settings
    writers = TargetWriters(externalSecrets)
    renderer = TemplateRenderer(
      functions: TemplateFunctions.all(zoneData: reconciler.zoneData), now: reconciler.settings.now)
    await cluster.prefetch(Array(Set(externalSecrets.flatMap(\.objectQueries) + legacy.flatMap(\.objectQueries))))
    backends = await LegacyBackends(of: legacy, sources: reconciler.sources)
    stores = await StoreDirectory(
      externalSecrets.reduce(into: []) { $0.formUnion($1.storeKeys) }, cluster: reconciler.cluster,
      sources: reconciler.sources, controllerClass: reconciler.settings.controllerClass)
    await Self.prefetch(externalSecrets, from: stores)
    owned = await Self.ownedSecrets(of: externalSecrets, in: reconciler.cluster)
  }

  private static func prefetch(_ externalSecrets: [ExternalSecret], from stores: StoreDirectory) async {
    var reads: [StoreKey: (source: any SecretSource, reads: Set<RemoteRead>)] = [:]
    for externalSecret in externalSecrets {
      for (reference, read) in externalSecret.remoteReads {
        let key = StoreKey(reference: reference, namespace: externalSecret.namespace)
        guard let resolved = stores.stores[key], case .success(let source) = resolved.source else { continue }
        reads[resolved.sourceKey, default: (source, [])].reads.insert(read)
      }
    }
    let readable = reads.values.map { ($0.source, Array($0.reads)) }
    _ = await boundedMap(readable, concurrency: listConcurrency) { source, reads in await source.prefetch(reads) }
  }

  /// What the namespaces' ExternalSecrets own: one list a namespace, not one an ExternalSecret.
  private static func ownedSecrets(of externalSecrets: [ExternalSecret], in cluster: any ClusterReader) async
    -> [String: [String: [ObjectReference]]]
  {
    let namespaces = Set(
      externalSecrets.filter { $0.spec.target.creationPolicy == .owner && $0.spec.target.manifest == nil }.map(
        \.namespace))
    let selector = LabelSelector(matchExpressions: [.init(key: Bookkeeping.createdByLabel, relation: "Exists")])
    let lists = await boundedMap(Array(namespaces), concurrency: listConcurrency) { namespace in
      // Not being allowed to list Secrets must not hide the rest of the answer.
      (namespace, (try? await cluster.objects(.secret, namespace: namespace, labels: selector)) ?? [])
    }
    return Dictionary(uniqueKeysWithValues: lists).mapValues { manifests in
      Dictionary(grouping: manifests) { $0.labels[Bookkeeping.createdByLabel] ?? "" }.mapValues { $0.map(\.reference) }
    }
  }

  // MARK: One ExternalSecret

  /// Decides about one ExternalSecret, in the controller's order.
  func decide(_ subject: Subject) async -> Decision {
    let externalSecret = subject.externalSecret
    var decision = Decision(
      externalSecret: externalSecret, target: externalSecret.targetReference, outcome: .skip(reason: ""),
      notes: subject.notes)
    decision.madeBy = subject.madeBy
    if let reason = subject.reasonToSkip {
      decision.outcome = .skip(reason: reason)
      return decision
    }
    if let refusal = subject.refusal {
      decision.outcome = .refuse(refusal)
      return decision
    }
    if let legacy = subject.legacy {
      await LegacyRun(object: legacy, cluster: cluster, backends: backends).decide(into: &decision)
      return decision
    }
    if !externalSecret.manifest.isBeingDeleted, let reason = await reasonToSkip(externalSecret) {
      decision.outcome = .skip(reason: reason)
      return decision
    }
    do throws(ClusterReadError) {
      decision.live = try await cluster.object(externalSecret.targetQuery)
    } catch {
      let target = externalSecret.targetReference.reference
      decision.outcome = .error(
        externalSecret.manifest.error("\(target) could not be read: \(error.message)", hint: error.hint))
      return decision
    }
    if externalSecret.manifest.isBeingDeleted {
      decision.outcome = Deletion(externalSecret: externalSecret, live: decision.live).outcome
      return decision
    }
    if let note = adoptionNote(decision) { decision.notes.append(note) }
    await decide(into: &decision)
    return decision
  }

  /// That a Secret becomes managed, before anything can hold the sync back or fail.
  private func adoptionNote(_ decision: Decision) -> LocatedError? {
    let externalSecret = decision.externalSecret
    guard externalSecret.spec.target.manifest == nil, let live = decision.live.map(LiveSecret.init), !live.isManaged
    else { return nil }
    return externalSecret.manifest.error(
      "the Secret \(externalSecret.targetName) is not managed yet: the controller adds its label "
        + "\(Bookkeeping.managedLabel) first, even if the sync then fails")
  }

  private func decide(into decision: inout Decision) async {
    let externalSecret = decision.externalSecret
    let secret = externalSecret.spec.target.manifest == nil ? decision.live.map(LiveSecret.init) : nil
    decision.drift = secret?.drift ?? manifestDrift(decision.live)
    let itself = await liveExternalSecret(externalSecret)
    // A ClusterExternalSecret overwrites what others added to its children.
    let metadata = AppliedMetadata(
      of: externalSecret.manifest, over: decision.madeBy == nil ? itself : nil, uid: itself?.uid)
    if !settings.ignoresRefreshPolicy, let (reason, condition) = refreshHold(externalSecret, metadata, itself, decision)
    {
      decision.outcome = .keep(reason: reason)
      decision.condition = condition
      return
    }
    let data: ProviderData
    do throws(ProviderDataFailure) {
      data = try await collector(externalSecret).collect()
    } catch {
      let ready: ReadyCondition = externalSecret.spec.target.manifest == nil ? .secret : .resource
      decision.outcome = error.isUnavailable ? .error(error.error) : .refuse(error.error)
      decision.condition = error.isUnavailable ? nil : ready.failed("could not get secret data from provider")
      return
    }
    decision.notes += data.notes
    let templates = TemplateSources(cluster: cluster, externalSecret: externalSecret, writers: writers)
    let result: TargetResult
    if let reference = externalSecret.spec.target.manifest {
      result = await ManifestTarget(
        externalSecret: externalSecret, metadata: metadata, reference: reference, live: decision.live,
        templates: templates, renderer: renderer
      ).decide(data)
    } else {
      let label = ControllerHash.createdBy(namespace: externalSecret.namespace, name: externalSecret.manifest.name)
      result = await SecretTarget(
        externalSecret: externalSecret, metadata: metadata, live: secret,
        owned: owned[externalSecret.namespace]?[label] ?? [],
        templates: templates, renderer: renderer
      ).decide(data)
    }
    decision.outcome = result.outcome
    decision.orphans = result.orphans
    decision.notes += result.notes
    if case .error = result.outcome { return }
    decision.condition = result.condition
  }

  private func collector(_ externalSecret: ExternalSecret) -> ProviderDataCollector {
    ProviderDataCollector(
      externalSecret: externalSecret, stores: stores, writers: writers,
      generators: GeneratorValues(cluster: cluster, externalSecret: externalSecret),
      rewriting: RewriteOperations(renderer: renderer))
  }

  /// Whether a store or generator belongs to another controller.
  ///
  /// After a ClusterSecretStore the controller looks up later SecretStores in no namespace, and so doesn't find them.
  private func reasonToSkip(_ externalSecret: ExternalSecret) async -> String? {
    for reference in externalSecret.spec.dataFrom.compactMap({ $0.source?.generator }) {
      let values = GeneratorValues(cluster: cluster, externalSecret: externalSecret)
      guard let generator = try? await values.generator(reference), !isOurs(generator.controller) else { continue }
      return "the generator \(reference) belongs to the controller \"\(generator.controller)\""
    }
    var hasSeenClusterStore = false
    for reference in externalSecret.classCheckedStores {
      if reference.kind == .clusterSecretStore { hasSeenClusterStore = true }
      if reference.kind == .secretStore, hasSeenClusterStore { continue }
      let store = stores.stores[StoreKey(reference: reference, namespace: externalSecret.namespace)]?.store
      guard let store, !isOurs(store.controller) else { continue }
      return "the \(reference) belongs to the controller \"\(store.controller)\""
    }
    return nil
  }

  private func isOurs(_ controller: String) -> Bool { controller.isEmpty || controller == settings.controllerClass }

  /// The ExternalSecret as it is in the cluster; a live one is itself.
  private func liveExternalSecret(_ externalSecret: ExternalSecret) async -> Manifest? {
    if externalSecret.manifest.uid != nil { return externalSecret.manifest }
    let query = ObjectQuery(.externalSecret, namespace: externalSecret.namespace, name: externalSecret.manifest.name)
    // Without it the object counts as new: nothing to hold a sync back, nothing added by others.
    return (try? await cluster.object(query)).flatMap { $0 }
  }

  /// Why the refresh policy holds a sync back, and the condition that stays.
  private func refreshHold(
    _ externalSecret: ExternalSecret, _ metadata: AppliedMetadata, _ itself: Manifest?, _ decision: Decision
  ) -> (
    String, Condition?
  )? {
    let isOrphan = externalSecret.spec.target.creationPolicy == .orphan
    // Its label is put back before this is asked; a hash of releases that hashed with MD5 holds nothing back.
    let isHashCurrent = (decision.live?.annotations[Bookkeeping.dataHashAnnotation] ?? "").utf8.count != 32
    guard isOrphan || isHashCurrent && decision.drift == .none else { return nil }
    let live = itself.map { ExternalSecret.decode($0).object }
    let gate = RefreshGate(externalSecret: externalSecret, metadata: metadata, live: live)
    return gate.holdsBack.map { ($0, live?.status.ready) }
  }

  private func manifestDrift(_ live: Manifest?) -> Drift {
    guard let live, let hash = live.annotations[Bookkeeping.dataHashAnnotation] else { return .unknown }
    return hash == ControllerHash.content(live.json) ? .none : .edited
  }
}
