// kubectl extsecret diff

import Arguments
import System
import Basics
import Comparison
import YAML

/// Shows what syncing would change, key by key, values redacted.
struct DiffCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case text, json, yaml
  }

  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the answer")
  static let bookkeeping = Flag(
    "bookkeeping", abstract: "count the controller's data-hash annotation as a difference too")

  static let description = CommandDescription(
    "diff", abstract: "Show what syncing would change in the live Secrets, key by key, values redacted.",
    discussion: """
      Computes what the controller would write for each ExternalSecret and compares it with what is in the cluster. \
      Values are shown as fingerprints: they tell whether a value changed, and mean nothing beyond this run. Nothing is \
      written anywhere.

      With KUBECTL_EXTERNAL_DIFF set, that program shows the difference instead, of redacted files.
      """,
    examples: [
      ("What will this change do to the live Secrets?", "kubectl extsecret diff -f deploy/"),
      ("What would the next sync of one ExternalSecret change?", "kubectl extsecret diff db -n prod"),
      ("The same for all of the cluster, for a machine", "kubectl extsecret diff -A -o json"),
      ("Without cluster and account: everything is in the files", "kubectl extsecret diff --offline -f examples/"),
    ],
    argument: PreviewOptions.argument,
    groups: [
      FileOptions.group, PreviewOptions.group,
      .init("Diff options", [format.description, bookkeeping.description]), OutputOptions.group, AWSOptions.group,
      ClusterOptions.group,
    ],
    exitCodes: [(0, "nothing would change"), (1, "something would change"), (2, "an error, or wrong use")])
  static let usageErrorCode: Int32 = 2

  private let options: PreviewOptions
  private let format: Format
  private let includesBookkeeping: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    options = try PreviewOptions(arguments)
    format = try arguments.value(Self.format) ?? .text
    includesBookkeeping = arguments[Self.bookkeeping]
  }

  func run(in environment: Environment) async -> Int32 {
    guard let preview = await Preview.run(options, in: environment) else { return 2 }
    let diffs = preview.decisions.map { ObjectDiff($0, includesBookkeeping: includesBookkeeping) }
    let disclosure = options.output.disclosure(in: environment)
    let list = { preview.withTotals(MachineReadable(disclosure).diffList(diffs, failures: preview.failures)) }
    switch format {
    case .text:
      if let program = environment.variables.nonEmpty("KUBECTL_EXTERNAL_DIFF") {
        let external = ExternalDiff(program: program, disclosure: disclosure, environment: environment)
        if let code = await external.run(diffs) { return code }
        for diff in diffs { if let error = diff.error { preview.reporter.error(error) } }
      } else {
        let text = DiffText(disclosure, usesColor: options.output.usesColor(in: environment))
        environment.printText(text.text(diffs, failures: preview.failures.count))
      }
    case .json:
      environment.print(list().text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(list()))
    }
    if !preview.failures.isEmpty || diffs.contains(where: { $0.error != nil }) { return 2 }
    let differs = diffs.contains { [.create, .update, .delete].contains($0.verdict) }
    return differs ? 1 : 0
  }
}
