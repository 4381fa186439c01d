import Basics
import ExternalSecrets

/// Finds references to objects that aren't there, or that lack the key asked for.
///
/// Among files an object that isn't there may be in the cluster: nothing is said of it, unless the cluster was asked
/// too (`--server`). Keys are looked for in what is there: ConfigMaps and Secrets among the files or in the cluster,
/// and Secrets that an ExternalSecret among the files writes.
enum BrokenReference: Check {
  static let id = "reference"
  static let severity = Severity.error
  static let abstract = "An object that is named isn't there, or lacks the key that is asked of it."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    NamedObject.all(in: manifest).flatMap { named -> [Finding] in
      switch project.presence(of: named) {
      case .unknown: return []
      case .absent:
        return [
          finding(
            "there is no \(named.reference), neither among the files nor in the cluster", in: manifest, at: named.path,
            hint: "create it, or correct the name")
        ]
      case .present(let keys):
        guard let keys else { return [] }
        return named.keys.filter { !keys.contains($0.name) && !Project.hasSubstitution($0.name) }.map { key, path in
          let near = keys.nearest(to: key)
          let all = keys.isEmpty ? "none" : keys.sorted().joined(separator: ", ")
          return finding(
            "the \(named.reference) has no key \(key); its keys: \(all)", in: manifest, at: path,
            hint: near.isEmpty ? "add the key, or correct its name" : "did you mean \(near.joined(separator: ", "))?")
        }
      }
    }
  }
}
