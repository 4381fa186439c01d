import Basics
import ExternalSecrets

/// Finds API versions that current releases no longer serve.
///
/// `v1alpha1` is gone; `v1beta1` is no longer served since release 0.17.0. The fix is the version's number: no field of
/// `v1beta1` changed its name.
enum RemovedVersion: Check {
  static let id = "removed-version"
  static let severity = Severity.warning
  static let abstract = "The API version is no longer served by current releases of the controller."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind.group == ObjectKind.externalSecretsGroup,
      !Schema.versions(of: manifest.objectKind).isEmpty
    else { return [] }
    switch manifest.version {
    case "v1beta1":
      if let controller = project.controller, let last = ControllerVersion("0.17.0"), controller < last { return [] }
      let range = manifest.range(of: ["apiVersion"])
      return [
        finding(
          "external-secrets.io/v1beta1 is no longer served since release 0.17.0", in: manifest, at: ["apiVersion"],
          hint: "write external-secrets.io/v1; --fix does it",
          fix: range.map { .init(range: $0, replacement: "external-secrets.io/v1") })
      ]
    case "v1alpha1" where manifest.objectKind != .pushSecret && manifest.objectKind != .clusterPushSecret:
      return [
        finding(
          "external-secrets.io/v1alpha1 was removed", in: manifest, at: ["apiVersion"],
          hint: "write external-secrets.io/v1 and dataFrom entries as {extract: {key: …}}", severity: .error)
      ]
    default: return []
    }
  }
}
