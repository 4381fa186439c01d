// The names the controller leaves on what it writes.

internal import Basics
internal import ExternalSecrets

/// Labels, annotations and field managers of the controller.
public enum Bookkeeping {
  /// On everything the controller writes; its value is `true`.
  public static let managedLabel = "reconcile.external-secrets.io/managed"
  /// On what an ExternalSecret owns: which one that is.
  public static let createdByLabel = "reconcile.external-secrets.io/created-by"
  /// The hash of the data as the controller last wrote it.
  public static let dataHashAnnotation = "reconcile.external-secrets.io/data-hash"
  /// Changing it forces a sync.
  public static let forceSyncAnnotation = "external-secrets.io/force-sync"
  /// kubectl's copy of what was applied; it may hold values.
  public static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

  /// The field manager an ExternalSecret writes its Secret as.
  ///
  /// Kubernetes allows 128 bytes, the controller itself changes to a hash beyond 63.
  public static func fieldManager(_ externalSecretName: String) -> String {
    let plain = managerPrefix + externalSecretName
    return plain.utf8.count > 63 ? hashedManager(externalSecretName) : plain
  }

  /// The field manager by which the controller looks for labels and annotations it wrote earlier.
  ///
  /// It applies the limit to the name alone, so that for names of 28 to 63 bytes it finds none (`controller.md`).
  static func metadataFieldManager(_ externalSecretName: String) -> String {
    externalSecretName.utf8.count > 63 ? hashedManager(externalSecretName) : managerPrefix + externalSecretName
  }

  /// What the field managers of all ExternalSecrets begin with.
  static let managerPrefix = "externalsecrets.external-secrets.io/"

  private static func hashedManager(_ name: String) -> String {
    managerPrefix + "sha3/" + Digest.sha3_224.hash(name.utf8).hexadecimal
  }
}

/// What `metadata.managedFields` says an ExternalSecret wrote earlier.
struct ManagedFields {
  let dataKeys: Set<DataKey>
  let labels: Set<String>
  let annotations: Set<String>

  init(of live: Manifest, externalSecretName name: String) {
    let dataManager = Bookkeeping.fieldManager(name)
    dataKeys = Set(Self.names(["f:data"], in: live) { $0 == dataManager }.map { DataKey($0) })
    let manager = Bookkeeping.metadataFieldManager(name)
    labels = Set(Self.names(["f:metadata", "f:labels"], in: live) { $0 == manager })
    annotations = Set(Self.names(["f:metadata", "f:annotations"], in: live) { $0 == manager })
  }

  private static func names(_ path: [String], in live: Manifest, _ isManager: (String) -> Bool) -> [String] {
    let entries = live.json["metadata"]?["managedFields"]?.array ?? []
    return entries.filter { isManager($0["manager"]?.string ?? "") }.flatMap { entry -> [String] in
      var fields = entry["fieldsV1"]
      for name in path { fields = fields?[name] }
      return (fields?.object ?? [:]).compactMap { member in
        guard member.key != "." else { return nil }
        return member.key.hasPrefix("f:") ? String(member.key.dropFirst(2)) : member.key
      }
    }
  }
}
