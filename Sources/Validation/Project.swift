// All that was given, indexed: what checks of references look things up in.

public import Basics
public import ExternalSecrets

/// What a cluster has of the objects that manifests name.
public struct ClusterObjects: Sendable {
  /// Those that are there; of Secrets only the names of their keys are looked at.
  public var manifests: [Manifest]
  /// Those that aren't.
  public var absent: Set<ObjectReference>

  /// Objects of a cluster.
  public init(manifests: [Manifest] = [], absent: Set<ObjectReference> = []) {
    self.manifests = manifests
    self.absent = absent
  }
}

/// The manifests of one run.
public struct Project: Sendable {
  /// Every manifest.
  public let manifests: [Manifest]
  /// The release of the controller that will read them, if it is known.
  public let controller: ControllerVersion?
  /// Schemas of kinds beyond the built-in ones, and of those the cluster has them otherwise.
  let schemas: SchemaLibrary?
  private let byName: [ObjectReference: Manifest]
  private let live: [ObjectReference: Manifest]
  private let absent: Set<ObjectReference>
  /// The workloads of the cluster that aren't among the manifests.
  let liveWorkloads: [Manifest]
  /// ExternalSecrets of either project by the Secret they write.
  let producers: [ObjectReference: [SecretWriter]]
  /// Those of them that take the Secret for their own, each name once: the first that has it.
  let claimants: [ObjectReference: [SecretWriter]]
  /// Where each manifest stands among all.
  private let order: [Place: Int]

  /// A document of a file.
  private struct Place: Hashable {
    let file: String?
    let document: Int
  }

  /// A project of these manifests, and of what a cluster has of what they name.
  public init(
    _ manifests: [Manifest], controller: ControllerVersion? = nil, schemas: SchemaLibrary? = nil,
    cluster: ClusterObjects = ClusterObjects()
  ) {
    self.manifests = manifests
    self.schemas = schemas
    self.controller = controller
    let byName = Dictionary(
      manifests.filter { $0.objectKind != .legacyExternalSecret }.map { ($0.reference, $0) }, uniquingKeysWith: { $1 })
    self.byName = byName
    live = Dictionary(cluster.manifests.map { ($0.reference, $0) }) { $1 }
    absent = cluster.absent
    liveWorkloads = cluster.manifests.filter {
      MissingWorkloadKey.podSpecs[$0.kind] != nil && byName[$0.reference] == nil
    }
    producers = Dictionary(grouping: manifests.compactMap(SecretWriter.init), by: \.target)
    claimants = producers.mapValues { writers in
      var seen: Set<String> = []
      return writers.filter { $0.claims && seen.insert("\($0.manifest.objectKind)/\($0.manifest.name)").inserted }
    }
    order = Dictionary(
      manifests.enumerated().map { (Place(file: $1.file, document: $1.document), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether one manifest comes before another in what was given.
  func isBefore(_ first: Manifest, _ second: Manifest) -> Bool {
    let places = [first, second].map { order[Place(file: $0.file, document: $0.document)] ?? 0 }
    return places[0] < places[1]
  }

  /// The object of that kind and name, if it was given or the cluster has it.
  func manifest(_ kind: String, namespace: String?, name: String) -> Manifest? {
    let reference = ObjectReference(kind: kind, namespace: namespace, name: name)
    return byName[reference] ?? live[reference]
  }

  /// Whether a text holds a variable that something else fills in later (Flux's `${NAME}`): nothing is certain of it.
  static func hasSubstitution(_ text: String) -> Bool { text.contains("${") }
}

// MARK: References

extension Project {
  /// Whether an object that is named is there.
  enum Presence: Sendable, Hashable {
    /// It isn't among the files, and nothing says what the cluster has.
    case unknown
    /// It is neither among the files nor in the cluster.
    case absent
    /// It is there, with these keys if they are certain.
    case present(keys: Set<String>?)
  }

  /// Whether an object that is named is there, and with which keys.
  func presence(of named: NamedObject) -> Presence {
    let writers = named.kind == .secret ? producers[named.reference] ?? [] : []
    let object = manifest(named.kind.name, namespace: named.namespace, name: named.name)
    guard object != nil || !writers.isEmpty else {
      // The other kind of store is `store`'s to tell of.
      return absent.contains(named.reference) && !isStoreOfOtherKind(named) ? .absent : .unknown
    }
    var keys: Set<String> = []
    for writer in writers {
      guard let certain = writer.certainKeys else { return .present(keys: nil) }
      keys.formUnion(certain)
    }
    for field in ["data", "stringData", "binaryData"] {
      keys.formUnion((object?.json[field]?.object ?? [:]).map(\.key))
    }
    // A Secret among the files without data is a placeholder, which something else fills.
    let isPlaceholder = named.kind == .secret && keys.isEmpty && byName[named.reference] != nil
    return .present(keys: isPlaceholder || object?.json["sops"] != nil ? nil : keys)
  }

  private func isStoreOfOtherKind(_ named: NamedObject) -> Bool {
    otherKind(named).flatMap { byName[$0.reference] ?? live[$0.reference] } != nil
  }

  private func otherKind(_ named: NamedObject) -> NamedObject? {
    switch named.kind {
    case .secretStore: NamedObject(.clusterSecretStore, namespace: nil, name: named.name)
    default: nil
    }
  }

  /// The objects that the manifests name and that aren't among them, each once: what a cluster is to be asked for.
  public var unresolved: [NamedObject] {
    var found: [ObjectReference: NamedObject] = [:]
    for manifest in manifests {
      for named in NamedObject.all(in: manifest) {
        found[named.reference] = named
        if let other = otherKind(named) { found[other.reference] = other }
        guard named.kind == .clusterSecretStore, let name = manifest.namespace else { continue }
        // Its conditions may look at the namespace's labels.
        let namespace = NamedObject(.namespace, namespace: nil, name: name)
        found[namespace.reference] = namespace
      }
    }
    return found.filter { byName[$0.key] == nil }.values.sorted { "\($0.reference)" < "\($1.reference)" }
  }
}
