// What becomes of a target when its ExternalSecret is deleted.

internal import Basics
internal import ExternalSecrets

/// Says what goes with an ExternalSecret that is being deleted: what the controller deletes, and what Kubernetes does.
struct Deletion {
  let externalSecret: ExternalSecret
  /// The target as it is now.
  let live: Manifest?

  var outcome: Outcome {
    let target = externalSecret.spec.target
    guard let live else { return .keep(reason: "the ExternalSecret is being deleted; it has no target") }
    // The controller asks of a target of another kind neither whose it is nor who made it.
    if target.manifest != nil, target.deletionPolicy == .delete {
      return .delete(reason: "the ExternalSecret is being deleted; deletionPolicy: Delete takes its target with it")
    }
    // As its owner it takes the target with it whatever the policy: garbage collection sees to that.
    guard isOwned(live) else {
      return .keep(reason: "the ExternalSecret is being deleted; it doesn't own its target")
    }
    return .delete(reason: "the ExternalSecret is being deleted, and its target with it")
  }

  private func isOwned(_ live: Manifest) -> Bool {
    live.ownerReferences.contains { owner in
      guard let uid = externalSecret.manifest.uid, !uid.isEmpty else {
        return owner["kind"]?.string == "ExternalSecret" && owner["name"]?.string == externalSecret.manifest.name
          && owner["apiVersion"]?.string?.hasPrefix(ObjectKind.externalSecretsGroup + "/") == true
      }
      return owner["uid"]?.string == uid
    }
  }
}
