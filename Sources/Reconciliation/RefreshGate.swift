// Whether the controller would look at the provider at all: the refresh policy may hold it back for good.

internal import ExternalSecrets

/// Decides whether an ExternalSecret would be refreshed.
struct RefreshGate {
  let externalSecret: ExternalSecret
  /// The ExternalSecret as it is in the cluster, with its status; nil if it isn't there.
  let live: ExternalSecret?
  /// Whether the target is as the controller left it.
  let isTargetValid: Bool

  /// Why nothing would be read or written; nil if the controller would sync at its next chance.
  var holdsBack: String? {
    guard let live, isTargetValid, !live.status.syncedResourceVersion.isEmpty else { return nil }
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
    guard live.spec == externalSecret.spec, live.manifest.labels == externalSecret.manifest.labels else { return false }
    func relevant(_ annotations: [String: String]) -> [String: String] {
      annotations.filter { $0.key != Bookkeeping.lastAppliedAnnotation }
    }
    guard relevant(live.manifest.annotations) == relevant(externalSecret.manifest.annotations) else { return false }
    let version = ControllerHash.syncedResourceVersion(
      generation: live.manifest.generation ?? 0, labels: live.manifest.labels, annotations: live.manifest.annotations)
    return version == live.status.syncedResourceVersion
  }

  /// Whether the interval, a duration as Go writes it, is zero or less.
  private var isIntervalZero: Bool {
    let text = externalSecret.spec.refreshInterval.utf8
    if text.first == UInt8(ascii: "-") { return true }
    return !text.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
  }
}

extension LiveSecret {
  /// Whether the controller takes this target for its own, unedited work (`controller.md`: *invalid* otherwise).
  func isValid(for externalSecret: ExternalSecret) -> Bool {
    isManaged && drift == .none
  }
}
