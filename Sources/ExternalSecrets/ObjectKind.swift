// What kind of object something is: group and kind. Versions of one kind are the same objects.

/// A kind of Kubernetes object: its API group and name.
public struct ObjectKind: Sendable, Hashable {
  /// The API group; empty for the core group (`Secret`, `ConfigMap`, `Namespace`).
  public var group: String
  /// The kind's name, such as `ExternalSecret`.
  public var name: String

  /// A kind of a group.
  public init(group: String, name: String) {
    self.group = group
    self.name = name
  }

  /// The kind an object declares.
  ///
  /// - Parameters:
  ///   - apiVersion: `group/version`, or only the version for the core group.
  ///   - kind: The kind's name.
  public init(apiVersion: String, kind: String) {
    let parts = apiVersion.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    self.group = parts.count == 2 ? String(Substring(parts[0])) : ""
    self.name = kind
  }

  /// The group of the External Secrets Operator.
  public static let externalSecretsGroup = "external-secrets.io"
  /// The group of the External Secrets Operator's generators.
  public static let generatorsGroup = "generators.external-secrets.io"
  /// The group of kubernetes-external-secrets, retired.
  public static let legacyGroup = "kubernetes-client.io"

  /// An ExternalSecret.
  public static let externalSecret = ObjectKind(group: externalSecretsGroup, name: "ExternalSecret")
  /// A ClusterExternalSecret.
  public static let clusterExternalSecret = ObjectKind(group: externalSecretsGroup, name: "ClusterExternalSecret")
  /// A SecretStore.
  public static let secretStore = ObjectKind(group: externalSecretsGroup, name: "SecretStore")
  /// A ClusterSecretStore.
  public static let clusterSecretStore = ObjectKind(group: externalSecretsGroup, name: "ClusterSecretStore")
  /// A PushSecret.
  public static let pushSecret = ObjectKind(group: externalSecretsGroup, name: "PushSecret")
  /// A ClusterPushSecret.
  public static let clusterPushSecret = ObjectKind(group: externalSecretsGroup, name: "ClusterPushSecret")
  /// A generator for every namespace.
  public static let clusterGenerator = ObjectKind(group: generatorsGroup, name: "ClusterGenerator")
  /// An ExternalSecret of kubernetes-external-secrets.
  public static let legacyExternalSecret = ObjectKind(group: legacyGroup, name: "ExternalSecret")
  /// A core Secret.
  public static let secret = ObjectKind(group: "", name: "Secret")
  /// A core ConfigMap.
  public static let configMap = ObjectKind(group: "", name: "ConfigMap")
  /// A core Namespace.
  public static let namespace = ObjectKind(group: "", name: "Namespace")
  /// A core ServiceAccount.
  public static let serviceAccount = ObjectKind(group: "", name: "ServiceAccount")

  /// Whether objects of this kind belong to no namespace, as far as the kinds named here go.
  public var isClusterScoped: Bool {
    switch self {
    case .clusterExternalSecret, .clusterSecretStore, .clusterPushSecret, .clusterGenerator, .namespace: true
    default: false
    }
  }
}

extension ObjectKind: CustomStringConvertible {
  /// `ExternalSecret.external-secrets.io`, or `Secret` for the core group.
  public var description: String { group.isEmpty ? name : "\(name).\(group)" }
}
