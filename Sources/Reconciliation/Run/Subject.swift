// An ExternalSecret on its way to a decision, with what its manifest was found to hold.

internal import Basics
internal import ExternalSecrets

/// One object to decide about.
struct Subject: Sendable {
  /// The ExternalSecret; for an object of another kind one without a spec.
  let externalSecret: ExternalSecret
  /// The object of kubernetes-external-secrets that it is; nil for one of the External Secrets Operator.
  var legacy: LegacyExternalSecret?
  /// The ClusterExternalSecret that makes it.
  var madeBy: ObjectReference?
  /// Why it can't be decided about: what the API server or the webhook refuses.
  var refusal: LocatedError?
  /// Why there is nothing to decide.
  var reasonToSkip: String?
  /// What is worth knowing about the manifest.
  var notes: [LocatedError] = []

  /// Decodes and checks an ExternalSecret.
  init(_ manifest: Manifest) {
    let decoded = ExternalSecret.decode(manifest)
    externalSecret = decoded.object
    let acceptance = Acceptance(manifest)
    refusal = acceptance.refusal ?? decoded.errors.first
    notes = acceptance.notes
  }

  /// The ExternalSecret that a ClusterExternalSecret makes, which is checked as part of that.
  init(_ manifest: Manifest, madeBy: ObjectReference, refusal: LocatedError? = nil) {
    externalSecret = ExternalSecret.decode(manifest).object
    self.madeBy = madeBy
    self.refusal = refusal
  }

  /// Decodes and checks an object of kubernetes-external-secrets.
  init(legacy manifest: Manifest) {
    let decoded = LegacyExternalSecret.decode(manifest)
    externalSecret = ExternalSecret(manifest: manifest, spec: ExternalSecretSpec())
    legacy = decoded.object
    let acceptance = Acceptance(manifest)
    guard decoded.object.isOldestForm else {
      refusal = acceptance.refusal ?? decoded.errors.first
      notes = acceptance.notes
      return
    }
    // What this form may hold no schema says: its definitions had none.
    refusal = decoded.errors.first
    notes = [
      manifest.error(
        "\(decoded.object.dataPath) is the oldest form, which the last CustomResourceDefinition refuses",
        at: decoded.object.root, hint: "write spec and data; create --convert moves it to external-secrets.io/v1")
    ]
  }

  /// An object of a kind the controller writes nothing into the cluster for.
  init(_ manifest: Manifest, reasonToSkip: String) {
    externalSecret = ExternalSecret(manifest: manifest, spec: ExternalSecretSpec())
    self.reasonToSkip = reasonToSkip
  }
}
