// Where values come from: both kinds of store.

public import Basics

/// A SecretStore or ClusterSecretStore.
public struct SecretStore: Sendable {
  /// The object it was decoded from.
  public var manifest: Manifest
  /// Which of the two kinds it is.
  public var kind: StoreKind
  /// The controller that should handle it; empty for the default one.
  public var controller: String
  /// The provider and its settings; nil if the store names none.
  public var provider: StoreProvider?
  /// Which namespaces may use a ClusterSecretStore; empty for all.
  public var conditions: [NamespaceCondition]
  /// How requests are retried.
  public var retry: RetrySettings?
  /// How often the store itself is checked: a number of seconds, or a duration as Go writes it.
  public var refreshInterval: JSON?
  /// What the controller says about it.
  public var statusConditions: [Condition]

  /// Decodes a store of either kind and version.
  public static func decode(_ manifest: Manifest) -> Decoded<SecretStore> {
    manifest.decoded { reader in
      var store = SecretStore(
        manifest: manifest, kind: StoreKind(rawValue: manifest.kind) ?? .secretStore, controller: "", provider: nil,
        conditions: [], retry: nil, refreshInterval: nil,
        statusConditions: (reader.value("status")?["conditions"]?.array ?? []).map(Condition.init))
      _ = reader.object("spec") { spec in
        store.controller = spec.string("controller") ?? ""
        store.provider = StoreProvider(spec.value("provider"), at: spec.path.member("provider"), log: spec.log)
        store.conditions = spec.objects("conditions") { NamespaceCondition(&$0) }
        store.retry = spec.object("retrySettings") { RetrySettings(&$0) }
        store.refreshInterval = spec.value("refreshInterval")
      }
      return store
    }
  }

  /// The reference that leads to it.
  public var reference: StoreReference { StoreReference(name: manifest.name, kind: kind) }

  /// Whether its values or credentials depend on the namespace of the ExternalSecret that asks.
  ///
  /// They do for a ClusterSecretStore whose references leave the namespace open, or whose sessions are tagged with it.
  public var dependsOnNamespace: Bool {
    guard kind == .clusterSecretStore, case .aws(let aws) = provider else { return false }
    let secrets = [aws.accessKeyID, aws.secretAccessKey, aws.sessionToken].compactMap { $0 }
    return secrets.contains { $0.namespace == nil } || aws.serviceAccount.map { $0.namespace == nil } ?? false
      || aws.sessionTagsPolicy != .none
  }

  /// Which namespaces may use a ClusterSecretStore (`spec.conditions[]`): any one part that matches is enough.
  public struct NamespaceCondition: Sendable, Hashable {
    /// By labels of the namespace.
    public var selector: LabelSelector?
    /// By name.
    public var namespaces: [String]
    /// By RE2 expressions, unanchored.
    public var namespaceRegexes: [String]

    init(_ reader: inout FieldReader) {
      selector = reader.object("namespaceSelector") { LabelSelector(&$0) }
      namespaces = reader.strings("namespaces")
      namespaceRegexes = reader.strings("namespaceRegexes")
    }
  }

  /// How requests to the provider are retried (`spec.retrySettings`).
  public struct RetrySettings: Sendable, Hashable {
    /// How many times.
    public var maxRetries: Int?
    /// The time between, a duration as Go writes it.
    public var retryInterval: String?

    init(_ reader: inout FieldReader) {
      maxRetries = reader.value("maxRetries")?.int
      retryInterval = reader.string("retryInterval")
    }
  }
}

/// The provider of a store (`spec.provider`).
public enum StoreProvider: Sendable {
  /// AWS Secrets Manager or Parameter Store.
  case aws(AWSProvider)
  /// Values written down in the store itself.
  case fake(FakeProvider)
  /// Secrets of a Kubernetes namespace.
  case kubernetes(KubernetesProvider)
  /// Any other: its name in the API (`vault`, `gcpsm`, …) and its settings as they stand.
  case other(name: String, settings: JSON)

  /// The provider's name in the API, such as `aws`.
  public var name: String {
    switch self {
    case .aws: "aws"
    case .fake: "fake"
    case .kubernetes: "kubernetes"
    case .other(let name, _): name
    }
  }

  init?(_ json: JSON?, at path: FieldPath, log: DecodingLog) {
    guard let json else { return nil }
    guard let member = json.object?.first(where: { !$0.value.isNull }) else {
      log.error("names no provider", at: path)
      return nil
    }
    var reader = FieldReader(member.value, at: path.member(member.key), log: log)
    switch member.key {
    case "aws": self = .aws(AWSProvider(&reader))
    case "fake": self = .fake(FakeProvider(&reader))
    case "kubernetes": self = .kubernetes(KubernetesProvider(&reader))
    default:
      self = .other(name: member.key, settings: member.value)
      return
    }
    reader.finish()
  }
}
