// `reconcile --explain`: what the controller doesn't say about a failure, found by trying the read itself.

import Basics
import ExternalSecrets
import ForcedSync
import Kubernetes
import Reconciliation
import SecretSources

/// Tries from here what the controller failed at.
struct FailureExplanation: Sendable {
  let client: KubernetesClient
  let options: ReconcileOptions

  /// Adds to each failed result what the read from here comes to.
  ///
  /// - Parameters:
  ///   - report: The results.
  ///   - environment: The world.
  /// - Returns: The results, explained.
  func explain(_ report: SyncReport, in environment: Environment) async -> SyncReport {
    var report = report
    var manifests: [(index: Int, manifest: Manifest)] = []
    for index in report.results.indices where Self.isExplained(report.results[index]) {
      do throws(KubernetesError) {
        let object = report.results[index].object
        guard let resource = try await client.resource(.externalSecret, version: nil),
          let json = try await client.get(resource, namespace: object.namespace, name: object.name)
        else {
          report.results[index].explanation = "it is gone"
          continue
        }
        manifests.append((index, Manifest(json)))
      } catch {
        report.results[index].explanation = "it could not be tried: \(error.located.message)"
      }
    }
    let decisions = await decide(manifests.map(\.manifest), in: environment)
    for ((index, _), decision) in zip(manifests, decisions) { report.results[index].explanation = words(decision) }
    return report
  }

  private static func isExplained(_ result: SyncResult) -> Bool {
    switch result.outcome {
    case .failed, .timedOut: !result.isLegacy
    default: false
    }
  }

  private func decide(_ manifests: [Manifest], in environment: Environment) async -> [Decision] {
    guard !manifests.isEmpty else { return [] }
    let reader = LiveCluster(client)
    let transport = environment.transport(options.output.tracing(in: environment))
    let timeout = options.cluster.overrides.requestTimeout
    let sources = StoreSources(
      cluster: reader,
      aws: options.aws.sources(reader, client: client, transport: transport, timeout: timeout, in: environment),
      valuesFile: nil)
    var settings = Reconciler.Settings()
    settings.ignoresRefreshPolicy = true
    settings.now = environment.now()
    return await Reconciler(cluster: reader, sources: sources, settings: settings, zoneData: environment.zoneData)
      .reconcile(manifests)
  }

  private func words(_ decision: Decision) -> String {
    switch decision.outcome {
    case .refuse(let error), .error(let error):
      let place = error.path.map { "\($0): " } ?? ""
      return place + error.message + (error.hint.map { " (\($0))" } ?? "")
    case .write: return "the same read succeeds, with your own credentials: look at the store's"
    case .delete(let reason), .keep(let reason), .skip(let reason): return reason
    }
  }
}
