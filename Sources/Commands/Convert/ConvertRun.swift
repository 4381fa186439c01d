// kubectl extsecret create --convert

import Basics
import Conversion
import ExternalSecrets
import Scaffolding
import SecretSources
import System
import Reconciliation

/// Converts manifests of retired APIs, says what is lost, and proves the rest.
struct ConvertRun: Sendable {
  private let options: ConvertOptions

  /// The environment variables in which AWS' own tools find a region.
  private static let regionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"]

  init(_ options: ConvertOptions) {
    self.options = options
  }

  /// Prints the new manifests.
  ///
  /// - Parameter environment: The world.
  /// - Returns: 0 if everything was carried over, and, with `--verify`, proven; else 1.
  func run(in environment: Environment) async -> Int32 {
    var reporter = Reporter(environment: environment)
    do throws(LocatedError) {
      let connection = try ClusterConnection(
        options.cluster, options.general, isOffline: options.isOffline, isWithoutCluster: true, environment)
      let loader = ManifestLoader(
        environment: environment, transport: { connection.transport }, namespace: connection.namespace,
        isOffline: options.isOffline)
      let set = await loader.load(options.files)
      reporter = Reporter(environment: environment, sources: set.sources)
      for failure in set.failures { reporter.error(failure) }
      let outcome = Conversion(settings(environment)).convert(set.manifests)
      let converted = outcome.results.compactMap(\.converted)
      guard !converted.isEmpty else { throw Self.nothing(set.failures.isEmpty) }
      environment.print(text(outcome.stores + converted))
      let losses = outcome.losses + outcome.results.flatMap(\.losses)
      for loss in losses { reporter.warning(Self.named(loss)) }
      for note in outcome.results.flatMap(\.notes) { environment.note("note: \(note)") }
      var isProven = true
      if options.verifies {
        isProven = await verify(outcome, set, connection, try valuesFile(environment))
      }
      return losses.isEmpty && set.failures.isEmpty && isProven ? 0 : 1
    } catch {
      reporter.error(error)
      return 1
    }
  }

  private func settings(_ environment: Environment) -> Conversion.Settings {
    var settings = Conversion.Settings()
    settings.usesClusterStores = options.usesClusterStores
    settings.region =
      options.region ?? Self.regionVariables.lazy.compactMap { environment.variables.nonEmpty($0) }.first
    return settings
  }

  private static func nothing(_ isReadable: Bool) -> LocatedError {
    LocatedError(
      "there is nothing to convert" + (isReadable ? " in the files given" : ""),
      hint: "objects of kubernetes-client.io/v1, external-secrets.io/v1alpha1 and v1beta1 are converted")
  }

  private static func named(_ loss: LocatedError) -> LocatedError {
    var loss = loss
    loss.message = "not carried over: \(loss.message)"
    return loss
  }

  private func text(_ drafts: [ManifestDraft]) -> String {
    switch options.format {
    case .yaml: return drafts.map(\.yaml).joined(separator: "---\n")
    case .json:
      let list: JSON = ["apiVersion": "v1", "kind": "List", "items": .array(drafts.map(\.json))]
      return (drafts.count == 1 ? drafts.first?.json ?? list : list).text(.indented) + "\n"
    }
  }

  // MARK: Proof

  private func valuesFile(_ environment: Environment) throws(LocatedError) -> ValuesFile? {
    try options.valuesFile.map { path throws(LocatedError) in try ValuesFile.load(path, in: environment) }
  }

  /// Says of each conversion whether both sides make the same Secret.
  ///
  /// - Returns: Whether all do.
  private func verify(
    _ outcome: Conversion.Outcome, _ set: ManifestSet, _ connection: ClusterConnection, _ values: ValuesFile?
  ) async -> Bool {
    let environment = connection.environment
    let proof = ConversionProof(
      outcome: outcome, manifests: set.manifests, namespace: connection.namespace, now: environment.now(),
      sources: { reader in
        ProofSources(
          sources: StoreSources(
            cluster: reader, aws: connection.awsSources(options.aws, options.cluster, reader), valuesFile: values),
          backends: outcome.backends, valuesFile: values)
      })
    var isProven = true
    for (result, verdict) in await proof.verdicts() {
      environment.note("verify: \(result.source.reference): \(verdict.words)")
      if case .equal = verdict { continue }
      isProven = false
    }
    return isProven
  }
}
