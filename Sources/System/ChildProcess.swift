// Running another program: credential plugins, a pager, an external diff.

public import Basics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A program to run, and what it is given.
///
/// Arguments and variables are visible to other users of the machine: no secret goes there; a secret goes through
/// standard input.
public struct ChildProcess: Sendable {
  /// What a child reads from its standard input.
  public enum Input: Sendable {
    /// Nothing.
    case nothing
    /// What this process would read: for programs that talk to the person at the terminal.
    case inherited
    /// These bytes.
    case bytes(SecretBytes)
  }

  /// Where an output stream of a child goes.
  public enum Output: Sendable {
    /// Nowhere.
    case discarded
    /// Where this process' own goes.
    case inherited
    /// Into memory, up to a number of bytes; a child that writes more is ended.
    case captured(limit: Int)
  }

  /// How a child ended, and what it wrote.
  public struct Completion: Sendable {
    /// How a child ended.
    public enum Reason: Sendable, Hashable {
      /// It returned this exit code.
      case exit(Int32)
      /// A signal ended it.
      case signal(Int32)
    }

    /// How it ended.
    public var reason: Reason
    /// What it wrote to standard output, if that was captured.
    public var output: SecretBytes
    /// What it wrote to standard error, if that was captured.
    public var error: SecretBytes

    /// Whether the child returned exit code 0.
    public var succeeded: Bool { reason == .exit(0) }
  }

  /// The path of the program; ``ExecutablePath/find(_:in:)`` finds it.
  public var path: String
  /// The arguments after the program's own name.
  public var arguments: [String]
  /// All variables the child sees.
  public var variables: EnvironmentVariables
  /// What it reads.
  public var input: Input
  /// Where its standard output goes.
  public var output: Output
  /// Where its standard error goes.
  public var error: Output
  /// How long it may run; nil sets no limit.
  public var timeLimit: Duration?

  /// A program with its arguments; without more it reads nothing and its output is captured up to 1 MiB.
  public init(
    path: String, arguments: [String] = [], variables: EnvironmentVariables, input: Input = .nothing,
    output: Output = .captured(limit: 1 << 20), error: Output = .inherited, timeLimit: Duration? = nil
  ) {
    self.path = path
    self.arguments = arguments
    self.variables = variables
    self.input = input
    self.output = output
    self.error = error
    self.timeLimit = timeLimit
  }

  /// Starts the child and waits for its end, on a thread of its own.
  ///
  /// Cancelling the task ends the child (SIGTERM, and SIGKILL two seconds later).
  ///
  /// - Returns: How it ended and what it wrote.
  /// - Throws: ``ChildProcessError`` if it couldn't be started, ran too long, wrote too much, or was cancelled.
  public func run() async throws(ChildProcessError) -> Completion {
    let interruption = Interruption()
    let result = await withTaskCancellationHandler {
      await onThread { () -> Result<Completion, ChildProcessError> in
        do throws(ChildProcessError) {
          var child = try RunningChild(self)
          return .success(try child.finish(interruption: interruption))
        } catch {
          return .failure(error)
        }
      }
    } onCancel: {
      interruption.request()
    }
    return try result.get()
  }
}

/// Why a child process gave no result.
public enum ChildProcessError: Error, Sendable, Hashable {
  /// The program could not be started; `reason` is the system's word for why.
  case notStarted(path: String, reason: String)
  /// It ran longer than it was allowed to, and was ended.
  case timedOut(path: String, limit: Duration)
  /// It wrote more than was to be captured, and was ended.
  case tooMuchOutput(path: String, limit: Int)
  /// The waiting task was cancelled, and the child ended.
  case cancelled(path: String)
}

extension ChildProcessError: CustomStringConvertible {
  /// The reason in one sentence.
  public var description: String {
    switch self {
    case .notStarted(let path, let reason): "can't run \(path): \(reason)"
    case .timedOut(let path, let limit): "\(path) was ended after \(limit.components.seconds) seconds"
    case .tooMuchOutput(let path, let limit): "\(path) was ended because it wrote more than \(limit) bytes"
    case .cancelled(let path): "\(path) was ended because the command was interrupted"
    }
  }
}
