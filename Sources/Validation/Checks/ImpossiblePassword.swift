import Basics
import ExternalSecrets

/// Finds Password generators that want more of something than there is: every sync that uses them fails.
///
/// Without `allowRepeat` there are ten digits, and 26 or 52 letters; digits and symbols are a quarter of the length each
/// unless they are set.
enum ImpossiblePassword: Check {
  static let id = "password"
  static let severity = Severity.error
  static let abstract = "A Password generator can't make such a password."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind.group == ObjectKind.generatorsGroup else { return [] }
    let generator = Generator(manifest)
    guard generator.kind == "Password", let settings = generator.settings, let problem = PasswordRules(settings).problem
    else { return [] }
    return [
      finding(
        problem, in: manifest, at: generator.settingsPath,
        hint: "set allowRepeat: true, or less of digits, symbols and length")
    ]
  }
}
