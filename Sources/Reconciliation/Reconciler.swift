// The engine: ExternalSecrets in, decisions out.

internal import ExternalSecrets

/// Decides what the controller would do.
public struct Reconciler: Sendable {
  /// What the controller is told at its start, and what a command wants of the engine.
  public struct Settings: Sendable, Hashable {
    /// The controller's class; stores naming another are not its business.
    public var controllerClass = "default"
    /// Whether to show what a sync would write even where the refresh policy holds it back.
    public var ignoresRefreshPolicy = false

    /// The controller's defaults.
    public init() {}
  }

  let cluster: any ClusterReader
  let sources: any SecretSourceProvider
  let settings: Settings

  /// An engine over a cluster and its stores' values.
  public init(cluster: any ClusterReader, sources: any SecretSourceProvider, settings: Settings = Settings()) {
    self.cluster = cluster
    self.sources = sources
    self.settings = settings
  }
}
