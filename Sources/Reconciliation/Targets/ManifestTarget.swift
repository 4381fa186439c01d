// The controller's way through one ExternalSecret with a `target.manifest`.

internal import Basics
internal import ExternalSecrets

/// Decides what becomes of an object of another kind than Secret.
struct ManifestTarget {
  let externalSecret: ExternalSecret
  let metadata: AppliedMetadata
  let reference: ManifestReference
  let live: Manifest?
  let templates: TemplateSources
  let renderer: TemplateRenderer

  private var target: ExternalSecretTarget { externalSecret.spec.target }
  private var name: String { "\(reference.kind) \(externalSecret.targetName)" }

  func decide(_ data: ProviderData) async -> TargetResult {
    if data.isEmpty, let result = withoutData() { return result }
    do throws(BuildFailure) {
      let object = try await ManifestBuilder(
        externalSecret: externalSecret, metadata: metadata, reference: reference,
        base: [.merge, .createOrMerge].contains(target.creationPolicy) ? live : nil, data: data,
        templates: templates, renderer: renderer
      ).build()
      switch (target.creationPolicy, live) {
      case (.none, _):
        return TargetResult(
          outcome: .keep(reason: "creationPolicy: None writes nothing"),
          condition: ReadyCondition.resource.synced("secret synced"), notes: notes)
      case (.merge, nil):
        return TargetResult(
          outcome: .keep(reason: "creationPolicy: Merge waits for the \(name) to exist"),
          condition: ReadyCondition.resource.missing("resource will not be created due to CreationPolicy=Merge"),
          notes: notes)
      default: break
      }
      try check(object)
      return TargetResult(
        outcome: .write(object), condition: ReadyCondition.resource.synced("secret synced"), notes: notes)
    } catch {
      let outcome: Outcome = error.isUnavailable ? .error(error.error) : .refuse(error.error)
      return TargetResult(
        outcome: outcome, condition: ReadyCondition.resource.failed(error.conditionMessage), notes: notes)
    }
  }

  private var notes: [LocatedError] {
    [
      externalSecret.manifest.error(
        "target.manifest works only if the controller runs with --unsafe-allow-generic-targets",
        at: ["spec", "target", "manifest"])
    ]
  }

  private func withoutData() -> TargetResult? {
    switch target.deletionPolicy {
    case .merge: return nil
    case .retain:
      return TargetResult(
        outcome: .keep(reason: "the provider has no data; deletionPolicy: Retain leaves the \(name) as it is"),
        condition: ReadyCondition.resource.synced("secret retained due to DeletionPolicy=Retain"), notes: notes)
    case .delete:
      guard target.creationPolicy == .owner else {
        let error = externalSecret.manifest.error(
          "unable to delete resource: creationPolicy=\(target.creationPolicy.rawValue) is not Owner",
          at: ["spec", "target", "deletionPolicy"], hint: "deletionPolicy: Delete needs creationPolicy: Owner")
        return TargetResult(
          outcome: .refuse(error), condition: ReadyCondition.resource.failed("could not delete resource"), notes: notes)
      }
      return TargetResult(
        outcome: .delete(reason: "the provider has no data; deletionPolicy: Delete removes the \(name)"),
        condition: ReadyCondition.resource.deleted("secret deleted due to DeletionPolicy=Delete"), notes: notes)
    }
  }

  /// What the API server would refuse of the kinds it has itself.
  private func check(_ object: DesiredObject) throws(BuildFailure) {
    guard object.apiVersion == "v1", ["ConfigMap", "Secret"].contains(object.kind) else { return }
    for member in object.body.first(where: { $0.name == "data" })?.node.members ?? [] {
      var problem = DataKey(member.name).serverProblem
      if object.kind == "Secret", case .string(let value) = member.node, let bytes = value.bytes,
        Base64.standard.decode(bytes.reveal()) == nil
      {
        problem = "the controller writes plain text where the API server wants base64"
      }
      guard let problem else { continue }
      throw BuildFailure(
        error: externalSecret.manifest.error(
          "\(object.kind) \"\(object.name)\" is invalid: data[\(member.name)]: \(problem)",
          at: ["spec", "target", "manifest"],
          hint: object.kind == "Secret" ? "leave target.manifest out: a Secret is what is written without it" : nil))
    }
  }
}
