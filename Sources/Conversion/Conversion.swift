// From manifests of retired APIs to `external-secrets.io/v1`.

public import Basics
public import ExternalSecrets
public import Scaffolding

/// Converts manifests; of a kubernetes-external-secrets object it makes an ExternalSecret and the store it reads from.
public struct Conversion: Sendable {
  /// What the manifests don't say.
  public struct Settings: Sendable, Hashable {
    /// The AWS region that kubernetes-external-secrets ran in, for objects that name none; nil if that isn't known.
    public var region: String?
    /// Whether one ClusterSecretStore serves all namespaces; else each namespace gets a SecretStore.
    public var usesClusterStores = false

    /// Nothing known, SecretStores.
    public init() {}
  }

  /// One manifest's conversion.
  public struct Result: Sendable {
    /// The manifest.
    public var source: Manifest
    /// What replaces it; nil where there is nothing to convert, or no way.
    public var converted: ManifestDraft?
    /// What can't be carried over, each at its line of the source.
    public var losses: [LocatedError] = []
    /// What else to know.
    public var notes: [String] = []
    /// Keys that the old object never wrote, added because workloads among the manifests use them.
    public var addedKeys: [String] = []
    /// The backend the old object reads from; nil for one of the External Secrets Operator.
    public var backend: ExternalSecrets.LegacyBackend?
    /// The store that the new one reads from; nil where the old one names its own.
    public var store: StoreReference?
  }

  /// Everything that was converted.
  public struct Outcome: Sendable {
    /// The stores that were made, each before what reads from it.
    public var stores: [ManifestDraft] = []
    /// The backend of each store, by the store's name.
    public var backends: [String: ExternalSecrets.LegacyBackend] = [:]
    /// What a store lacks, each at its line of the first source that needs it.
    public var losses: [LocatedError] = []
    /// The manifests' conversions, in their order.
    public var results: [Result] = []
  }

  private let settings: Settings

  /// A conversion.
  public init(_ settings: Settings = Settings()) {
    self.settings = settings
  }

  /// Converts every manifest of a retired API.
  ///
  /// - Parameter manifests: All that is given: workloads among them tell which keys are needed, and names of stores are
  ///   not taken twice. Kinds that need no conversion are passed over.
  /// - Returns: The new manifests, and what could not be carried over.
  public func convert(_ manifests: [Manifest]) -> Outcome {
    var outcome = Outcome()
    var stores = LegacyStores(settings, taken: manifests)
    let demands = Demands(manifests)
    for manifest in manifests {
      switch manifest.objectKind {
      case .legacyExternalSecret:
        let object = LegacyExternalSecret.decode(manifest).object
        let reference = stores.reference(for: object)
        let keys = demands.keys(of: manifest)
        outcome.results.append(LegacyConversion(object: object, store: reference, neededKeys: keys).result())
      case let kind where kind.group == ObjectKind.externalSecretsGroup:
        if let result = VersionConversion(manifest: manifest).result() { outcome.results.append(result) }
      default: break
      }
    }
    outcome.stores = stores.drafts
    outcome.backends = stores.backends
    outcome.losses = stores.losses
    return outcome
  }
}

/// The keys that workloads ask of Secrets.
private struct Demands {
  private var keys: [ObjectReference: [String]] = [:]

  init(_ manifests: [Manifest]) {
    for manifest in manifests {
      for demand in SecretDemand.demands(of: manifest) {
        let secret = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: demand.secret)
        for key in demand.keys where !keys[secret, default: []].contains(key) {
          keys[secret, default: []].append(key)
        }
      }
    }
  }

  /// The keys asked of the Secret that a legacy object writes.
  func keys(of manifest: Manifest) -> [String] {
    keys[ObjectReference(kind: "Secret", namespace: manifest.namespace, name: manifest.name)] ?? []
  }
}

extension JSON.Members {
  /// Adds a member unless there is nothing to add.
  mutating func append(_ key: String, ifAny value: JSON?) {
    if let value { append(key, value) }
  }
}
