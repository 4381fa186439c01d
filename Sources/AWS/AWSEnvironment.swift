// Everything of the outside world that this room touches, handed in: nothing here reads a variable or a clock by itself.

public import Basics
public import HTTP
public import System

/// What talking to AWS takes from the machine it runs on.
public struct AWSEnvironment: Sendable {
  /// The environment variables; `HOME` says where `~/.aws` is.
  public var variables: EnvironmentVariables
  /// The files: configuration, credentials, tokens.
  public var files: any FileReader
  /// The network.
  public var transport: any HTTPTransport
  /// The time of day.
  public var now: @Sendable () -> Timestamp
  /// Waits; ends early, throwing, when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 up to, not including, 1.
  public var random: @Sendable () -> Double
  /// Runs a program (`credential_process`).
  public var run: @Sendable (ChildProcess) async throws(ChildProcessError) -> ChildProcess.Completion
  /// Asks the person at the terminal for the code that the MFA device with this serial number shows.
  ///
  /// nil where there is no terminal; the answer is nil where none was given.
  public var askForMFACode: (@Sendable (_ serialNumber: String) async -> String?)?
  /// Replaces the content of a file of AWS' own token cache after a refresh, and says whether it could.
  ///
  /// AWS hands out a new refresh token with every refresh, so a token must not be refreshed without being kept: where
  /// this is nil, an expired login stays expired.
  public var replaceTokenFile: (@Sendable (_ path: String, _ content: SecretBytes) -> Bool)?
  /// How long one attempt of one request may take.
  public var attemptTimeout: Duration
  /// How long connecting may take.
  public var connectTimeout: Duration
  /// How many requests run at the same time at most.
  public var concurrency: Int

  /// An environment that runs real programs, waits in real time and has no one to ask.
  public init(
    variables: EnvironmentVariables, files: any FileReader, transport: any HTTPTransport,
    now: @escaping @Sendable () -> Timestamp = { Timestamp.now() },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    run: @escaping @Sendable (ChildProcess) async throws(ChildProcessError) -> ChildProcess.Completion = {
      (process) async throws(ChildProcessError) in try await process.run()
    },
    askForMFACode: (@Sendable (_ serialNumber: String) async -> String?)? = nil,
    replaceTokenFile: (@Sendable (_ path: String, _ content: SecretBytes) -> Bool)? = nil,
    attemptTimeout: Duration = .seconds(20), connectTimeout: Duration = .seconds(5), concurrency: Int = 16
  ) {
    self.variables = variables
    self.files = files
    self.transport = transport
    self.now = now
    self.sleep = sleep
    self.random = random
    self.run = run
    self.askForMFACode = askForMFACode
    self.replaceTokenFile = replaceTokenFile
    self.attemptTimeout = attemptTimeout
    self.connectTimeout = connectTimeout
    self.concurrency = concurrency
  }
}
