// When the controller will read the provider again, by itself.

public import Basics
internal import ExternalSecrets

/// When an ExternalSecret is synced next.
public enum NextSync: Sendable, Hashable {
  /// At about this moment.
  case at(Timestamp)
  /// Never by itself: why.
  case never(String)
  /// When the object changes.
  case onChange
  /// As soon as the controller tries again: after a failure it waits up to a quarter of an hour.
  case retrying
  /// That isn't known.
  case unknown

  /// When `object` is synced next.
  public init(_ object: LiveExternalSecret) {
    // How often kubernetes-external-secrets polls is a setting of its own that no object shows.
    guard !object.isLegacy else {
      self = .unknown
      return
    }
    if object.status.isReady == false {
      self = .retrying
      return
    }
    let interval = Duration(go: object.spec.refreshInterval)
    switch (object.spec.refreshPolicy, object.status.lastSync, interval) {
    case (_, nil, _): self = .unknown
    case (.createdOnce, _, _): self = .never("refreshPolicy: CreatedOnce")
    case (.onChange, _, _): self = .onChange
    case (_, _, let interval?) where interval <= .zero: self = .never("refreshInterval: 0")
    case (_, let last?, let interval?): self = .at(last.advanced(by: interval))
    case (_, _, nil): self = .unknown
    }
  }

  /// The moment in words, as seen from `now`.
  public func words(now: Timestamp) -> String {
    switch self {
    case .at(let time):
      let rest = time.duration(since: now)
      return rest < .zero ? "overdue \((.zero - rest).short)" : "in \(rest.short)"
    case .never: return "never"
    case .onChange: return "on change"
    case .retrying: return "retrying"
    case .unknown: return "-"
    }
  }
}
