// The process around a client, handed in.

public import Basics
public import System

/// What a client needs to know of the process it runs in.
public struct ClientEnvironment: Sendable {
  /// The environment variables: proxies, and what plugins inherit.
  public var variables: EnvironmentVariables
  /// What reads token files.
  public var files: any FileReader
  /// Whether a person sits at standard input, so that plugins may ask something.
  public var isInteractive: Bool
  /// The moment it is now.
  public var now: @Sendable () -> Timestamp

  /// An environment of the given parts.
  public init(
    variables: EnvironmentVariables, files: any FileReader = DiskFiles(), isInteractive: Bool = false,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    self.variables = variables
    self.files = files
    self.isInteractive = isInteractive
    self.now = now
  }
}
