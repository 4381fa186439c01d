// kubectl extsecret validate

import Arguments
import Basics
import ExternalSecrets
import System
import Validation
import YAML

/// Finds what would go wrong, with file and line, before the commit.
struct ValidateCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case text, json, yaml, sarif, junit, github
  }

  static let format = Option<Format>(choice: "output", short: "o", abstract: "the form of the answer")
  static let failOn = Option<Severity>(
    choice: "fail-on", abstract: "the least severity that makes the exit code 1 (error)")
  static let disable = Option(
    "disable", valueName: "id", abstract: "a check that is not wanted", isRepeatable: true,
    completion: .words(CheckTable.ids))
  static let enable = Option(
    "enable", valueName: "id", abstract: "a check that the configuration disables", isRepeatable: true,
    completion: .words(CheckTable.ids))
  static let config = Option(
    "config", valueName: "file", abstract: "configuration (.extsecret.yaml of the working directory, if it is there)",
    completion: .files)
  static let controllerVersion = Option(
    "controller-version", valueName: "release", abstract: "release of the controller that will read the manifests")
  static let fixes = Flag("fix", abstract: "mend in the files what can be mended for certain")
  static let isQuiet = Flag("quiet", short: "q", abstract: "one line a finding, and nothing for a clean run")

  static let description = CommandDescription(
    "validate", abstract: "Find what would go wrong, with file and line, before the commit.",
    discussion: """
      Everything the API server, the controller's admission webhook and the controller itself would object to, and what \
      none of them looks at: references, templates, workloads. Nothing is asked of a cluster or of AWS. A comment \
      "# extsecret:ignore ID" switches a finding off on its line.
      """,
    examples: [
      ("All manifests of a folder", "kubectl extsecret validate -R -f deploy/"),
      ("In a pull request on GitHub", "kubectl extsecret validate -R -f deploy/ -o github"),
      (
        "For a controller that is older than the manifests",
        "kubectl extsecret validate -f es.yaml --controller-version 0.18"
      ),
    ],
    groups: [
      FileOptions.group,
      .init(
        "Validation options",
        [
          format.description, failOn.description, disable.description, enable.description, config.description,
          controllerVersion.description, fixes.description, isQuiet.description, ClusterOptions.namespace.description,
          OutputOptions.color.description, OutputOptions.verbosity.description,
        ]),
    ],
    exitCodes: [
      (0, "nothing found at or above --fail-on"), (1, "something was found"), (2, "could not run, or wrong use"),
    ])
  static let usageErrorCode: Int32 = 2

  private let files: FileOptions
  private let format: Format
  private let failOn: Severity?
  private let disabled: [String]
  private let enabled: [String]
  private let config: String?
  private let controller: String?
  private let isFixing: Bool
  private let isQuiet: Bool
  private let namespace: String?
  private let output: OutputOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    files = try FileOptions(arguments)
    format = try arguments.value(Self.format) ?? .text
    failOn = try arguments.value(Self.failOn)
    disabled = try arguments.values(Self.disable)
    enabled = try arguments.values(Self.enable)
    config = try arguments.value(Self.config)
    controller = try arguments.value(Self.controllerVersion)
    isFixing = arguments[Self.fixes]
    isQuiet = arguments[Self.isQuiet]
    namespace = try arguments.value(ClusterOptions.namespace)
    output = try OutputOptions(arguments)
    guard !files.isEmpty else { throw UsageError("validate needs manifests", hint: "give them with -f") }
    for id in disabled + enabled where !CheckTable.ids.contains(id) {
      let near = CheckTable.ids.nearest(to: id)
      throw UsageError(
        "there is no check \"\(id)\"",
        hint: near.isEmpty ? "docs/checks.md lists them" : "did you mean \(near.joined(separator: ", "))?")
    }
    if let controller, ControllerVersion(controller) == nil {
      throw UsageError("\"\(controller)\" is not a release", hint: "write it like 0.18 or 2.9.0")
    }
  }

  func run(in environment: Environment) async -> Int32 {
    let reporter = Reporter(environment: environment)
    let configuration: ValidationConfiguration
    do throws(LocatedError) {
      configuration = try ValidationConfiguration.load(config, in: environment)
    } catch {
      reporter.error(error)
      return 2
    }
    let loader = ManifestLoader(
      environment: environment, transport: { environment.transport(output.tracing(in: environment)) },
      namespace: namespace ?? "default", isOffline: false)
    let set = await loader.load(files)
    // A file that can't be opened is no finding about a manifest.
    let unread = set.failures.filter { $0.file.map { set.sources[$0] == nil } ?? true }
    for failure in unread { reporter.error(failure) }
    var settings = ValidationSettings()
    settings.disabled = configuration.disabled.union(disabled).subtracting(enabled)
    settings.controller = (controller ?? configuration.controllerVersion).flatMap { ControllerVersion($0) }
    let documents = set.failures.filter { $0.file.map { set.sources[$0] != nil } ?? false }
    let report = await Validator(settings).report(
      set.manifests, failures: documents, warnings: set.warnings, sources: set.sources)
    if isFixing {
      guard fix(report, set, environment) else { return 2 }
    }
    write(report, set, environment)
    guard unread.isEmpty else { return 2 }
    let threshold = failOn ?? configuration.failOn ?? .error
    return report.findings.contains { $0.severity >= threshold && !(isFixing && $0.fix != nil) } ? 1 : 0
  }

  private func write(_ report: ValidationReport, _ set: ManifestSet, _ environment: Environment) {
    switch format {
    case .text:
      let text = FindingText(sources: set.sources, usesColor: output.usesColor(in: environment))
      environment.print(text.text(report, isQuiet: isQuiet))
    case .json: environment.print(FindingJSON.list(report).text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(FindingJSON.list(report)))
    case .sarif: environment.print(SARIF.log(report, version: Program.version).text(.indented) + "\n")
    case .junit: environment.print(JUnit.xml(report, files: Array(set.sources.keys)))
    case .github: environment.print(GitHubCommands.text(report))
    }
  }

  /// Mends the files; false if one couldn't be written.
  private func fix(_ report: ValidationReport, _ set: ManifestSet, _ environment: Environment) -> Bool {
    for (file, findings) in Dictionary(grouping: report.findings, by: { $0.error.file ?? "" }).sorted(by: {
      $0.key < $1.key
    }) {
      guard let source = set.sources[file], file != "-", !file.contains("://") else { continue }
      let (text, count) = FileFixes.apply(findings, to: source)
      guard count > 0 else { continue }
      do throws(FileError) {
        try environment.writeFile(file, text)
        environment.note("fixed \(count) in \(file)")
      } catch {
        Reporter(environment: environment).error(
          LocatedError("the file can't be written: \(error.description)", file: file))
        return false
      }
    }
    return true
  }
}
