// The Secret as the controller would leave it: the live one with this ExternalSecret's part in it (`controller.md`).

internal import Basics
internal import ExternalSecrets

/// Why the target can't be built.
struct BuildFailure: Error {
  /// The message of the condition the controller sets.
  var conditionMessage = "could not update secret"
  /// The cause, in its place.
  let error: LocatedError
  /// Whether only this machine fails; the controller might not.
  var isUnavailable = false
}

/// Builds the desired Secret of one ExternalSecret.
struct SecretBuilder {
  let externalSecret: ExternalSecret
  /// The ExternalSecret's labels and annotations as they will be in the cluster.
  let metadata: AppliedMetadata
  let live: LiveSecret?
  let data: ProviderData
  let templates: TemplateSources
  let renderer: TemplateRenderer

  private var target: ExternalSecretTarget { externalSecret.spec.target }

  func build() async throws(BuildFailure) -> DesiredObject {
    // What this ExternalSecret doesn't write stays as others left it.
    var object =
      live.map(DesiredObject.init(kept:))
      ?? DesiredObject(namespace: externalSecret.namespace, name: externalSecret.targetName)
    object.type = object.type ?? "Opaque"
    if target.isImmutable { object.isImmutable = true }
    // An existing Secret's data is left alone once the ExternalSecret says it is immutable.
    if live == nil || !target.isImmutable {
      dropManagedKeys(from: &object)
      do throws(TemplateApplicationFailure) {
        try await applyTemplate(to: &object)
      } catch {
        let located = externalSecret.manifest.error(
          "could not apply template: \(error.cause)", at: error.path, hint: error.hint)
        throw BuildFailure(error: located, isUnavailable: error.isUnavailable)
      }
    }
    do throws(OwnershipFailure) {
      try Ownership(externalSecret: externalSecret, uid: metadata.uid).apply(to: &object, live: live?.manifest)
    } catch {
      let path: FieldPath = target.name == nil ? ["metadata", "name"] : ["spec", "target", "name"]
      throw BuildFailure(
        conditionMessage: error.conditionMessage,
        error: externalSecret.manifest.error(error.cause, at: path, hint: error.hint))
    }
    object.labels[Bookkeeping.managedLabel] = DesiredValue(plain: "true")
    object.annotations[Bookkeeping.dataHashAnnotation] = dataHash(of: object)
    return object
  }

  /// Removes what this ExternalSecret wrote earlier, so that what it no longer writes goes.
  private func dropManagedKeys(from object: inout DesiredObject) {
    guard let live else { return }
    let managed = ManagedFields(of: live.manifest, externalSecretName: externalSecret.manifest.name)
    for key in managed.dataKeys { object.data[key] = nil }
    for name in managed.labels { object.labels[name] = nil }
    for name in managed.annotations { object.annotations[name] = nil }
  }

  // MARK: What is written

  private func applyTemplate(to object: inout DesiredObject) async throws(TemplateApplicationFailure) {
    guard let template = target.template else {
      for (name, text) in metadata.labels { object.labels[name] = DesiredValue(plain: text) }
      for (name, text) in metadata.annotations { object.annotations[name] = DesiredValue(plain: text) }
      clearForeignKeys(of: &object)
      writeProviderKeys(to: &object)
      return
    }
    try checkPrivileges(of: template)
    if live?.manifest.isBeingDeleted != true {
      for finalizer in template.finalizers where !object.finalizers.contains(finalizer) {
        object.finalizers.append(finalizer)
      }
    }
    clearForeignKeys(of: &object)
    if !template.type.isEmpty { object.type = template.type }
    if template.mergePolicy == .merge || template.data.isEmpty && template.templateFrom.isEmpty {
      writeProviderKeys(to: &object)
    }
    let application = TemplateApplication(data: data, renderer: renderer)
    let path: FieldPath = ["spec", "target", "template"]
    for (index, source) in template.templateFrom.enumerated() {
      try await apply(source, at: path.member("templateFrom").element(index), with: application, to: &object)
    }
    let metadataPath = path.member("metadata")
    for (key, text) in template.data.sorted(by: { $0.key < $1.key }) {
      object.data[DataKey(key)] = try application.value(
        Array(text.utf8), name: key, at: path.member("data").member(key))
    }
    for (key, text) in template.labels.sorted(by: { $0.key < $1.key }) {
      object.labels[key] = try metadataValue(text, key, metadataPath.member("labels").member(key), application)
    }
    for (key, text) in template.annotations.sorted(by: { $0.key < $1.key }) {
      object.annotations[key] = try metadataValue(
        text, key, metadataPath.member("annotations").member(key), application)
    }
  }

