// `target.manifest`: the object of another kind than Secret as the controller would leave it (`controller.md`).

internal import Basics
internal import ExternalSecrets

/// Builds the desired object of a `target.manifest`.
struct ManifestBuilder {
  let externalSecret: ExternalSecret
  /// The ExternalSecret's labels and annotations as they will be in the cluster.
  let metadata: AppliedMetadata
  let reference: ManifestReference
  /// The live object, under the policies that add to it.
  let base: Manifest?
  let data: ProviderData
  let templates: TemplateSources
  let renderer: TemplateRenderer

  private static let conditionMessage = "could not apply template to manifest"

  func build() async throws(BuildFailure) -> DesiredObject {
    var root = start()
    let template = externalSecret.spec.target.template
    var labels = start("labels", template?.labels ?? metadata.labels)
    var annotations = start("annotations", template?.annotations ?? metadata.annotations)
    var finalizers = base?.finalizers ?? []
    labels[Bookkeeping.managedLabel] = DesiredValue(plain: "true")
    if let template {
      do throws(TemplateApplicationFailure) {
        var application = ManifestTemplates(
          externalSecret: externalSecret, data: data, templates: templates,
          application: TemplateApplication(data: data, renderer: renderer), root: root,
          labels: labels, annotations: annotations, finalizers: finalizers)
        try await application.apply(template)
        (root, labels, annotations) = (application.root, application.labels, application.annotations)
        finalizers = application.finalizers
      } catch {
        throw BuildFailure(
          conditionMessage: Self.conditionMessage,
          error: externalSecret.manifest.error(error.cause, at: error.path, hint: error.hint),
          isUnavailable: error.isUnavailable)
      }
    } else {
      root = try failing { () throws(TargetPath.Failure) in try simple(root) }
    }
    var object = DesiredObject(
      apiVersion: reference.apiVersion, kind: reference.kind, namespace: externalSecret.namespace,
      name: externalSecret.targetName)
    object.labels = labels
    object.annotations = annotations
    object.finalizers = finalizers
    object.body = (root.members ?? []).filter { !["apiVersion", "kind", "metadata"].contains($0.name) }
    object.unknownEntries = data.unknownEntries
    object.annotations[Bookkeeping.dataHashAnnotation] = try contentHash(of: object)
    do throws(OwnershipFailure) {
      try Ownership(externalSecret: externalSecret, uid: metadata.uid).apply(to: &object, live: base)
    } catch {
      throw BuildFailure(
        conditionMessage: Self.conditionMessage,
        error: externalSecret.manifest.error(error.cause, at: ["spec", "target", "name"], hint: error.hint))
    }
    return object
  }

  /// The live object, or a new one with an empty `data` or `spec`.
  private func start() -> DesiredNode {
    // An earlier template may have made any part of the live object from a value.
    if let base { return DesiredNode(derived: base.json, provenance: Provenance(isKept: true)) }
    let field = ["ConfigMap", "Secret"].contains(reference.kind) ? "data" : "spec"
    return .object([DesiredNode.Member(field, .object([]))])
  }

  /// Labels or annotations: the live ones under those of the ExternalSecret or its template, which are not rendered here.
  private func start(_ field: String, _ own: [String: String]) -> [String: DesiredValue] {
    var values: [String: DesiredValue] = [:]
    for member in base?.json["metadata"]?[field]?.object ?? [:] {
      values[member.key] = DesiredValue(
        .known(SecretBytes(utf8: member.value.string ?? "")), provenance: Provenance(isKept: true))
    }
    for (name, text) in own { values[name] = DesiredValue(plain: text) }
    return values
  }

  /// Without a template: all values under `data` of a ConfigMap, under `spec.data` of any other kind.
  private func simple(_ root: DesiredNode) throws(TargetPath.Failure) -> DesiredNode {
    let members = data.entries.sorted { $0.key < $1.key }.map { DesiredNode.Member($0.key.text, .string($0.value)) }
    let path = try TargetPath(reference.kind == "ConfigMap" ? "data" : "spec.data")
    return try path.set(in: root) { _ in .object(members) }
  }

  private func failing<Value>(_ body: () throws(TargetPath.Failure) -> Value) throws(BuildFailure) -> Value {
    do throws(TargetPath.Failure) { return try body() } catch {
      throw BuildFailure(
        conditionMessage: Self.conditionMessage,
        error: externalSecret.manifest.error(error.cause, at: ["spec", "target", "manifest"]))
    }
  }

  /// The hash over `spec`, else `data`, as far as it is known.
  private func contentHash(of object: DesiredObject) throws(BuildFailure) -> DesiredValue {
    guard object.isCertain else {
      return DesiredValue(.unreadable(provider: data.unknownProvider))
    }
    let json = object.json { value, place in
      let bytes = value.bytes?.reveal() ?? []
      if place == .literal, let literal = try? JSON.parse(bytes, locating: false) { return literal }
      return .string(String(decoding: bytes, as: UTF8.self))
    }
    guard let hash = ControllerHash.content(json) else {
      throw BuildFailure(
        conditionMessage: Self.conditionMessage,
        error: externalSecret.manifest.error(
          "generic target content does not have a spec or data field for content hashing",
          at: ["spec", "target", "manifest"]))
    }
    return DesiredValue(.known(SecretBytes(utf8: hash)))
  }
}
