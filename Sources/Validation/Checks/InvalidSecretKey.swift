import Basics
import ExternalSecrets

/// Finds keys that a Secret can't have.
enum InvalidSecretKey: Check {
  static let id = "secret-key"
  static let severity = Severity.error
  static let abstract = "A key holds characters, or is of a length, that a Secret's keys can't have."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    if manifest.objectKind == .legacyExternalSecret {
      return LegacyExternalSecret.decode(manifest).object.data.flatMap { entry in
        check(entry.name, manifest, entry.at.member("name"))
      }
    }
    guard manifest.objectKind == .externalSecret else { return [] }
    var findings: [Finding] = []
    for (index, entry) in (manifest.json["spec"]?["data"]?.array ?? []).enumerated() {
      let path = FieldPath(["spec", "data"].map(FieldPath.Step.member)).element(index).member("secretKey")
      findings += check(entry["secretKey"]?.string, manifest, path)
    }
    guard manifest.json["spec"]?["target"]?["manifest"] == nil else { return findings }
    for member in manifest.json["spec"]?["target"]?["template"]?["data"]?.object ?? [:] {
      findings += check(member.key, manifest, ["spec", "target", "template", "data", member.key])
    }
    return findings
  }

  private static func check(_ key: String?, _ manifest: Manifest, _ path: FieldPath) -> [Finding] {
    guard let key, !Project.hasSubstitution(key) else { return [] }
    let isValid =
      (1...253).contains(key.utf8.count)
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      } && key != "." && !key.hasPrefix("..")
    guard !isValid else { return [] }
    return [
      finding(
        "\"\(key)\" can't be a key of a Secret: 1 to 253 letters, digits, '-', '_' and '.'", in: manifest, at: path,
        hint: "choose another key")
    ]
  }
}
