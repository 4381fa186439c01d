// A ClusterExternalSecret is held against the rules of what it passes on.

internal import Basics
internal import ExternalSecrets

/// The ExternalSecret that a ClusterExternalSecret makes in each namespace, and where its fields stand.
struct PassedOnSpec: Sendable {
  /// The ExternalSecret, without a namespace; its values keep their places in the file.
  let manifest: Manifest
  private let origin: Manifest

  /// The checks that look at one ExternalSecret alone; the others know ClusterExternalSecrets themselves, or can't
  /// judge without a namespace.
  static let checks: Set<String> = [
    MissingStoreReference.id, InvalidSecretKey.id, DuplicateSecretKey.id,
    InvalidRegularExpression.id, InvalidTemplate.id, UnknownTemplateKey.id, IncompleteSecretType.id,
    InvalidDockerConfig.id, UnusableSyncWindow.id,
  ]

  /// What a manifest passes on; nil if it is no ClusterExternalSecret.
  init?(_ origin: Manifest) {
    guard origin.objectKind == .clusterExternalSecret, let spec = origin.json["spec"]?["externalSecretSpec"],
      let apiVersion = origin.json["apiVersion"], var metadata = origin.json["metadata"]?.object
    else { return nil }
    if let name = origin.json["spec"]?["externalSecretName"], name.string != nil { metadata["name"] = name }
    self.origin = origin
    manifest = Manifest(
      ["apiVersion": apiVersion, "kind": "ExternalSecret", "metadata": .object(metadata), "spec": spec],
      file: origin.file, document: origin.document)
  }

  /// What a check finds, said of the ClusterExternalSecret's own fields.
  func findings(of check: any Check.Type, in project: Project) -> [Finding] {
    check.findings(in: manifest, of: project).map { finding in
      var error = finding.error
      error.object = origin.reference
      if let steps = error.path?.steps, steps.first == .member("spec") {
        error.path = FieldPath([.member("spec"), .member("externalSecretSpec")] + steps.dropFirst())
      }
      // A fix is of the file's text, which is the same.
      return Finding(finding.id, finding.severity, error, fix: finding.fix)
    }
  }
}
