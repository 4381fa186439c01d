// The controller's way through one ExternalSecret whose target is a Secret, from its data to what is done.

internal import Basics
internal import ExternalSecrets

/// What is done with a target, the condition that is set, and what else is worth knowing.
struct TargetResult {
  var outcome: Outcome
  var condition: Condition
  var orphans: [ObjectReference] = []
  var notes: [LocatedError] = []
}

/// Decides what becomes of a Secret.
struct SecretTarget {
  let externalSecret: ExternalSecret
  let metadata: AppliedMetadata
  let live: LiveSecret?
  /// The Secrets it owns under whatever name.
  let owned: [ObjectReference]
  let templates: TemplateSources
  let renderer: TemplateRenderer

  private var target: ExternalSecretTarget { externalSecret.spec.target }
  private var name: String { externalSecret.targetName }

  func decide(_ data: ProviderData) async -> TargetResult {
    if data.isEmpty, let result = withoutData() { return result }
    switch (target.creationPolicy, live) {
    case (.none, _):
      return TargetResult(
        outcome: .keep(reason: "creationPolicy: None writes nothing"),
        condition: ReadyCondition.secret.synced("secret synced"))
    case (.merge, nil):
      return TargetResult(
        outcome: .keep(reason: "creationPolicy: Merge waits for the Secret \(name) to exist"),
        condition: ReadyCondition.secret.missing("secret will not be created due to CreationPolicy=Merge"))
    default: break
    }
    do throws(BuildFailure) {
      let object = try await SecretBuilder(
        externalSecret: externalSecret, metadata: metadata, live: live, data: data,
        templates: templates, renderer: renderer
      ).build()
      try check(object)
      return TargetResult(
        outcome: .write(object), condition: ReadyCondition.secret.synced("secret synced"), orphans: orphans)
    } catch {
      let condition = ReadyCondition.secret.failed(error.conditionMessage)
      let outcome: Outcome = error.isUnavailable ? .error(error.error) : .refuse(error.error)
      // They are deleted before anything can fail.
      return TargetResult(outcome: outcome, condition: condition, orphans: orphans)
    }
  }

  /// No data at all: what the deletion policy makes of it; nil if it goes on with empty data.
  private func withoutData() -> TargetResult? {
    switch target.deletionPolicy {
    case .merge: return nil
    case .retain:
      return TargetResult(
        outcome: .keep(reason: "the provider has no data; deletionPolicy: Retain leaves the Secret as it is"),
        condition: ReadyCondition.secret.synced("secret retained due to DeletionPolicy=Retain"))
    case .delete:
      guard target.creationPolicy == .owner else {
        let error = externalSecret.manifest.error(
          "unable to delete secret \(name): creationPolicy=\(target.creationPolicy.rawValue) is not Owner",
          at: ["spec", "target", "deletionPolicy"], hint: "deletionPolicy: Delete needs creationPolicy: Owner")
        return TargetResult(outcome: .refuse(error), condition: ReadyCondition.secret.failed("could not delete secret"))
      }
      let reason = "the provider has no data; deletionPolicy: Delete removes the Secret"
      return TargetResult(
        outcome: .delete(reason: reason),
        condition: ReadyCondition.secret.deleted("secret deleted due to DeletionPolicy=Delete"))
    }
  }

  /// Secrets it wrote under an earlier name: the controller deletes them.
  private var orphans: [ObjectReference] {
    target.creationPolicy == .owner ? owned.filter { $0.name != name }.sorted { $0.name < $1.name } : []
  }

  /// Refuses what the API server would refuse, and changes of an immutable Secret.
  private func check(_ object: DesiredObject) throws(BuildFailure) {
    if let live, live.isImmutable {
      let isChanged = object.data.compactMapValues(\.bytes) != live.data || !object.data.values.allSatisfy(\.isCertain)
      if isChanged || object.type != live.type {
        throw BuildFailure(
          conditionMessage: "could not update secret, target is immutable",
          error: externalSecret.manifest.error(
            "unable to update secret \(name): secret is immutable", at: ["spec", "target"],
            hint: "delete the Secret so that it is created anew, or set target.immutable: true to leave it alone; "
              + "its labels and annotations are updated all the same"))
      }
    }
    let problems = ServerValidation(object: object, live: live).problems()
    guard let first = problems.first else { return }
    let list = problems.map { "\($0.field): \($0.message)" }.joined(separator: ", ")
    throw BuildFailure(
      error: externalSecret.manifest.error(
        "Secret \"\(name)\" is invalid: \(problems.count > 1 ? "[\(list)]" : list)",
        at: first.source ?? ["spec", "target"], hint: first.hint))
  }
}

/// The Ready conditions the controller sets, whose reasons differ for Secrets and other targets.
struct ReadyCondition {
  private let prefix: String

  static let secret = ReadyCondition(prefix: "Secret")
  static let resource = ReadyCondition(prefix: "Resource")

  func synced(_ message: String) -> Condition { condition("True", "Synced", message) }
  func deleted(_ message: String) -> Condition { condition("True", "Deleted", message) }
  func missing(_ message: String) -> Condition { condition("True", "Missing", message) }
  func failed(_ message: String) -> Condition { condition("False", "SyncedError", message) }

  private func condition(_ status: String, _ reason: String, _ message: String) -> Condition {
    Condition(type: "Ready", status: status, reason: prefix + reason, message: message)
  }
}
