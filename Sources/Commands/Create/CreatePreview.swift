// create --preview: the Secret there would be, values redacted.

import Basics
import Comparison
import ExternalSecrets
import Reconciliation
import Scaffolding
import SecretSources
import YAML

/// Renders what was made, as `render` would.
struct CreatePreview: Sendable {
  private let options: CreateOptions
  private let world: CreateWorld

  init(_ options: CreateOptions, _ world: CreateWorld) {
    self.options = options
    self.world = world
  }

  /// Shows the Secret on standard error.
  ///
  /// - Parameter result: What was made.
  /// - Throws: ``LocatedError`` for what the controller would fail with.
  func show(_ result: CreateResult) async throws(LocatedError) {
    let environment = world.environment
    let drafts = result.manifests.map { Manifest($0.json, defaultNamespace: world.namespace) }
    let reader = world.connection.reader(over: world.files + drafts)
    let aws = world.connection.awsSources(options.aws, options.cluster, reader)
    var settings = Reconciler.Settings()
    settings.ignoresRefreshPolicy = true
    settings.now = environment.now()
    let reconciler = Reconciler(
      cluster: reader, sources: StoreSources(cluster: reader, aws: aws), settings: settings,
      zoneData: environment.zoneData)
    let decisions = await Progress.during("reading secrets", in: environment) {
      await reconciler.reconcile(drafts.filter { $0.objectKind == .externalSecret })
    }
    let output = MachineReadable(options.general.disclosure(in: environment))
    for decision in decisions {
      switch decision.outcome {
      case .write(let object):
        environment.note("# Preview: what the controller would write")
        environment.note(YAML.text(output.object(object)))
      case .refuse(let error), .error(let error): throw error
      case .delete, .keep, .skip:
        environment.note("# Preview: nothing would be written: \(decision.condition?.message ?? "there is no data")")
      }
    }
  }
}
