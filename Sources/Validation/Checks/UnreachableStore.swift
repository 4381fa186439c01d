import Basics
import ExternalSecrets

/// Finds references to stores that are there but of the other kind, or that refuse the namespace.
///
/// A store that isn't among the files may be in the cluster: nothing is said of it.
enum UnreachableStore: Check {
  static let id = "store"
  static let severity = Severity.error
  static let abstract = "The store that is named is of the other kind, or refuses the namespace."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    let spec = ExternalSecret.decode(manifest).object.spec
    var references: [(StoreReference, FieldPath)] = []
    if let store = spec.store { references.append((store, ["spec", "secretStoreRef"])) }
    for (index, entry) in spec.data.enumerated() {
      guard let store = entry.source?.store else { continue }
      references.append(
        (
          store,
          FieldPath(["spec", "data"].map(FieldPath.Step.member)).element(index).member("sourceRef").member("storeRef")
        ))
    }
    for (index, entry) in spec.dataFrom.enumerated() {
      guard let store = entry.source?.store else { continue }
      references.append(
        (
          store,
          FieldPath(["spec", "dataFrom"].map(FieldPath.Step.member)).element(index).member("sourceRef").member(
            "storeRef")
        ))
    }
    return references.compactMap { reference, path in check(reference, path, manifest, project) }
  }

  private static func check(
    _ reference: StoreReference, _ path: FieldPath, _ manifest: Manifest, _ project: Project
  ) -> Finding? {
    switch reference.kind {
    case .secretStore:
      guard project.manifest("SecretStore", namespace: manifest.namespace, name: reference.name) == nil,
        project.manifest("ClusterSecretStore", namespace: nil, name: reference.name) != nil
      else { return nil }
      return finding(
        "\(reference.name) is a ClusterSecretStore, but a SecretStore is named", in: manifest, at: path,
        hint: "set kind: ClusterSecretStore")
    case .clusterSecretStore:
      guard let store = project.manifest("ClusterSecretStore", namespace: nil, name: reference.name) else {
        guard project.manifest("SecretStore", namespace: manifest.namespace, name: reference.name) != nil else {
          return nil
        }
        return finding(
          "\(reference.name) is a SecretStore, but a ClusterSecretStore is named", in: manifest, at: path,
          hint: "set kind: SecretStore")
      }
      let conditions = SecretStore.decode(store).object.conditions
      // Only lists of names are certain: labels and patterns may still let the namespace in.
      let isCertain = conditions.allSatisfy { $0.selector == nil && $0.namespaceRegexes.isEmpty }
      guard !conditions.isEmpty, isCertain, let namespace = manifest.json["metadata"]?["namespace"]?.string,
        !conditions.contains(where: { $0.namespaces.contains(namespace) })
      else { return nil }
      return finding(
        "ClusterSecretStore \(reference.name) does not let namespace \(namespace) in", in: manifest, at: path,
        hint: "add the namespace to the store's conditions")
    }
  }
}
