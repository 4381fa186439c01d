// From options to decisions: load the manifests, reach the cluster, ask the engine. What `diff` and `render` share.

import AWS
import Arguments
import Basics
import ExternalSecrets
import HTTP
import Kubernetes
import Reconciliation
import SecretSources
import System

/// A preview and what it is made from.
struct Preview: Sendable {
  /// What the controller would do with each ExternalSecret.
  var decisions: [Decision] = []
  /// Files and documents that couldn't be read.
  var failures: [LocatedError] = []
  /// What was asked of AWS; nil if nothing was.
  var awsTotals: CallTotals?
  /// What prints errors with their source lines.
  var reporter: Reporter

  /// Computes the preview.
  ///
  /// - Parameters:
  ///   - options: What is previewed.
  ///   - environment: The world.
  /// - Returns: The preview; nil if there is nothing to go on, which has been said.
  static func run(_ options: PreviewOptions, in environment: Environment) async -> Preview? {
    var reporter = Reporter(environment: environment)
    do throws(LocatedError) {
      let connection = try ClusterConnection(options, environment)
      let loader = ManifestLoader(
        environment: environment, transport: { connection.transport }, namespace: connection.namespace,
        isOffline: options.isOffline)
      let set = await loader.load(options.files)
      reporter = Reporter(environment: environment, sources: set.sources)
      let subjects = try await subjects(options, in: set, connection)
      let failures = set.failures + subjects.failures
      for failure in failures { reporter.error(failure) }
      for warning in subjects.warnings { reporter.warning(warning) }
      if subjects.manifests.isEmpty, failures.isEmpty { throw nothingFound(options, connection.namespace) }
      let cluster = connection.reader(over: set.manifests)
      let aws = connection.awsSources(options, cluster)
      let values = try options.valuesFile.map { path throws(LocatedError) in
        try ValuesFile.load(path, in: environment)
      }
      let sources = StoreSources(cluster: cluster, aws: aws, valuesFile: values)
      var settings = Reconciler.Settings()
      settings.ignoresRefreshPolicy = options.ignoresRefreshPolicy
      settings.now = environment.now()
      let reconciler = Reconciler(
        cluster: cluster, sources: sources, settings: settings, zoneData: environment.zoneData)
      let decisions = await Progress.during("reading secrets", in: environment) {
        await reconciler.reconcile(subjects.manifests)
      }
      let totals = aws?.totals
      if options.output.verbosity > 0, let totals {
        for identity in await aws?.identities() ?? [] { environment.note(identity) }
        environment.note("\(totals)")
      }
      return Preview(decisions: decisions, failures: failures, awsTotals: totals, reporter: reporter)
    } catch {
      reporter.error(error)
      return nil
    }
  }

  /// A machine-readable answer with the totals of what was asked of AWS.
  func withTotals(_ list: JSON) -> JSON {
    guard let members = list.object else { return list }
    return .object(JSON.Members(Array(members) + Array(totals)))
  }

  /// The totals, as a member of a machine-readable answer.
  var totals: JSON.Members { awsTotals.map { ["aws": $0.json] } ?? [:] }

  private static func subjects(
    _ options: PreviewOptions, in set: ManifestSet, _ connection: ClusterConnection
  ) async throws(LocatedError) -> SubjectSelection {
    guard options.files.isEmpty, let client = connection.client else {
      return try SubjectSelection(of: set, names: options.names, selector: options.selector)
    }
    return try await SubjectSelection(
      live: client, namespace: options.isInAllNamespaces ? nil : connection.namespace, names: options.names,
      selector: options.selector)
  }

  private static func nothingFound(_ options: PreviewOptions, _ namespace: String) -> LocatedError {
    guard options.files.isEmpty else {
      return LocatedError(
        "there is no ExternalSecret in the files given", hint: "diff and render need at least one ExternalSecret")
    }
    return LocatedError(
      options.isInAllNamespaces
        ? "there are no ExternalSecrets in the cluster" : "there are no ExternalSecrets in namespace \(namespace)",
      hint: options.isInAllNamespaces ? nil : "choose another namespace with -n, or all of them with -A")
  }
}

extension ValuesFile {
  /// The values of a file that an option names.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - environment: The world.
  /// - Returns: The values.
  /// - Throws: ``LocatedError`` if it can't be read, or holds something else.
  static func load(_ path: String, in environment: Environment) throws(LocatedError) -> ValuesFile {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.files.contents(of: path, limit: 64 << 20)
    } catch {
      throw LocatedError("the values can't be read: \(error.description)", file: path, hint: "check --values")
    }
    return try ValuesFile(bytes, file: path)
  }
}
