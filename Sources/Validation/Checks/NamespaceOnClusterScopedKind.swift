import Basics
import ExternalSecrets

/// Finds a namespace on kinds that live in none.
enum NamespaceOnClusterScopedKind: Check {
  static let id = "namespace-on-cluster-scoped"
  static let severity = Severity.warning
  static let abstract = "The kind is cluster-scoped: its metadata.namespace means nothing."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind.isClusterScoped, manifest.objectKind != .namespace,
      manifest.json["metadata"]?["namespace"]?.string != nil
    else { return [] }
    return [
      finding(
        "a \(manifest.kind) belongs to no namespace", in: manifest, at: ["metadata", "namespace"],
        hint: "remove metadata.namespace")
    ]
  }
}
