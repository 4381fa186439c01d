import Basics
import ExternalSecrets
import RegularExpressions

/// Finds patterns that Go's regular expressions refuse.
enum InvalidRegularExpression: Check {
  static let id = "regular-expression"
  static let severity = Severity.error
  static let abstract = "A pattern is no regular expression of Go's syntax (RE2)."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    var findings: [Finding] = []
    for (index, entry) in (manifest.json["spec"]?["dataFrom"]?.array ?? []).enumerated() {
      let path = FieldPath(["spec", "dataFrom"].map(FieldPath.Step.member)).element(index)
      findings += check(
        entry["find"]?["name"]?["regexp"], manifest, path.member("find").member("name").member("regexp"))
      for (place, rewrite) in (entry["rewrite"]?.array ?? []).enumerated() {
        let at = path.member("rewrite").element(place).member("regexp").member("source")
        findings += check(rewrite["regexp"]?["source"], manifest, at)
      }
    }
    return findings
  }

  private static func check(_ json: JSON?, _ manifest: Manifest, _ path: FieldPath) -> [Finding] {
    guard let pattern = json?.string, !Project.hasSubstitution(pattern) else { return [] }
    do throws(RegularExpressionError) {
      _ = try GoRegularExpression(pattern)
      return []
    } catch {
      return [
        finding(
          "\(error)", in: manifest, at: path, hint: "the syntax is Go's (RE2): no look-around, no back-references")
      ]
    }
  }
}
