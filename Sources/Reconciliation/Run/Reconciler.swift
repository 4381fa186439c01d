// The engine: manifests in, decisions out.

public import Basics
public import ExternalSecrets

/// Decides what the controller would do.
///
/// All that will be read is listed first and read ahead in few requests; then the ExternalSecrets are worked through on
/// all cores.
public struct Reconciler: Sendable {
  /// What the controller is told at its start, and what a command wants of the engine.
  public struct Settings: Sendable, Hashable {
    /// The controller's class; stores naming another are not its business.
    public var controllerClass = "default"
    /// Whether to show what a sync would write even where the refresh policy holds it back.
    public var ignoresRefreshPolicy = false
    /// The time templates see; what they make of it is marked as made at sync time.
    public var now = Timestamp(seconds: 0)
    /// How many ExternalSecrets are worked on at a time.
    public var concurrency = 64

    /// The controller's defaults.
    public init() {}
  }

  let cluster: any ClusterReader
  let sources: any SecretSourceProvider
  let settings: Settings
  let zoneData: @Sendable (_ zone: String) -> [UInt8]?

  /// An engine over a cluster and its stores' values.
  ///
  /// - Parameters:
  ///   - cluster: Where objects are read from.
  ///   - sources: Where values are read from.
  ///   - settings: What the controller is told at its start, and what is wanted of the engine.
  ///   - zoneData: The compiled rules (TZif) of a time zone by its name, for templates; where it gives nil, zones are UTC.
  public init(
    cluster: any ClusterReader, sources: any SecretSourceProvider, settings: Settings = Settings(),
    zoneData: @escaping @Sendable (_ zone: String) -> [UInt8]? = { _ in nil }
  ) {
    self.cluster = cluster
    self.sources = sources
    self.settings = settings
    self.zoneData = zoneData
  }

  /// Decides about every ExternalSecret of either project among the manifests, and about those their
  /// ClusterExternalSecrets make.
  ///
  /// - Parameter manifests: Any manifests; kinds the controller writes nothing for are passed over.
  /// - Returns: The decisions, in the order of the manifests; one manifest's failure hides no other.
  public func reconcile(_ manifests: [Manifest]) async -> [Decision] {
    let cluster = cluster
    let found = await batched(manifests) { manifest -> [Subject] in
      switch manifest.objectKind {
      case .externalSecret: [Subject(manifest)]
      case .clusterExternalSecret:
        await ClusterExternalSecretExpansion(cluster: cluster, manifest: manifest).subjects()
      case .pushSecret, .clusterPushSecret:
        [
          Subject(
            manifest,
            reasonToSkip: "a \(manifest.kind) writes to its provider, not to the cluster: there is nothing to preview")
        ]
      case .legacyExternalSecret: [Subject(legacy: manifest)]
      default: []
      }
    }.flatMap { $0 }
    // A child that stands among the manifests too is as its ClusterExternalSecret makes it, or unmakes it.
    let made = Set(found.filter { $0.madeBy != nil && $0.refusal == nil }.map(\.externalSecret.manifest.reference))
    let subjects = found.filter { $0.madeBy != nil || !made.contains($0.externalSecret.manifest.reference) }
    let round = await Round(self, subjects: subjects)
    return await batched(subjects) { await round.decide($0) }
  }

  /// Applies a function to all elements on all cores, in batches: a task costs little against the work in it.
  private func batched<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @escaping @Sendable (Element) async -> Result
  ) async -> [Result] {
    let size = max(1, min(32, elements.count / 8))
    let batches = stride(from: 0, to: elements.count, by: size).map {
      Array(elements[$0..<min($0 + size, elements.count)])
    }
    let results = await boundedMap(batches, concurrency: max(2, settings.concurrency / size)) { batch in
      var results: [Result] = []
      for element in batch { results.append(await transform(element)) }
      return results
    }
    return results.flatMap { $0 }
  }

  /// What a sync of these manifests will read from their stores, read by read, each once.
  public func remoteReads(of manifests: [Manifest]) -> [StoreReference: Set<RemoteRead>] {
    var reads: [StoreReference: Set<RemoteRead>] = [:]
    for manifest in manifests where manifest.objectKind == .externalSecret {
      for (store, read) in ExternalSecret.decode(manifest).object.remoteReads { reads[store, default: []].insert(read) }
    }
    return reads
  }
}
