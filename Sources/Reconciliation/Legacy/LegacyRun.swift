// The way of kubernetes-external-secrets through one object (`legacy.md`): may it, what is read, what is written.

internal import Basics
internal import ExternalSecrets

/// Decides about one legacy object.
struct LegacyRun {
  let object: LegacyExternalSecret
  let cluster: any ClusterReader
  let backends: LegacyBackends

  private var manifest: Manifest { object.manifest }

  /// Fills in what kubernetes-external-secrets would do.
  func decide(into decision: inout Decision) async {
    guard !manifest.isBeingDeleted else {
      decision.outcome = .delete(reason: "the ExternalSecret is being deleted, and the Secret it owns with it")
      return
    }
    do throws(ClusterReadError) {
      decision.live = try await cluster.object(ObjectQuery(.secret, namespace: object.namespace, name: manifest.name))
    } catch {
      decision.outcome = .error(
        manifest.error("\(decision.target.reference) could not be read: \(error.message)", hint: error.hint))
      return
    }
    do throws(LegacyFailure) {
      let permission = LegacyPermission(object: object, cluster: cluster)
      decision.notes += try await permission.check()
      let data = try await LegacyDataCollector(object: object, backends: backends).collect()
      decision.notes += data.notes
      let built = try LegacySecret(object: object, data: data, live: decision.live.map(LiveSecret.init)).build()
      decision.notes += built.notes
      decision.outcome = .write(built.object)
      decision.condition = Condition(type: "Ready", status: "True", reason: "SUCCESS", message: "")
    } catch {
      decision.outcome = error.isUnavailable ? .error(error.error) : .refuse(error.error)
      guard !error.isUnavailable else { return }
      decision.condition = Condition(type: "Ready", status: "False", reason: "ERROR", message: error.error.message)
    }
  }
}

/// Why nothing is written; for kubernetes-external-secrets one failure is the whole object's.
struct LegacyFailure: Error {
  /// What failed, at its place.
  let error: LocatedError
  /// Whether only this machine fails; the controller might not.
  var isUnavailable = false
}
