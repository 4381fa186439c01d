import Basics
import ExternalSecrets

/// Finds ExternalSecrets that want to own one Secret.
enum TargetCollision: Check {
  static let id = "target-collision"
  static let severity = Severity.error
  static let abstract = "Two ExternalSecrets write one Secret; the second will fail."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    let externalSecret = ExternalSecret.decode(manifest).object
    let name = externalSecret.targetName
    guard !Project.hasSubstitution(name), externalSecret.spec.target.manifest == nil else { return [] }
    let target = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: name)
    let writers = (project.producers[target] ?? []).filter { writer in
      [.owner, .orphan].contains(writer.spec.target.creationPolicy) && writer.manifest.name != manifest.name
    }
    guard [.owner, .orphan].contains(externalSecret.spec.target.creationPolicy), let other = writers.first,
      // One finding for each pair, at the one that comes later.
      project.isBefore(other.manifest, manifest),
      // Across files the namespace is certain only where it is written: Kustomize and Flux set it for whole folders.
      other.manifest.file == manifest.file || (other.manifest.hasNamespace && manifest.hasNamespace)
    else { return [] }
    let path: FieldPath =
      manifest.json["spec"]?["target"]?["name"] == nil ? ["metadata", "name"] : ["spec", "target", "name"]
    return [
      finding(
        "Secret \(name) is written by \(other.manifest.reference) too", in: manifest, at: path,
        hint: "give one of them another spec.target.name, or let one use creationPolicy Merge")
    ]
  }
}

extension Manifest {
  /// Whether the namespace is written, not filled in.
  fileprivate var hasNamespace: Bool { json["metadata"]?["namespace"]?.string != nil }
}

extension Project {
  /// Whether one manifest comes before another in what was given.
  fileprivate func isBefore(_ first: Manifest, _ second: Manifest) -> Bool {
    if first.file == second.file { return first.document < second.document }
    let index = { (manifest: Manifest) in
      self.manifests.firstIndex { $0.file == manifest.file && $0.document == manifest.document } ?? 0
    }
    return index(first) < index(second)
  }
}
