// kubectl extsecret validate

import Arguments
import Basics
import ExternalSecrets
import Kubernetes
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
  static let definitions = Option(
    "crds", valueName: "file", abstract: "CustomResourceDefinitions whose schemas go before the built-in ones",
    isRepeatable: true, completion: .files)
  static let serverSchema = Flag(
    "server-schema", abstract: "take the schemas from the cluster's CustomResourceDefinitions")
  /// kubectl's `--server` takes an address; here it may stand alone, for the server of the context.
  static let server = Option<String>(
    "server", short: "s", form: .optionalValue(bare: ""), valueName: "url",
    abstract: "let the API server and its webhooks judge too, by a dry run that keeps nothing, and look up there what "
      + "the files name and don't hold"
  ) { text throws(UsageError) in text }
  static let asksRemote = Flag(
    "remote", abstract: "ask the providers whether each remote key, property and version is there; no value is shown")
  static let variables = Option(
    "set", valueName: "NAME=value", abstract: "value of a variable ${NAME} in the manifests", isRepeatable: true)
  static let variableFile = Option(
    "env-file", valueName: "file", abstract: "values of variables, a line NAME=value each", completion: .files)
  static let fixes = Flag("fix", abstract: "mend in the files what can be mended for certain")
  static let isQuiet = Flag("quiet", short: "q", abstract: "one line a finding, and nothing for a clean run")

  static let description = CommandDescription(
    "validate", abstract: "Find what would go wrong, with file and line, before the commit.",
    discussion: """
      Everything the API server, the controller's admission webhook and the controller itself would object to, and what \
      none of them looks at: references, templates, workloads. Nothing is asked of a cluster or of AWS, unless one of \
      --server-schema, --server and --remote says so. CEL rules of schemas are left to --server. A comment \
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
          controllerVersion.description, definitions.description, serverSchema.description, server.description,
          asksRemote.description, variables.description, variableFile.description, fixes.description,
          isQuiet.description, OutputOptions.color.description, OutputOptions.verbosity.description,
        ]), AWSOptions.group,
      .init(ClusterOptions.group.heading, ClusterOptions.group.options.filter { $0.name != "server" }),
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
  private let cluster: ClusterOptions
  private let output: OutputOptions
  private let preview: PreviewOptions
  private let definitions: [String]
  private let usesServerSchema: Bool
  private let asksServer: Bool
  private let asksRemote: Bool
  private let variables: [String]
  private let variableFile: String?

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
    cluster = try ClusterOptions(arguments)
    output = try OutputOptions(arguments)
    var preview = try PreviewOptions(arguments)
    preview.isWithoutCluster = true
    self.preview = preview
    definitions = try arguments.values(Self.definitions)
    usesServerSchema = arguments[Self.serverSchema]
    asksServer = try arguments.value(Self.server) != nil
    asksRemote = arguments[Self.asksRemote]
    variables = try arguments.values(Self.variables)
    variableFile = try arguments.value(Self.variableFile)
    for variable in variables where !variable.contains("=") {
      throw UsageError("\"\(variable)\" is not NAME=value", hint: "write --set NAME=value")
    }
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
    do throws(LocatedError) {
      return try await validate(in: environment, reporter)
    } catch {
      reporter.error(error)
      return 2
    }
  }

  private func validate(in environment: Environment, _ reporter: Reporter) async throws(LocatedError) -> Int32 {
    let configuration = try ValidationConfiguration.load(config, in: environment)
    let loader = ManifestLoader(
      environment: environment, transport: { environment.transport(output.tracing(in: environment)) },
      namespace: cluster.overrides.namespace ?? "default", isOffline: false,
      substitution: try substitution(in: environment))
    let set = await loader.load(files)
    // A file that can't be opened is no finding about a manifest.
    let unread = set.failures.filter { $0.file.map { set.sources[$0] == nil } ?? true }
    for failure in unread { reporter.error(failure) }
    let sources = ValidationSources(environment: environment, cluster: cluster, output: output)
    var settings = ValidationSettings()
    settings.disabled = configuration.disabled.union(disabled).subtracting(enabled)
    settings.controller = (controller ?? configuration.controllerVersion).flatMap { ControllerVersion($0) }
    if usesServerSchema { settings.schemas = try await sources.serverSchemas() }
    if !definitions.isEmpty { settings.schemas = try await sources.schemas(in: definitions, loader) }
    var others: [Finding] = []
    var objects = ClusterObjects()
    if asksServer {
      others += try await sources.serverFindings(set.manifests)
      objects = try await sources.clusterObjects(set.manifests, reporter)
    }
    if asksRemote { others += try await sources.remoteFindings(set, preview) }
    let documents = set.failures.filter { $0.file.map { set.sources[$0] != nil } ?? false }
    let report = await Validator(settings).report(
      set.manifests, failures: documents, warnings: set.warnings, sources: set.sources, others: others,
      cluster: objects)
    if isFixing { try fix(report, set, environment) }
    write(report, set, environment)
    guard unread.isEmpty else { return 2 }
    let threshold = failOn ?? configuration.failOn ?? .error
    return report.findings.contains { $0.severity >= threshold && !(isFixing && $0.fix != nil) } ? 1 : 0
  }

  private func substitution(in environment: Environment) throws(LocatedError) -> Substitution {
    var values: [String: String] = [:]
    if let variableFile {
      do throws(FileError) {
        let text = String(decoding: try environment.files.contents(of: variableFile, limit: 1 << 20), as: UTF8.self)
        values = Substitution.variables(text)
      } catch {
        throw LocatedError(
          "the variables can't be read: \(error.description)", file: variableFile, hint: "check --env-file")
      }
    }
    values.merge(Substitution.variables(variables.joined(separator: "\n"))) { $1 }
    return Substitution(values)
  }

  private func write(_ report: ValidationReport, _ set: ManifestSet, _ environment: Environment) {
    switch format {
    case .text:
      let text = FindingText(sources: set.sources, usesColor: output.usesColor(in: environment))
      environment.printText(text.text(report, isQuiet: isQuiet))
    case .json: environment.print(FindingJSON.list(report).text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(FindingJSON.list(report)))
    case .sarif: environment.print(SARIF.log(report, version: Program.version).text(.indented) + "\n")
    case .junit: environment.print(JUnit.xml(report, files: Array(set.sources.keys)))
    case .github: environment.print(GitHubCommands.text(report))
    }
  }

  /// Mends the files, each as a whole or not at all.
  private func fix(_ report: ValidationReport, _ set: ManifestSet, _ environment: Environment) throws(LocatedError) {
    // What was filled in must not be written back.
    guard variables.isEmpty, variableFile == nil else {
      throw LocatedError("--fix doesn't go with --set and --env-file", hint: "run it without them")
    }
    let byFile = Dictionary(grouping: report.findings) { $0.error.file ?? "" }
    for (file, findings) in byFile.sorted(by: { $0.key < $1.key }) {
      guard let source = set.sources[file], file != "-", !file.contains("://") else { continue }
      let (text, count) = FileFixes.apply(findings, to: source)
      guard count > 0 else { continue }
      do throws(FileError) {
        try environment.writeFile(file, text)
        environment.note("fixed \(count) in \(file)")
      } catch {
        throw LocatedError("the file can't be written: \(error.description)", file: file)
      }
    }
  }
}
