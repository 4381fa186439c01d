import Basics
import ExternalSecrets

/// Finds fields and values that the controller that will read them doesn't know yet.
///
/// Only with `--controller-version`, or where the cluster tells the version.
enum FieldTooNew: Check {
  static let id = "field-too-new"
  static let severity = Severity.error
  static let abstract = "The controller's release doesn't know the field yet."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard let controller = project.controller, manifest.objectKind.group == ObjectKind.externalSecretsGroup else {
      return []
    }
    var findings: [Finding] = []
    if manifest.version == "v1", let first = ControllerVersion("0.16.0"), controller < first {
      findings.append(
        finding(
          "external-secrets.io/v1 is there since release 0.16.0", in: manifest, at: ["apiVersion"],
          hint: "write external-secrets.io/v1beta1 for this release"))
    }
    for novelty in ControllerVersion.novelties {
      guard let since = ControllerVersion(novelty.since), controller < since else { continue }
      for path in places(novelty.path[...], in: manifest.json, FieldPath()) {
        if let value = novelty.value, manifest.json[path]?.string != value { continue }
        let what = novelty.value.map { "the value \($0)" } ?? "this field"
        findings.append(
          finding(
            "\(what) is there since release \(novelty.since)", in: manifest, at: path,
            hint: "upgrade the controller, or do without"))
      }
    }
    return findings
  }

  /// Where the path leads, `*` standing for every element.
  private static func places(_ path: ArraySlice<String>, in json: JSON, _ here: FieldPath) -> [FieldPath] {
    guard let step = path.first else { return [here] }
    if step == "*" {
      return (json.array ?? []).enumerated().flatMap { places(path.dropFirst(), in: $1, here.element($0)) }
    }
    return json[step].map { places(path.dropFirst(), in: $0, here.member(step)) } ?? []
  }
}
