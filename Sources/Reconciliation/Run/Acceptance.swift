// Whether the cluster would take a manifest at all: its schema, then the controller's admission webhook.

internal import Basics
internal import ExternalSecrets

/// What the API server and the webhook say to a manifest.
struct Acceptance {
  /// The first thing that makes them refuse it; nil if they take it.
  var refusal: LocatedError?
  /// What else they would say, and fields nobody knows.
  var notes: [LocatedError] = []

  /// Judges a manifest; a live object has been taken already.
  init(_ manifest: Manifest) {
    guard manifest.uid == nil else { return }
    guard let schema = Schema(apiVersion: manifest.apiVersion, kind: manifest.kind) else {
      let served = Schema.versions(of: manifest.objectKind)
      guard !served.isEmpty else { return }
      refusal = manifest.error(
        "no matches for kind \"\(manifest.kind)\" in version \"\(manifest.apiVersion)\"", at: ["apiVersion"],
        hint: "its versions are \(served.joined(separator: ", "))")
      return
    }
    if manifest.version == "v1beta1" {
      notes.append(
        manifest.error(
          "v1beta1 is no longer served since release 0.17.0 of the controller", at: ["apiVersion"],
          hint: "write \(ObjectKind.externalSecretsGroup)/v1: the fields are the same"))
    }
    var problems: [LocatedError] = []
    for problem in schema.problems(manifest.json) {
      var located = manifest.error(problem.message, at: problem.path, hint: problem.hint)
      located.range = problem.range ?? located.range
      if case .unknownField = problem.reason {
        located.message += ": the API server drops it, unless its version knows it"
        notes.append(located)
      } else {
        problems.append(located)
      }
    }
    problems += ObjectMetadataRules.problems(manifest)
    // The webhook is asked only about what the schema takes.
    if problems.isEmpty { problems = Admission.problems(manifest) }
    refusal = problems.first
    notes += problems.dropFirst()
  }
}
