// From the words of a command line to an exit code.

import Arguments
import Basics

/// The program.
public enum Program {
  /// The program's version.
  public static let version = "0.1.0"

  /// Runs a command line.
  ///
  /// - Parameters:
  ///   - words: The words after the program's name.
  ///   - environment: The world it runs in.
  /// - Returns: The exit code.
  public static func run(_ words: [String], in environment: Environment) async -> Int32 {
    guard let name = words.first, name != "--help", name != "-h" else {
      environment.print(HelpText.text(for: CommandTable.descriptions, abstract: CommandTable.abstract))
      return words.isEmpty ? 1 : 0
    }
    if name == "help" { return help(words.dropFirst().first, environment) }
    if name == "--version" { return await run(["version"] + words.dropFirst(), in: environment) }
    guard let command = CommandTable.commands.first(where: { $0.description.name == name }) else {
      return unknown(name, environment)
    }
    // The words behind a hidden command are somebody else's command line, not options.
    let rest = (command.description.isHidden ? ["--"] : []) + words.dropFirst()
    if !command.description.isHidden,
      rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" })
    {
      environment.print(HelpText.text(for: command.description))
      return 0
    }
    do throws(UsageError) {
      return try await command.init(ParsedArguments(rest, for: command.description)).run(in: environment)
    } catch {
      report(error, environment)
      return command.usageErrorCode
    }
  }

  private static func help(_ name: String?, _ environment: Environment) -> Int32 {
    guard let name else {
      environment.print(HelpText.text(for: CommandTable.descriptions, abstract: CommandTable.abstract))
      return 0
    }
    guard let command = CommandTable.descriptions.first(where: { $0.name == name }) else {
      return unknown(name, environment)
    }
    environment.print(HelpText.text(for: command))
    return 0
  }

  private static func unknown(_ name: String, _ environment: Environment) -> Int32 {
    let names = CommandTable.descriptions.filter { !$0.isHidden }.map(\.name)
    let near = names.nearest(to: name)
    let what = name.hasPrefix("-") ? "option \(name) before a command" : "command \"\(name)\""
    report(
      UsageError(
        "unknown \(what)",
        hint: near.isEmpty
          ? "the commands are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: ", "))?"),
      environment)
    // `diff` reserves 1 for "differs"; a program that can't be told what to do must not look like that.
    return 2
  }

  private static func report(_ error: UsageError, _ environment: Environment) {
    environment.note("error: \(error.message)")
    if let hint = error.hint { environment.note("  hint: \(hint)") }
  }
}
