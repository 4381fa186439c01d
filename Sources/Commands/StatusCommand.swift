// kubectl extsecret status

import Arguments
import Basics
import Kubernetes
import SyncStatus
import YAML

/// Shows whether ExternalSecrets are synced, and if not, why.
struct StatusCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case text, wide, json, yaml
  }

  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the answer")
  static let watch = Flag("watch", short: "w", abstract: "show the table again whenever something changes")
  static let fails = Flag("fail", abstract: "exit with 1 when any ExternalSecret is not ready")
  static let withoutHeadings = Flag("no-headers", abstract: "leave out the table's headings")

  static let description = CommandDescription(
    "status",
    abstract: "Show whether ExternalSecrets are synced, when they are next, and what is wrong in plain words.",
    discussion: """
      Without a name it prints a table; with one name it explains that ExternalSecret in full: its stores, keys, \
      target, and the workloads that use it. Nothing is changed, and no value is shown.
      """,
    examples: [
      ("What is wrong in this namespace?", "kubectl extsecret status"),
      ("Is everything synced, in the whole cluster? For a script", "kubectl extsecret status -A --fail"),
      ("All about one ExternalSecret", "kubectl extsecret status db -n prod"),
    ],
    argument: SelectionOptions.argument,
    groups: [
      .init(
        "Status options",
        [
          SelectionOptions.allNamespaces.description, SelectionOptions.selector.description, format.description,
          watch.description, fails.description, withoutHeadings.description,
        ]), OutputOptions.group, ClusterOptions.group,
    ],
    exitCodes: [(0, "the status was shown"), (1, "with --fail: something is not ready; or an error, or wrong use")])

  private let selection: SelectionOptions
  private let format: Format
  private let isWatching: Bool
  private let fails: Bool
  private let hasHeadings: Bool
  private let cluster: ClusterOptions
  private let output: OutputOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    selection = try SelectionOptions(arguments)
    format = try arguments.value(Self.format) ?? .text
    isWatching = arguments[Self.watch]
    fails = arguments[Self.fails]
    hasHeadings = !arguments[Self.withoutHeadings]
    cluster = try ClusterOptions(arguments)
    output = try OutputOptions(arguments)
    if isWatching, format == .yaml {
      throw UsageError("--watch and -o yaml don't go together", hint: "use -o json, which gives a list for each change")
    }
  }

  func run(in environment: Environment) async -> Int32 {
    let reporter = Reporter(environment: environment)
    do throws(LocatedError) {
      let client = try ClusterConnection.client(cluster, output, environment)
      do throws(KubernetesError) {
        return try await show(client, environment, reporter)
      } catch {
        throw error.located
      }
    } catch {
      reporter.error(error)
      return 1
    }
  }

  private func show(
    _ client: KubernetesClient, _ environment: Environment, _ reporter: Reporter
  ) async throws(KubernetesError) -> Int32 {
    let reader = StatusReader(client)
    let scope = selection.scope(client)
    if isWatching {
      let clear = format == .text && environment.terminal.isOutputInteractive ? "\u{1B}[H\u{1B}[2J" : ""
      try await reader.onEveryChange(in: scope) { () throws(KubernetesError) in
        let report = try await reader.read(scope)
        environment.print(clear)
        print(report, environment, reporter)
      }
      return 0
    }
    let report = try await Progress.during("reading ExternalSecrets", in: environment) {
      () async throws(KubernetesError) in try await reader.read(scope)
    }
    if selection.names.count == 1, format != .wide, let item = report.items.first, report.items.count == 1 {
      await explain(item, report, reader, environment, reporter)
    } else {
      print(report, environment, reporter)
    }
    return !report.missing.isEmpty || (fails && !report.items.allSatisfy(\.isReady)) ? 1 : 0
  }

  private func explain(
    _ item: StatusItem, _ report: StatusReport, _ reader: StatusReader, _ environment: Environment,
    _ reporter: Reporter
  ) async {
    let (target, namespace) = (item.object.target, item.object.namespace)
    let (uses, unknown) = await reader.uses(ofSecret: target.name, namespace: namespace)
    for note in report.notes + unknown { reporter.warning(note) }
    var keys: [String]?
    do throws(KubernetesError) {
      let asked = target.kind == "Secret" && !uses.allSatisfy(\.needs.isEmpty)
      keys = asked ? try await reader.keys(ofSecret: target.name, namespace: namespace) : nil
    } catch {
      var located = error.located
      located.message = "whether the target has the keys that workloads need isn't known: \(located.message)"
      reporter.warning(located)
    }
    let explanation = StatusExplanation(item: item, uses: uses, targetKeys: keys, isUseKnown: unknown.isEmpty)
    switch format {
    case .json: environment.print(explanation.json(in: report).text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(explanation.json(in: report)))
    case .text, .wide:
      environment.printText(explanation.lines(now: environment.now()).joined(separator: "\n") + "\n")
    }
  }

  private func print(_ report: StatusReport, _ environment: Environment, _ reporter: Reporter) {
    for error in report.missing { reporter.error(error) }
    for note in report.notes { reporter.warning(note) }
    switch format {
    case .json: environment.print(report.json.text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(report.json))
    case .text, .wide:
      if !report.items.isEmpty {
        let table = report.table(
          now: environment.now(), showsNamespaces: selection.isInAllNamespaces, isWide: format == .wide)
        let width = environment.terminal.isOutputInteractive && format == .text ? environment.terminal.columns : nil
        let lines = table.lines(width: width, isWithoutHeadings: !hasHeadings)
        environment.printText(lines.joined(separator: "\n") + "\n")
      }
      if report.missing.isEmpty { environment.note(report.summary) }
    }
  }
}
