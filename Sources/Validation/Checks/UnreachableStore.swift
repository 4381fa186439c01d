import Basics
import ExternalSecrets
import RegularExpressions

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
      guard let namespace = manifest.json["metadata"]?["namespace"]?.string,
        !allows(SecretStore.decode(store).object.conditions, namespace, project)
      else { return nil }
      return finding(
        "ClusterSecretStore \(reference.name) does not let namespace \(namespace) in", in: manifest, at: path,
        hint: "add the namespace to the store's conditions")
    }
  }

  /// Whether a store's conditions let a namespace in, or may do so: labels are known of Namespaces that are there.
  private static func allows(
    _ conditions: [SecretStore.NamespaceCondition], _ namespace: String, _ project: Project
  ) -> Bool {
    let labels = project.manifest("Namespace", namespace: nil, name: namespace)?.labels
    return conditions.isEmpty
      || conditions.contains { condition in
        condition.namespaces.contains(namespace)
          || condition.selector.map { selector in labels.map { selector.matches($0) } ?? true } ?? false
          || condition.namespaceRegexes.contains { pattern in
            // One that doesn't compile is another check's finding.
            (try? GoRegularExpression(pattern)).map { $0.firstMatch(in: Array(namespace.utf8)) != nil } ?? true
          }
      }
  }
}
