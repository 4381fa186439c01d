import Basics
import ExternalSecrets
import GoTemplate

/// Finds templates that don't parse: syntax, and functions the controller doesn't have.
enum InvalidTemplate: Check {
  static let id = "template"
  static let severity = Severity.error
  static let abstract = "A template doesn't parse, or calls a function the controller doesn't have."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    return TemplateText.all(in: manifest).compactMap { text in
      do throws(TemplateError) {
        _ = try text.parsed()
        return nil
      } catch {
        var located = manifest.error(error.message, at: text.path, hint: error.hint)
        located.range = text.range(line: error.line)
        return Finding(id, severity, located)
      }
    }
  }
}
