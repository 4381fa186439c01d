// Who owns the target: one ExternalSecret at most, and by creationPolicy Owner only.

internal import Basics
internal import ExternalSecrets

/// Why the target can't be taken over.
struct OwnershipFailure: Error {
  /// The message of the condition.
  let conditionMessage: String
  /// The cause.
  let cause: String
  /// What to do.
  let hint: String
}

/// Sets the owner reference and the label that goes with it.
struct Ownership {
  let externalSecret: ExternalSecret
  /// Its identity; nil for one that isn't in the cluster yet.
  let uid: String?

  private static let apiVersion = "external-secrets.io/v1"

  /// The owners and labels of the target after a sync.
  ///
  /// - Parameters:
  ///   - object: The object to write; it gets the owners and the `created-by` label.
  ///   - live: The object its owners are taken from; nil for one made anew.
  /// - Throws: ``OwnershipFailure`` when someone else controls it.
  func apply(to object: inout DesiredObject, live: Manifest?) throws(OwnershipFailure) {
    let owner = live?.controllerReference
    let isExternalSecret = owner.map(Self.isExternalSecret) ?? false
    let isSelf = isExternalSecret && owner?["name"]?.string == externalSecret.manifest.name
    if isExternalSecret, !isSelf {
      let name = owner?["name"]?.string ?? ""
      throw OwnershipFailure(
        conditionMessage: "target is owned by another ExternalSecret",
        cause: "the target is owned by another ExternalSecret: \(name)",
        hint: "give this one another spec.target.name, or delete ExternalSecret \(name)")
    }
    var references = live?.ownerReferences ?? []
    let isOwner = externalSecret.spec.target.creationPolicy == .owner
    if isOwner {
      if let owner, !isSelf {
        throw OwnershipFailure(
          conditionMessage: "failed to take ownership of target secret",
          cause: "could not set controller reference: the target is already controlled by "
            + "\(owner["kind"]?.string ?? "") \(owner["name"]?.string ?? "")",
          hint: "use creationPolicy: Merge to add keys to it, or another spec.target.name")
      }
      let reference = reference(to: live)
      if let index = references.firstIndex(where: isReferenceToSelf) {
        references[index] = reference
      } else {
        references.append(reference)
      }
      object.labels[Bookkeeping.createdByLabel] = DesiredValue(
        plain: ControllerHash.createdBy(namespace: externalSecret.namespace, name: externalSecret.manifest.name))
    } else {
      if isSelf { references.removeAll(where: isReferenceToSelf) }
      object.labels[Bookkeeping.createdByLabel] = nil
    }
    object.ownerReferences = references
  }

  private static func isExternalSecret(_ reference: JSON) -> Bool {
    ObjectKind(apiVersion: reference["apiVersion"]?.string ?? "", kind: reference["kind"]?.string ?? "")
      == .externalSecret
  }

  private func isReferenceToSelf(_ reference: JSON) -> Bool {
    Self.isExternalSecret(reference) && reference["name"]?.string == externalSecret.manifest.name
  }

  private func reference(to live: Manifest?) -> JSON {
    // An ExternalSecret that is not in the cluster yet has no uid; the one it had when the target was written stays.
    let known = (live?.ownerReferences ?? []).first(where: isReferenceToSelf)?["uid"]?.string
    return [
      "apiVersion": .string(Self.apiVersion), "kind": "ExternalSecret", "name": .string(externalSecret.manifest.name),
      "uid": .string(uid ?? known ?? ""), "controller": true, "blockOwnerDeletion": true,
    ]
  }
}
