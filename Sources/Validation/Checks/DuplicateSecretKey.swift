import Basics
import ExternalSecrets

/// Finds keys given twice where the webhook lets them pass: the later one silently wins.
enum DuplicateSecretKey: Check {
  static let id = "duplicate-secret-key"
  static let severity = Severity.warning
  static let abstract = "Two entries of data write one key; the later wins."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret,
      ["Delete", "Merge"].contains(manifest.json["spec"]?["target"]?["deletionPolicy"]?.string ?? "")
    else { return [] }
    var seen: [String: Int] = [:]
    return (manifest.json["spec"]?["data"]?.array ?? []).enumerated().compactMap { index, entry in
      guard let key = entry["secretKey"]?.string, let earlier = seen.updateValue(index, forKey: key) else { return nil }
      return finding(
        "the key \(key) is written by spec.data[\(earlier)] already; this entry wins", in: manifest,
        at: FieldPath(["spec", "data"].map(FieldPath.Step.member)).element(index).member("secretKey"),
        hint: "name each key once")
    }
  }
}
