import Basics
import ExternalSecrets

/// Finds ExternalSecrets that name no store anywhere.
///
/// Kustomize patches look like that too, so it is a warning.
enum MissingStoreReference: Check {
  static let id = "no-store"
  static let severity = Severity.warning
  static let abstract = "No store is named, neither for the object nor for an entry."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret else { return [] }
    let spec = ExternalSecret.decode(manifest).object.spec
    guard spec.store?.name ?? "" == "" else { return [] }
    var findings: [Finding] = []
    for (index, entry) in spec.data.enumerated() where entry.source?.store == nil && entry.source?.generator == nil {
      findings.append(missing(manifest, at: FieldPath(["spec", "data"].map(FieldPath.Step.member)).element(index)))
    }
    for (index, entry) in spec.dataFrom.enumerated() where entry.source?.store == nil && entry.source?.generator == nil
    {
      findings.append(missing(manifest, at: FieldPath(["spec", "dataFrom"].map(FieldPath.Step.member)).element(index)))
    }
    return Array(findings.prefix(1))
  }

  private static func missing(_ manifest: Manifest, at path: FieldPath) -> Finding {
    finding(
      "this entry has no store: neither spec.secretStoreRef nor a sourceRef names one", in: manifest, at: path,
      hint: "add spec.secretStoreRef")
  }
}
