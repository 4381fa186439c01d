// A legacy object's template: part of a Secret, its strings rendered by lodash over the data decoded as ASCII.

internal import Basics
internal import ExternalSecrets
internal import Lodash

/// Applies the template of one legacy object.
struct LegacyTemplate {
  let object: LegacyExternalSecret
  let data: LegacyData
  /// The values as templates see them: each byte without its highest bit.
  private let values: JSObject
  /// Keys of values that are not ASCII, and so arrive corrupted.
  private let corrupted: Set<DataKey>

  private var manifest: Manifest { object.manifest }
  private var root: FieldPath { object.root.member("template") }

  init(object: LegacyExternalSecret, data: LegacyData) {
    self.object = object
    self.data = data
    var values = JSObject()
    var corrupted: Set<DataKey> = []
    for (key, value) in data.entries {
      guard let bytes = value.bytes?.reveal() else { continue }
      values[key.text] = .string(NodeEncoding.ascii.text(bytes))
      if bytes.contains(where: { $0 >= 0x80 }) { corrupted.insert(key) }
    }
    self.values = values
    self.corrupted = corrupted
  }

  /// Puts the template under the Secret: labels, annotations, data, and the little else a Secret has.
  func apply(_ template: JSON, to built: inout LegacySecret.Built) throws(LegacyFailure) {
    for member in template.object ?? [:] {
      let path = root.member(member.key)
      switch member.key {
      case "metadata": try apply(metadata: member.value, at: path, to: &built)
      case "data":
        for (key, value) in try strings(member.value, at: path, &built) {
          built.object.data[DataKey(key)] = try decoded(value, at: path.member(key))
        }
      case "immutable": built.object.isImmutable = member.value.bool
      case "stringData", "type", "apiVersion", "kind": break
      default:
        // A Secret has no such field: the API server drops it. Its templates can fail all the same.
        try renderAll(member.value, at: path, &built)
        built.notes.append(manifest.error("a Secret has no field \(member.key): the API server drops it", at: path))
      }
    }
  }

  /// `stringData`, which the API server puts over the data.
  func stringData(_ built: inout LegacySecret.Built) throws(LegacyFailure) -> [(DataKey, DesiredValue)] {
    guard let strings = object.template?["stringData"], !strings.isNull else { return [] }
    let path = root.member("stringData")
    built.notes.append(
      manifest.error(
        "stringData is never found equal to what the Secret holds: kubernetes-external-secrets writes it at every poll",
        at: path))
    return try self.strings(strings, at: path, &built).map { (DataKey($0), $1) }
  }

  private func apply(
    metadata: JSON, at path: FieldPath, to built: inout LegacySecret.Built
  ) throws(LegacyFailure) {
    for member in metadata.object ?? [:] {
      let path = path.member(member.key)
      switch member.key {
      case "labels":
        built.object.labels = Dictionary(try strings(member.value, at: path, &built)) { $1 }
      case "annotations":
        built.object.annotations = Dictionary(try strings(member.value, at: path, &built)) { $1 }
      case "finalizers": built.object.finalizers = (member.value.array ?? []).compactMap(\.string)
      case "ownerReferences": merge(member.value.array ?? [], into: &built.object.ownerReferences)
      case "namespace":
        guard let namespace = member.value.string, namespace != object.namespace else { break }
        throw failure(
          "the namespace of the template, \(namespace), is not the object's", at: path, hint: "leave it out")
      default: try renderAll(member.value, at: path, &built)
      }
    }
  }

  /// Lists are merged element by element, so a template's further owners stay beside the object itself.
  private func merge(_ owners: [JSON], into references: inout [JSON]) {
    guard let own = references.first?.object else { return }
    var first = owners.first?.object ?? [:]
    for member in own { first[member.key] = member.value }
    references = [.object(first)] + owners.dropFirst()
  }

  // MARK: Strings

  /// The rendered strings of a map; other values are what the API server doesn't take.
  private func strings(
    _ map: JSON, at path: FieldPath, _ built: inout LegacySecret.Built
  ) throws(LegacyFailure) -> [(String, DesiredValue)] {
    if map.isNull { return [] }
    guard let members = map.object else { throw failure("is a \(map.kindName), must be an object", at: path) }
    var strings: [(String, DesiredValue)] = []
    for member in members {
      let path = path.member(member.key)
      switch member.value.value {
      case .string(let text):
        strings.append((member.key, try render(text, member.value.range, at: path, &built)))
      case .null: strings.append((member.key, DesiredValue(plain: "")))
      default: throw failure("is a \(member.value.kindName), must be a string", at: path, hint: "put it in quotes")
      }
    }
    return strings
  }

