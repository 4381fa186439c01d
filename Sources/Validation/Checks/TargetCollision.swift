import Basics
import ExternalSecrets

/// Finds ExternalSecrets that want to own one Secret.
enum TargetCollision: Check {
  static let id = "target-collision"
  static let severity = Severity.error
  static let abstract = "Two ExternalSecrets write one Secret; the second will fail."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard let writer = SecretWriter(manifest), writer.claims, !Project.hasSubstitution(writer.target.name) else {
      return []
    }
    let other = project.claimants[writer.target]?.first { other in
      other.manifest.name != manifest.name || other.manifest.objectKind != manifest.objectKind
    }
    guard let other,
      // One finding for each pair, at the one that comes later.
      project.isBefore(other.manifest, manifest),
      // Across files the namespace is certain only where it is written: Kustomize and Flux set it for whole folders.
      other.manifest.file == manifest.file || (other.manifest.hasNamespace && manifest.hasNamespace)
    else { return [] }
    let path: FieldPath =
      manifest.json["spec"]?["target"]?["name"] == nil ? ["metadata", "name"] : ["spec", "target", "name"]
    return [
      finding(
        "Secret \(writer.target.name) is written by \(other.manifest.reference) (\(other.manifest.apiVersion)) too",
        in: manifest, at: path,
        hint: manifest.objectKind == other.manifest.objectKind
          ? "give one of them another spec.target.name, or let one use creationPolicy Merge"
          : "take the object of the old controller away before the new one writes the Secret")
    ]
  }
}

extension Manifest {
  /// Whether the namespace is written, not filled in.
  fileprivate var hasNamespace: Bool { json["metadata"]?["namespace"]?.string != nil }
}
