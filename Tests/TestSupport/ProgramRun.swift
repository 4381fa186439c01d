// Programs run as a person runs them: the plugin itself, and kubectl.

public import Foundation

/// One run of a program: what went in, what came out.
public struct ProgramRun: Sendable {
  /// What was run.
  public let words: [String]
  /// What stood on standard output.
  public let output: String
  /// What stood on standard error.
  public let errors: String
  /// The exit code; 128 and the signal's number if a signal ended it.
  public let code: Int32

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - arguments: Its arguments.
  ///   - input: What stands on its standard input.
  ///   - environment: Variables set besides those of this process; nil removes one.
  ///   - directory: The directory it works in.
  /// - Throws: If it can't be started.
  public init(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String?] = [:],
    directory: URL? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    let (output, errors, input) = (Pipe(), Pipe(), InputFile(input))
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = input.handle
    try process.run()
    // Both pipes are emptied at once, so that neither fills up while the other is read.
    let reader = Reader(errors.fileHandleForReading)
    let text = output.fileHandleForReading.readDataToEndOfFile()
    self.errors = reader.text()
    process.waitUntilExit()
    self.output = String(decoding: text, as: UTF8.self)
    code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    words = [path] + arguments
  }

  /// Runs the plugin that this test run has built.
  public static func plugin(
    _ arguments: String..., input: String = "", environment: [String: String?] = [:]
  ) throws -> ProgramRun {
    try ProgramRun(program.path, arguments, input: input, environment: environment)
  }

  /// The plugin, beside the tests' own binary.
  public static let program: URL = {
    let folder = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    return folder.appendingPathComponent("kubectl-extsecret")
  }()

  /// The root of the checkout.
  public static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A run that should have succeeded.
  public struct Failure: Error, CustomStringConvertible {
    /// The run.
    public let run: ProgramRun

    /// A run that failed.
    public init(run: ProgramRun) { self.run = run }

    /// What it said.
    public var description: String { "\(run.words.joined(separator: " ")): exit code \(run.code)\n\(run.errors)" }
  }

  /// Reads a pipe to its end on a thread of its own.
  private final class Reader: @unchecked Sendable {
    // `content` is written by the thread before `done` is signalled, and read only after waiting for it.
    private var content = Data()
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
      Thread.detachNewThread { [self] in
        content = handle.readDataToEndOfFile()
        done.signal()
      }
    }

    func text() -> String {
      done.wait()
      return String(decoding: content, as: UTF8.self)
    }
  }

  /// Standard input from a file, so that nothing blocks however much there is of it.
  private struct InputFile {
    let handle: FileHandle

    init(_ text: String) {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("input-\(UUID().uuidString)")
      try? Data(text.utf8).write(to: file)
      handle = FileHandle(forReadingAtPath: file.path) ?? .nullDevice
      try? FileManager.default.removeItem(at: file)
    }
  }
}
