// Whatever writes a Secret: an ExternalSecret of either project.

internal import Basics
internal import ExternalSecrets

/// An ExternalSecret as the writer of a Secret.
struct SecretWriter: Sendable {
  /// The ExternalSecret.
  let manifest: Manifest
  /// The Secret it writes.
  let target: ObjectReference
  /// The Secret's type, as far as the manifest says it, and the field that does.
  let type: (name: String, path: FieldPath)?
  /// The keys of the Secret, if they are certain from the manifest alone.
  let certainKeys: Set<String>?
  /// Whether it takes the Secret for its own, so that no other may.
  let claims: Bool
  /// What an entry for a key is called.
  let keyField: String

  /// The writer that a manifest is; nil for one that writes no Secret.
  init?(_ manifest: Manifest) {
    self.manifest = manifest
    switch manifest.objectKind {
    case .externalSecret:
      let externalSecret = ExternalSecret.decode(manifest).object
      let spec = externalSecret.spec
      guard spec.target.manifest == nil else { return nil }
      target = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: externalSecret.targetName)
      type = spec.target.template.map { ($0.type, ["spec", "target", "template", "type"]) }
      certainKeys = externalSecret.certainKeys
      claims = [.owner, .orphan].contains(spec.target.creationPolicy)
      keyField = "secretKey"
    case .legacyExternalSecret:
      let object = LegacyExternalSecret.decode(manifest).object
      target = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: manifest.name)
      let isTemplated = !(object.template?["type"]?.string ?? "").isEmpty
      type = (object.type, (isTemplated ? object.root.member("template") : object.root).member("type"))
      certainKeys = object.certainKeys
      claims = true
      keyField = "name"
    default: return nil
    }
  }
}

extension ExternalSecret {
  /// The keys of the Secret it writes, if they are certain from the manifest alone.
  var certainKeys: Set<String>? {
    let template = spec.target.template
    let isReplacing =
      template.map { !($0.data.isEmpty && $0.templateFrom.isEmpty) && $0.mergePolicy != .merge } ?? false
    guard template?.templateFrom.isEmpty ?? true, ![.merge, .createOrMerge].contains(spec.target.creationPolicy) else {
      return nil
    }
    let templated = Set((template?.data ?? [:]).keys)
    if isReplacing { return templated }
    return dataKeys.map { $0.union(templated) }
  }

  /// The keys its template sees, if they are certain from the manifest alone.
  var dataKeys: Set<String>? {
    spec.dataFrom.isEmpty ? Set(spec.data.map(\.secretKey)) : nil
  }
}
