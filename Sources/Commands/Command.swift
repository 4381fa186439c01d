// What every command is, and the table of them.

public import Arguments

/// A command: its description, and what it does with arguments that fit it.
public protocol Command: Sendable {
  /// What help, parsing and completion know of it.
  static var description: CommandDescription { get }
  /// The exit code for wrong use.
  static var usageErrorCode: Int32 { get }
  /// Takes its options out of the parsed arguments; throws ``UsageError`` for what doesn't go together.
  init(_ arguments: ParsedArguments) throws(UsageError)
  /// Does the work.
  ///
  /// - Parameter environment: All it may touch.
  /// - Returns: The exit code.
  func run(in environment: Environment) async -> Int32
}

extension Command {
  /// Wrong use is a failure like others.
  public static var usageErrorCode: Int32 { 1 }
}

/// The commands there are.
public enum CommandTable {
  /// Every command, in the order of the help.
  public static let commands: [any Command.Type] = [
    CreateCommand.self, DiffCommand.self, RenderCommand.self, ValidateCommand.self, ReconcileCommand.self,
    StatusCommand.self,
    CompletionCommand.self,
    VersionCommand.self, CompleteCommand.self,
  ]

  /// What they are.
  public static var descriptions: [CommandDescription] { commands.map { $0.description } }

  /// What the program is, in one line.
  public static let abstract =
    "Create, validate, preview and force-sync ExternalSecrets. What it prints is what the controller will write."
}
