// Which Secret is written by which ExternalSecret of the run: what isn't there yet may be about to come.

internal import Basics
internal import ExternalSecrets

/// The ExternalSecrets of a run by the Secrets they write.
struct TargetWriters: Sendable {
  private struct Target: Hashable {
    let namespace: String
    let name: String
  }

  private let writers: [Target: ObjectReference]

  init(_ externalSecrets: [ExternalSecret] = []) {
    var writers: [Target: ObjectReference] = [:]
    for externalSecret in externalSecrets where externalSecret.spec.target.manifest == nil {
      let target = Target(namespace: externalSecret.namespace, name: externalSecret.targetName)
      writers[target] = externalSecret.manifest.reference
    }
    self.writers = writers
  }

  /// What to say about a Secret that isn't there; nil if none of these ExternalSecrets writes it.
  func hint(namespace: String, name: String) -> String? {
    writers[Target(namespace: namespace, name: name)].map {
      "\($0) writes this Secret: once that is synced, this ExternalSecret is tried again"
    }
  }
}