  /// Renders what goes nowhere, for the errors in it: strings at any depth, lists apart.
  private func renderAll(_ json: JSON, at path: FieldPath, _ built: inout LegacySecret.Built) throws(LegacyFailure) {
    if let text = json.string { _ = try render(text, json.range, at: path, &built) }
    for member in json.object ?? [:] { try renderAll(member.value, at: path.member(member.key), &built) }
  }

  private func decoded(_ value: DesiredValue, at path: FieldPath) throws(LegacyFailure) -> DesiredValue {
    guard let bytes = value.bytes else { return value }
    guard let decoded = Base64.standard.decode(bytes.reveal()) else {
      throw failure(
        "a value of data in the template is not base64", at: path, hint: "use stringData for plain text")
    }
    return DesiredValue(.known(SecretBytes(decoded)), isSecret: value.isSecret, provenance: value.provenance)
  }

  private func render(
    _ text: String, _ range: SourceRange?, at path: FieldPath, _ built: inout LegacySecret.Built
  ) throws(LegacyFailure) -> DesiredValue {
    guard LodashTemplate.isTemplate(text) else { return DesiredValue(plain: text) }
    let template = LodashTemplate(text)
    if let unknown = unknownContent(template) {
      return DesiredValue(unknown, provenance: provenance(of: template.namedKeys?.map(\.name), template: path))
    }
    let rendering: LodashTemplate.Rendering
    do throws(ScriptError) {
      rendering = try template.render(values)
    } catch {
      var located = manifest.error("\(error.message)", at: path)
      located.range = template.range(of: error.offset, in: range) ?? located.range
      let (line, column) = template.place(of: error.offset)
      let place = "line \(line), column \(column) of the template"
      guard error.reason == .notPreviewable else {
        located.message = "the template fails at \(place): \(error.message)"
        located.hint = hint(error)
        throw LegacyFailure(error: located)
      }
      located.message = "can't be previewed: \(error.message), at \(place), isn't run here"
      built.notes.append(located)
      return DesiredValue(.generated(by: .javaScript), provenance: Provenance(template: path))
    }
    noteCorruption(rendering, at: path, &built)
    return DesiredValue(
      .known(SecretBytes(utf8: rendering.text)),
      provenance: provenance(of: rendering.usedKeys?.sorted(), template: path))
  }

  /// What stands for a template's result while a value it looks at can't be known.
  private func unknownContent(_ template: LodashTemplate) -> DesiredValue.Content? {
    let isOpen = !data.unknownEntries.isEmpty
    guard let names = template.namedKeys?.map({ DataKey($0.name) }) else {
      return data.entries.values.first { $0.bytes == nil }?.content
        ?? (isOpen ? .unreadable(provider: object.backend.type) : nil)
    }
    for name in names {
      guard let value = data.entries[name] else {
        if isOpen { return .unreadable(provider: object.backend.type) }
        continue
      }
      if value.bytes == nil { return value.content }
    }
    return nil
  }

  private func provenance(of keys: [String]?, template: FieldPath) -> Provenance {
    let used = keys.map { $0.compactMap { data.entries[DataKey($0)] } } ?? data.order.compactMap { data.entries[$0] }
    return Provenance(combining: used, template: template)
  }

  private func noteCorruption(
    _ rendering: LodashTemplate.Rendering, at path: FieldPath, _ built: inout LegacySecret.Built
  ) {
    let used = corrupted.filter { rendering.usedKeys?.contains($0.text) ?? true }.sorted().map(\.text)
    guard !used.isEmpty else { return }
    built.notes.append(
      manifest.error(
        "characters beyond ASCII of \(used.joined(separator: ", ")) arrive corrupted here, as kubernetes-external-secrets "
          + "decodes values as ASCII for templates", at: path))
  }

  private func hint(_ error: ScriptError) -> String? {
    guard error.message.hasSuffix("is not defined") else { return nil }
    let name = String(error.message.prefix { $0 != " " })
    return data.entries[DataKey(name)] == nil ? "values are members of data: data.\(name)" : "write data.\(name)"
  }

  private func failure(_ message: String, at path: FieldPath, hint: String? = nil) -> LegacyFailure {
    LegacyFailure(error: manifest.error(message, at: path, hint: hint))
  }
}
