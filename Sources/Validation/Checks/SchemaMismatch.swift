import Basics
import ExternalSecrets

/// Finds what the API server would refuse by the kind's schema, unknown fields included, and of any object's metadata.
///
/// Values with `${…}` in them are filled in later (Flux), so nothing certain can be said of their form.
enum SchemaMismatch: Check {
  static let id = "schema"
  static let severity = Severity.error
  static let abstract = "A field is unknown, missing, of the wrong type, or has a value its schema doesn't allow."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    let given = project.schemas.flatMap { Schema(apiVersion: manifest.apiVersion, kind: manifest.kind, in: $0) }
    guard let schema = given ?? Schema(apiVersion: manifest.apiVersion, kind: manifest.kind) else { return [] }
    let metadata = ObjectMetadataRules.problems(manifest).map { Finding(id, severity, $0) }
    return metadata
      + schema.problems(manifest.json).compactMap { problem in
        var fix: Finding.Fix?
        switch problem.reason {
        case .pattern(let value, _), .choice(let value, _):
          if Project.hasSubstitution(value) { return nil }
          if case .choice(_, let allowed) = problem.reason, let range = problem.range {
            fix = allowed.first { $0.lowercased() == value.lowercased() }.map { .init(range: range, replacement: $0) }
          }
        case .type:
          if let text = manifest.json[problem.path]?.string, Project.hasSubstitution(text) { return nil }
        default: break
        }
        var error = manifest.error(problem.message, at: problem.path, hint: problem.hint)
        error.range = problem.range ?? error.range
        return Finding(id, severity, error, fix: fix)
      }
  }
}
