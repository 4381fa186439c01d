// Whether the controller would look at the provider at all: the refresh policy may hold it back for good.

internal import Basics
internal import ExternalSecrets

/// Decides whether an ExternalSecret would be refreshed.
struct RefreshGate {
  let externalSecret: ExternalSecret
  /// Its labels and annotations as they will be in the cluster.
  let metadata: AppliedMetadata
  /// The ExternalSecret as it is in the cluster, with its status; nil if it isn't there.
  let live: ExternalSecret?

  /// Why nothing would be read or written while the target is as the controller left it.
  ///
  /// It is nil if the controller would sync at its next chance.
  var holdsBack: String? {
    guard let live, !live.status.syncedResourceVersion.isEmpty else { return nil }
    let hasRefreshed = live.status.refreshTime != nil
    switch externalSecret.spec.refreshPolicy {
    case .createdOnce where hasRefreshed:
      return "refreshPolicy: CreatedOnce, and the target is there: changes of the spec or the provider are ignored"
    case .onChange where hasRefreshed && isUnchanged(since: live):
      return "refreshPolicy: OnChange, and the ExternalSecret has not changed since its last sync"
    case .periodic where isIntervalZero, nil where isIntervalZero:
      return "refreshInterval: 0, and it has been synced once: changes of the spec or the provider are ignored"
    default: return nil
    }
  }

  /// Whether what is to be applied is what was synced last.
  private func isUnchanged(since live: ExternalSecret) -> Bool {
    guard live.spec == externalSecret.spec, metadata.labels == live.manifest.labels,
      metadata.annotations == live.manifest.annotations
    else { return false }
    let version = ControllerHash.syncedResourceVersion(
      generation: live.manifest.generation ?? 0, labels: live.manifest.labels, annotations: live.manifest.annotations)
    return version == live.status.syncedResourceVersion
  }

  private var isIntervalZero: Bool {
    Duration(go: externalSecret.spec.refreshInterval).map { $0 <= .zero } ?? false
  }
}
