// What `create` has made, before it goes anywhere.

import Basics
import ExternalSecrets
import Scaffolding
import Validation

/// The manifests, and what is to be said about them.
struct CreateResult: Sendable {
  /// The ExternalSecret and what it needs, in the order in which they are applied.
  var manifests: [ManifestDraft] = []
  /// The patch of the workload that uses the Secret.
  var patch: ManifestDraft?
  /// What AWS has to allow, where a store was written.
  var policy: AccessPolicy?
  /// Sentences for stderr.
  var notes: [String] = []
  /// The namespace of manifests that name none.
  var namespace: String

  /// Everything, in the order in which it is printed.
  var all: [ManifestDraft] { manifests + [patch].compactMap { $0 } }

  /// The checks of `validate`, made before anything is printed.
  struct Checks {
    private let result: CreateResult

    init(_ result: CreateResult) { self.result = result }

    /// Throws the first thing that would go wrong; other findings are left to `validate`.
    func check() async throws(LocatedError) {
      let manifests = result.manifests.map { Manifest($0.json, defaultNamespace: result.namespace) }
      let report = await Validator().report(manifests, failures: [], warnings: [], sources: [:])
      if let finding = report.findings.first(where: { $0.severity == .error }) { throw finding.error }
    }
  }
}
