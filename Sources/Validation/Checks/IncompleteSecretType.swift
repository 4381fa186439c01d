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
    guard let writer = SecretWriter(manifest), let (type, path) = writer.type, let keys = writer.certainKeys else {
      return []
    }
    if type == "kubernetes.io/basic-auth", keys.isDisjoint(with: ["username", "password"]) {
      return [
        finding(
          "type \(type) needs a key username or password, and there is neither", in: manifest, at: path,
          hint: "add one of them")
      ]
    }
    let missing = (requiredKeys[type] ?? []).filter { !keys.contains($0) }
    guard !missing.isEmpty else { return [] }
    return [
      finding(
        "type \(type) needs the keys \(missing.joined(separator: ", ")), which no entry or template makes",
        in: manifest, at: path, hint: "add them under data or template.data")
    ]
  }
}