  /// The controller repeats the webhook's rules for templates, for clusters where no webhook stands before it.
  private func checkPrivileges(of template: ExternalSecretTemplate) throws(TemplateApplicationFailure) {
    let path: FieldPath = ["spec", "target", "template"]
    guard externalSecret.manifest.uid != nil, !template.type.isEmpty || !template.templateFrom.isEmpty else { return }
    let problem = Admission.problems(externalSecret.manifest).first { $0.path?.steps.starts(with: path.steps) ?? false }
    guard let problem else { return }
    throw TemplateApplicationFailure(cause: problem.message, path: problem.path ?? path, hint: problem.hint)
  }

  private func clearForeignKeys(of object: inout DesiredObject) {
    guard target.creationPolicy != .merge, target.creationPolicy != .createOrMerge else { return }
    object.data = [:]
  }

  private func writeProviderKeys(to object: inout DesiredObject) {
    for (key, value) in data.entries { object.data[key] = value }
    object.unknownEntries += data.unknownEntries
  }

  /// A label or annotation; without an action in it there is nothing to hide.
  private func metadataValue(_ text: String, _ key: String, _ path: FieldPath, _ application: TemplateApplication)
    throws(TemplateApplicationFailure) -> DesiredValue
  {
    var value = try application.value(Array(text.utf8), name: key, at: path)
    value.isSecret = text.contains("{{")
    return value
  }

  private func apply(
    _ source: TemplateFrom, at path: FieldPath, with application: TemplateApplication, to object: inout DesiredObject
  ) async throws(TemplateApplicationFailure) {
    for item in try await templates.items(of: source, at: path) {
      let entries: Entries?
      switch item.scope {
      case .values:
        entries = [
          DataKey(item.key): try application.value(
            item.text, name: item.key, at: item.path, decoding: source.valuesDecodingStrategy)
        ]
      case .keysAndValues:
        entries = try application.map(item.text, at: item.path, decoding: source.valuesDecodingStrategy)
      }
      guard let entries else {
        object.unknownEntries.append(item.path)
        continue
      }
      switch source.target.lowercased() {
      case "labels": for (key, value) in entries { object.labels[key.text] = value }
      case "annotations": for (key, value) in entries { object.annotations[key.text] = value }
      case "data": for (key, value) in entries { object.data[key] = value }
      default:
        throw TemplateApplicationFailure(
          cause: "templateFrom target=\"\(source.target)\" is not allowed when targeting a Secret",
          path: path.member("target"), hint: "use Data, Labels or Annotations")
      }
    }
  }

  // MARK: Bookkeeping

  /// The hash of the data as far as it is known; of ambiguous data one for each choice.
  private func dataHash(of object: DesiredObject) -> DesiredValue {
    if !object.unknownEntries.isEmpty { return DesiredValue(.unreadable(provider: data.unknownProvider)) }
    let variations = Variations(object.data)
    if let missing = variations.missing { return DesiredValue(missing) }
    // Short values can be guessed from their hash: it is as secret as they are.
    return DesiredValue.oneOf(
      variations.maps.map { DesiredValue(.known(SecretBytes(utf8: ControllerHash.data($0)))) })
  }
}
