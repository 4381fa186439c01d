// An ExternalSecret on its way to a decision, with what its manifest was found to hold.

internal import Basics
internal import ExternalSecrets

/// One ExternalSecret to decide about.
struct Subject: Sendable {
  let externalSecret: ExternalSecret
  /// The ClusterExternalSecret that makes it.
  let madeBy: ObjectReference?
  /// Why it can't be decided about: what the API server or the webhook refuses.
  let refusal: LocatedError?
  /// What is worth knowing about the manifest.
  let notes: [LocatedError]

  /// Decodes and checks a manifest.
  init(_ manifest: Manifest, madeBy: ObjectReference? = nil) {
    let decoded = ExternalSecret.decode(manifest)
    externalSecret = decoded.object
    self.madeBy = madeBy
    refusal = decoded.errors.first ?? Self.refusal(of: manifest)
    notes = decoded.unknownFields.map {
      manifest.error("unknown field \($0): the API server drops it, unless its version knows it", at: $0)
    }
  }

  /// What the API server or the webhook would say of a manifest from a file; a live object has passed both.
  private static func refusal(of manifest: Manifest) -> LocatedError? {
    guard manifest.uid == nil, let schema = Schema(apiVersion: manifest.apiVersion, kind: manifest.kind) else {
      return nil
    }
    for problem in schema.problems(manifest.json) {
      // Fields nobody knows are dropped, not refused, unless the client asks for strictness.
      if case .unknownField = problem.reason { continue }
      return LocatedError(
        problem.message, object: manifest.reference, path: problem.path, file: manifest.file,
        range: problem.range ?? manifest.range(of: problem.path), hint: problem.hint)
    }
    return Admission.problems(manifest).first
  }

  /// An ExternalSecret that can't come to be.
  init(_ manifest: Manifest, madeBy: ObjectReference, refusal: LocatedError) {
    externalSecret = ExternalSecret.decode(manifest).object
    self.madeBy = madeBy
    self.refusal = refusal
    notes = []
  }
}
