// The live Secret as a desired object: what stays when nothing is written, and what everything written starts from.

internal import Basics
internal import ExternalSecrets

extension DesiredObject {
  /// A live Secret as it stands; what may tell a value is marked as secret.
  init(kept live: LiveSecret) {
    self.init(namespace: live.manifest.namespace ?? "", name: live.manifest.name)
    type = live.type
    isImmutable = live.manifest.json["immutable"]?.bool
    finalizers = live.manifest.finalizers
    ownerReferences = live.manifest.ownerReferences
    data = live.data.mapValues { DesiredValue(.known($0), provenance: Provenance(isKept: true)) }
    // An earlier template may have made any of them from a value; who wrote what is known only where managedFields are.
    func kept(_ text: String) -> DesiredValue {
      DesiredValue(.known(SecretBytes(utf8: text)), provenance: Provenance(isKept: true))
    }
    labels = live.manifest.labels.mapValues(kept)
    annotations = live.manifest.annotations.mapValues(kept)
    // The controller's own labels hold nothing of a value.
    for name in [Bookkeeping.managedLabel, Bookkeeping.createdByLabel] { labels[name]?.isSecret = false }
  }
}
