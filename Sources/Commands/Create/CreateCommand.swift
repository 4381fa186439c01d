// kubectl extsecret create

import Arguments
import Basics
import Scaffolding

/// Writes an ExternalSecret, and what it needs, from what is asked for.
struct CreateCommand: Command {
  static let description = CommandDescription(
    "create", abstract: "Write an ExternalSecret that works the first time, and what it needs beside it.",
    discussion: """
      The manifests are printed; nothing is written anywhere without --apply or --output-dir. The cluster and AWS are \
      asked only where the answer depends on them; no value is shown. Each manifest has passed the checks of validate \
      before it is printed.

      Called bare on a terminal it asks for what it needs, and ends with the equivalent command line.
      """,
    examples: [
      ("All members of an AWS secret", "kubectl extsecret create my-secret --from-remote my-secret --apply"),
      (
        "One key of it, from a store of that name",
        "kubectl extsecret create db --store aws --data password=prod/db#password"
      ),
      (
        "With a store, and the policies AWS needs",
        "kubectl extsecret create db --data password=prod/db --with-store --region eu-west-1"
      ),
      ("Wired into a Deployment", "kubectl extsecret create db --from-remote prod/db --inject deploy/web"),
      ("From a Secret that was made by hand", "kubectl extsecret create --from-secret db"),
      ("Off the old controller, with proof", "kubectl extsecret create --convert --verify -f legacy/ > v1.yaml"),
    ],
    argument: CreateOptions.argument, groups: CreateOptions.groups,
    exitCodes: [
      (0, "the manifests were printed, written or applied"),
      (1, "an error, wrong use, or a conversion that isn't whole or, with --verify, not proven"),
    ])

  private let options: CreateOptions
  /// What to convert, where nothing new is created.
  private let conversion: ConvertOptions?
  private let words: [String]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    conversion = ConvertOptions.isWanted(arguments) ? try ConvertOptions(arguments) : nil
    if conversion == nil { try ConvertOptions.checkUnused(arguments) }
    options = try CreateOptions(arguments)
    words = arguments.words
  }

  func run(in environment: Environment) async -> Int32 {
    if let conversion { return await ConvertRun(conversion).run(in: environment) }
    let reporter = Reporter(environment: environment)
    do throws(LocatedError) {
      guard options.isBare, environment.terminal.isInputInteractive else {
        try await create(options, in: environment)
        return 0
      }
      guard let answers = try await CreateInterview(words, in: environment).ask() else { return 1 }
      try await create(try Self.options(answers), in: environment)
      let line = ["kubectl", "extsecret", "create"] + answers
      environment.note("\nThe same without questions:\n  \(line.map(ShellText.quoted).joined(separator: " "))")
      return 0
    } catch {
      reporter.error(error)
      return 1
    }
  }

  private static func options(_ words: [String]) throws(LocatedError) -> CreateOptions {
    do throws(UsageError) {
      return try CreateOptions(ParsedArguments(words, for: description))
    } catch {
      throw LocatedError(error.message, hint: error.hint)
    }
  }

  private func create(_ options: CreateOptions, in environment: Environment) async throws(LocatedError) {
    let world = try await CreateWorld(options, in: environment)
    let result = try await CreateAssembly(options, world).assemble()
    try await CreateResult.Checks(result).check()
    try await CreateDelivery(options, world).deliver(result)
  }
}
