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
    let written = ManagedFields.writtenByAnyExternalSecret(in: live.manifest)
    func kept(_ name: String, _ text: String) -> DesiredValue {
      var value = DesiredValue(plain: text, isKept: true)
      value.isSecret = written.contains(name) || Bookkeeping.revealingAnnotations.contains(name)
      return value
    }
    for (name, text) in live.manifest.labels { labels[name] = kept(name, text) }
    for (name, text) in live.manifest.annotations { annotations[name] = kept(name, text) }
    // The controller's own labels hold nothing of a value.
    for name in [Bookkeeping.managedLabel, Bookkeeping.createdByLabel] { labels[name]?.isSecret = false }
  }
}
