// The world a command runs in, handed in: nothing in this room prints, reads or connects by itself.

public import Basics
public import HTTP
public import System

/// Everything a command may touch.
public struct Environment: Sendable {
  /// The environment variables.
  public var variables: EnvironmentVariables
  /// What reads files and lists directories.
  public var files: any FileReader & DirectoryReader
  /// Replaces the content of a file.
  public var writeFile: @Sendable (_ path: String, _ bytes: [UInt8]) throws(FileError) -> Void = {
    path, bytes throws(FileError) in
    try DiskFiles.replace(path, with: bytes)
  }
  /// Makes a directory, and those above it, unless it is there.
  public var makeDirectory: @Sendable (_ path: String) throws(FileError) -> Void = { path throws(FileError) in
    try DiskFiles.makeDirectory(path)
  }
  /// All of standard input.
  public var standardInput: @Sendable () throws(FileError) -> [UInt8]
  /// Takes the answer.
  public var output: @Sendable ([UInt8]) -> Void
  /// Takes progress, warnings and errors.
  public var errorOutput: @Sendable ([UInt8]) -> Void
  /// What kind of places the streams are.
  public var terminal: Terminal
  /// The moment it is now.
  public var now: @Sendable () -> Timestamp
  /// Random bytes, good enough for keys.
  public var randomBytes: @Sendable (Int) -> [UInt8]
  /// Makes what carries requests.
  public var transport: @Sendable (HTTPTracing) -> any HTTPTransport
  /// Asks the person at the terminal for the code of the MFA device with this serial number; nil without a terminal.
  public var askForMFACode: (@Sendable (_ serialNumber: String) async -> String?)?
  /// Replaces a file that only its owner may read, and says whether it could; nil where nothing may be replaced.
  public var replacePrivateFile: (@Sendable (_ path: String, _ content: SecretBytes) -> Bool)?

  /// The user's wish that the command ends, from when it is asked for; none by default.
  public var interruptions: @Sendable () -> AsyncStream<Void> = { AsyncStream { $0.finish() } }

  /// One line that the person at the terminal types; nil at the end of input, and by default.
  public var readLine: @Sendable () -> String? = { nil }

  /// What is known of the terminal.
  public struct Terminal: Sendable {
    /// Whether a person types standard input.
    public var isInputInteractive: Bool
    /// Whether a person reads standard output.
    public var isOutputInteractive: Bool
    /// Whether a person reads standard error.
    public var isErrorInteractive: Bool
    /// The width in columns, where it is known.
    public var columns: Int?

    /// A terminal of these properties; none at all by default.
    public init(
      isInputInteractive: Bool = false, isOutputInteractive: Bool = false, isErrorInteractive: Bool = false,
      columns: Int? = nil
    ) {
      self.isInputInteractive = isInputInteractive
      self.isOutputInteractive = isOutputInteractive
      self.isErrorInteractive = isErrorInteractive
      self.columns = columns
    }
  }

  /// A world of the given parts.
  public init(
    variables: EnvironmentVariables, files: any FileReader & DirectoryReader,
    standardInput: @escaping @Sendable () throws(FileError) -> [UInt8],
    output: @escaping @Sendable ([UInt8]) -> Void, errorOutput: @escaping @Sendable ([UInt8]) -> Void,
    terminal: Terminal, now: @escaping @Sendable () -> Timestamp, randomBytes: @escaping @Sendable (Int) -> [UInt8],
    transport: @escaping @Sendable (HTTPTracing) -> any HTTPTransport
  ) {
    self.variables = variables
    self.files = files
    self.standardInput = standardInput
    self.output = output
    self.errorOutput = errorOutput
    self.terminal = terminal
    self.now = now
    self.randomBytes = randomBytes
    self.transport = transport
  }
}

extension Environment {
  /// Writes text to standard output as it is: machine-readable output, manifests, scripts.
  func print(_ text: String) { output(Array(text.utf8)) }

  /// Writes text for people to standard output; control characters in names and messages are made visible.
  func printText(_ text: String) { print(text.visibleInLines) }

  /// Writes a line for people to standard error; control characters in it are made visible.
  func note(_ line: String) { errorOutput(Array((line.visibleInLines + "\n").utf8)) }
}
