import Basics
import ExternalSecrets

/// Finds what the controller's admission webhook would refuse.
enum AdmissionRefusal: Check {
  static let id = "admission"
  static let severity = Severity.error
  static let abstract = "The controller's admission webhook refuses it."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    Admission.problems(manifest).filter { problem in
      guard let path = problem.path, let text = manifest.json[path]?.string else { return true }
      return !Project.hasSubstitution(text)
    }.map { Finding(id, severity, $0) }
  }
}
