// A Secret as it is in the cluster, or as a file would put it there.

public import Basics
public import ExternalSecrets

/// A core Secret read from a manifest.
public struct LiveSecret: Sendable {
  /// The object it was read from.
  public var manifest: Manifest
  /// The data, not base64-encoded; what stands under `stringData` counts as the API server would take it.
  public var data: [DataKey: SecretBytes]
  /// The type; `Opaque` if it names none.
  public var type: String
  /// Whether its data can't be changed.
  public var isImmutable: Bool

  /// Reads a Secret; values that are no base64 are taken for empty.
  public init(_ manifest: Manifest) {
    self.manifest = manifest
    var data: [DataKey: SecretBytes] = [:]
    for member in manifest.json["data"]?.object ?? [:] {
      data[DataKey(member.key)] = SecretBytes(Base64.standard.decode(member.value.string ?? "") ?? [])
    }
    for member in manifest.json["stringData"]?.object ?? [:] {
      data[DataKey(member.key)] = SecretBytes(utf8: member.value.string ?? "")
    }
    self.data = data
    let type = manifest.json["type"]?.string ?? ""
    self.type = type.isEmpty ? "Opaque" : type
    self.isImmutable = manifest.json["immutable"]?.bool ?? false
  }

  /// Whether the controller's label says that it manages this Secret.
  public var isManaged: Bool { manifest.labels[Bookkeeping.managedLabel] == "true" }

  /// Whether the data is what the controller last wrote.
  public var drift: Drift {
    guard let hash = manifest.annotations[Bookkeeping.dataHashAnnotation] else { return .unknown }
    // Controllers before 0.10 hashed with MD5.
    let digest: Digest = hash.utf8.count == 32 ? .md5 : .sha3_224
    return hash == ControllerHash.data(data, using: digest) ? .none : .edited
  }
}

extension Manifest {
  /// The owners, as they stand.
  var ownerReferences: [JSON] { json["metadata"]?["ownerReferences"]?.array ?? [] }

  /// The owner with `controller: true`, if there is one.
  var controllerReference: JSON? { ownerReferences.first { $0["controller"]?.bool == true } }

  /// The finalizers.
  var finalizers: [String] { (json["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string) }

  /// Whether the object is being deleted.
  var isBeingDeleted: Bool { json["metadata"]?["deletionTimestamp"]?.string != nil }
}
