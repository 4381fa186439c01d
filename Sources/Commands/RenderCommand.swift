// kubectl extsecret render

import Arguments
import Basics
import Comparison
import Reconciliation
import YAML

/// Prints the objects the controller would write.
struct RenderCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case yaml, json, env, dotenv
  }

  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the answer")

  static let description = CommandDescription(
    "render", abstract: "Print the objects the controller would write, values redacted unless --show-values.",
    discussion: """
      The object is the one the controller would write, byte for byte, bookkeeping included. With --show-values, \
      -o yaml gives plain manifests for kubectl apply; env and dotenv give the data as shell exports and as a .env file.
      """,
    examples: [
      ("The Secret that this manifest stands for", "kubectl extsecret render -f db.yaml"),
      ("Run a program with the values, locally", "eval \"$(kubectl extsecret render db -o env --show-values)\""),
    ],
    argument: PreviewOptions.argument,
    groups: [
      FileOptions.group, PreviewOptions.group, .init("Render options", [format.description]), OutputOptions.group,
      AWSOptions.group, ClusterOptions.group,
    ],
    exitCodes: [(0, "all were rendered"), (1, "at least one could not be, or wrong use")])

  private let options: PreviewOptions
  private let format: Format

  init(_ arguments: ParsedArguments) throws(UsageError) {
    options = try PreviewOptions(arguments)
    format = try arguments.value(Self.format) ?? .yaml
  }

  func run(in environment: Environment) async -> Int32 {
    guard let preview = await Preview.run(options, in: environment) else { return 1 }
    let output = MachineReadable(options.output.disclosure(in: environment))
    var hasFailed = !preview.failures.isEmpty
    for decision in preview.decisions {
      switch decision.outcome {
      case .refuse(let error), .error(let error):
        preview.reporter.error(error)
        hasFailed = true
      case .write, .delete, .keep, .skip: break
      }
    }
    switch format {
    case .json:
      output.writeRenderList(
        preview.decisions, failures: preview.failures, more: preview.totals, to: environment.output)
    case .yaml:
      guard options.output.showsValues else {
        environment.print(
          YAML.text(preview.withTotals(output.renderList(preview.decisions, failures: preview.failures))))
        break
      }
      let documents = preview.decisions.compactMap { decision -> String? in
        guard case .write(let object) = decision.outcome else { return nil }
        return YAML.text(output.manifest(object))
      }
      environment.print(documents.joined(separator: "---\n"))
    case .env, .dotenv:
      let variables = VariableList(isExported: format == .env, disclosure: options.output.disclosure(in: environment))
      for decision in preview.decisions {
        guard case .write(let object) = decision.outcome else { continue }
        let list = variables.text(object)
        environment.print(list.text)
        for failure in list.failures { preview.reporter.error(failure) }
        hasFailed = hasFailed || !list.failures.isEmpty
      }
    }
    return hasFailed ? 1 : 0
  }
}
