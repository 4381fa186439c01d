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

  /// What the API server would refuse: of any kind's metadata, and of the contents of the kinds it has itself.
  private func check(_ object: DesiredObject) throws(BuildFailure) {
    if let problem = ServerValidation(object: object, live: nil).metadataProblems().first {
      throw invalid(object, "\(problem.field): \(problem.message)", at: problem.source, hint: problem.hint)
    }
    guard object.apiVersion == "v1", ["ConfigMap", "Secret"].contains(object.kind) else { return }
    var size = 0
    for member in object.body.first(where: { $0.name == "data" })?.node.members ?? [] {
      if let problem = DataKey(member.name).serverProblem {
        throw invalid(object, "data[\(member.name)]: \(problem)")
      }
      guard let value = Self.string(member.node) else {
        throw invalid(object, "data[\(member.name)]: must be a string")
      }
      let bytes = value?.reveal()
      size += bytes?.count ?? 0
      if object.kind == "Secret", let bytes, Base64.standard.decode(bytes) == nil {
        throw invalid(
          object, "data[\(member.name)]: the controller writes plain text where the API server wants base64",
          hint: "leave target.manifest out: a Secret is what is written without it")
      }
    }
    if size > ServerValidation.sizeLimit {
      throw invalid(object, "data: Too long: may not be more than \(ServerValidation.sizeLimit) bytes, but is \(size)")
    }
    let hash = object.annotations[Bookkeeping.dataHashAnnotation]?.bytes
    if let live, live.json["immutable"]?.bool == true,
      hash != ControllerHash.content(live.json).map({ SecretBytes(utf8: $0) })
    {
      throw invalid(
        object, "data: Forbidden: field is immutable when `immutable` is set",
        hint: "delete the \(object.kind) so that it is created anew")
    }
  }

  /// The text of a string, nil inside where it isn't known; nil for anything else.
  private static func string(_ node: DesiredNode) -> SecretBytes?? {
    switch node {
    case .string(let value): .some(value.bytes)
    case .plain(let plain): plain.json.string.map { SecretBytes(utf8: $0) }
    case .literal, .array, .object: nil
    }
  }

  private func invalid(
    _ object: DesiredObject, _ problem: String, at path: FieldPath? = nil, hint: String? = nil
  ) -> BuildFailure {
    BuildFailure(
      error: externalSecret.manifest.error(
        "\(object.kind) \"\(object.name)\" is invalid: \(problem)", at: path ?? ["spec", "target", "manifest"],
        hint: hint))
  }
}
