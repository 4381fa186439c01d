import Basics
import ExternalSecrets

/// Finds Secrets of a type whose required keys are missing.
enum IncompleteSecretType: Check {
  static let id = "secret-type"
  static let severity = Severity.error
  static let abstract = "The Secret's type needs keys that it will not have; the API server will refuse it."

  /// What the API server demands of each type.
  static let requiredKeys: [String: [String]] = [
    "kubernetes.io/tls": ["tls.crt", "tls.key"], "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
    "kubernetes.io/dockercfg": [".dockercfg"], "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  ]

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    let externalSecret = ExternalSecret.decode(manifest).object
    guard let template = externalSecret.spec.target.template, let keys = externalSecret.certainKeys else { return [] }
    let path: FieldPath = ["spec", "target", "template", "type"]
    if template.type == "kubernetes.io/basic-auth", keys.isDisjoint(with: ["username", "password"]) {
      return [
        finding(
          "type \(template.type) needs a key username or password, and there is neither", in: manifest, at: path,
          hint: "add one of them")
      ]
    }
    let missing = (requiredKeys[template.type] ?? []).filter { !keys.contains($0) }
    guard !missing.isEmpty else { return [] }
    return [
      finding(
        "type \(template.type) needs the keys \(missing.joined(separator: ", ")), which no entry or template makes",
        in: manifest, at: path, hint: "add them under data or template.data")
    ]
  }
}
