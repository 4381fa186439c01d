// Templates of a `target.manifest`: results go anywhere into the object.

internal import Basics
internal import ExternalSecrets

/// Applies a template to an object of another kind than Secret.
struct ManifestTemplates {
  let externalSecret: ExternalSecret
  let data: ProviderData
  let templates: TemplateSources
  let application: TemplateApplication
  var root: DesiredNode
  var labels: [String: DesiredValue]
  var annotations: [String: DesiredValue]
  var finalizers: [String]

  mutating func apply(_ template: ExternalSecretTemplate) async throws(TemplateApplicationFailure) {
    let path: FieldPath = ["spec", "target", "template"]
    for (index, source) in template.templateFrom.enumerated() {
      let path = path.member("templateFrom").element(index)
      let target = source.target.isEmpty ? "Data" : source.target
      var collected: [(key: String, value: DesiredValue)] = []
      // A literal is applied first, whatever else the entry has: then what a ConfigMap and a Secret hold.
      let items = try await templates.items(of: source, at: path)
      for item in items where item.key.isEmpty {
        try applyLiteral(item, decoding: source.valuesDecodingStrategy, target: target)
      }
      for item in items where !item.key.isEmpty {
        collected += try collect(item, decoding: source.valuesDecodingStrategy, target: target)
      }
      for (key, value) in collected { try applyAgain(key, value, target: target, at: path) }
    }
    for (key, text) in template.data.sorted(by: { $0.key < $1.key }) {
      let path = path.member("data").member(key)
      try set(key, try application.value(Array(text.utf8), name: key, at: path), target: "Data", at: path)
    }
  }

  /// A literal renders to a map for the well-known targets, to any YAML value for a path.
  private mutating func applyLiteral(_ item: TemplateItem, decoding: DecodingStrategy, target: String)
    throws(TemplateApplicationFailure)
  {
    guard ["annotations", "labels", "data"].contains(target.lowercased()) else {
      let unknown = DesiredNode.string(
        DesiredValue(.unreadable(provider: data.unknownProvider), provenance: Provenance(template: item.path)))
      let node = try application.node(item.text, at: item.path) ?? unknown
      let isWhole = !target.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }
      return try set(target, at: item.path) { existing in
        // Members are added to what a deeper path already has; a whole field is replaced.
        guard !isWhole, let old = existing, let new = node.members, var members = old.members, !old.isNull else {
          return node
        }
        for member in new {
          if let index = members.firstIndex(where: { $0.name == member.name }) {
            members[index] = member
          } else {
            members.append(member)
          }
        }
        return .object(members)
      }
    }
    for (key, value) in try application.map(item.text, at: item.path, decoding: decoding) ?? [:] {
      try set(key.text, value, target: target, at: item.path)
    }
  }

  /// The controller renders templates of ConfigMaps and Secrets into a scratch Secret first.
  ///
  /// Only what reaches that Secret's data goes on; results for other targets are lost there.
  private func collect(_ item: TemplateItem, decoding: DecodingStrategy, target: String)
    throws(TemplateApplicationFailure) -> [(key: String, value: DesiredValue)]
  {
    let entries: Entries
    switch item.scope {
    case .values:
      entries = [
        DataKey(item.key): try application.value(item.text, name: item.key, at: item.path, decoding: decoding)
      ]
    case .keysAndValues: entries = try application.map(item.text, at: item.path, decoding: decoding) ?? [:]
    }
    guard target.lowercased() == "data" else { return [] }
    return entries.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }
  }

  /// What was collected is rendered a second time on its way into the object.
  private mutating func applyAgain(_ key: String, _ value: DesiredValue, target: String, at path: FieldPath)
    throws(TemplateApplicationFailure)
  {
    guard let bytes = value.bytes else { return try set(key, value, target: target, at: path) }
    var rendered = try application.value(bytes.reveal(), name: key, at: path)
    rendered.provenance = value.provenance
    try set(key, rendered, target: target, at: path)
  }

  /// Puts a value where a well-known target says.
  private mutating func set(_ key: String, _ value: DesiredValue, target: String, at path: FieldPath)
    throws(TemplateApplicationFailure)
  {
    switch target.lowercased() {
    case "labels": labels[key] = value
    case "annotations": annotations[key] = value
    case "data", "spec":
      let field = target.lowercased()
      guard (root[field] ?? .object([])).members != nil else {
        throw TemplateApplicationFailure(cause: "\(field) of the object is not a map", path: path, hint: nil)
      }
      try set(field, at: path) { existing in
        var members = existing?.members ?? []
        let member = DesiredNode.Member(key, .string(value))
        if let index = members.firstIndex(where: { $0.name == key }) {
          members[index] = member
        } else {
          members.append(member)
        }
        return .object(members)
      }
    default:
      let node = value.bytes.map { bytes -> DesiredNode in
        let parsed = try? RenderedYAML(bytes.reveal(), at: path).document()
        return parsed.map { DesiredNode(derived: $0, provenance: value.provenance) } ?? .string(value)
      }
      try set(target, at: path) { _ in node ?? .string(value) }
    }
  }

  private mutating func set(_ target: String, at path: FieldPath, _ replace: (DesiredNode?) -> DesiredNode)
    throws(TemplateApplicationFailure)
  {
    do throws(TargetPath.Failure) {
      let place = try TargetPath(target)
      if place.steps.first == .member("metadata") {
        try setMetadata(place, replace)
      } else {
        root = try place.set(in: root, replace)
      }
    } catch {
      throw TemplateApplicationFailure(
        cause: "failed to set path \(target): \(error.cause)", path: path.member("target"), hint: nil)
    }
  }
}

extension ManifestTemplates {
  /// Sets something in the object's metadata: its labels, annotations and finalizers are what can be made there.
  private mutating func setMetadata(
    _ place: TargetPath, _ replace: (DesiredNode?) -> DesiredNode
  ) throws(TargetPath.Failure) {
    func node(_ values: [String: DesiredValue]) -> DesiredNode {
      .object(values.sorted { $0.key < $1.key }.map { DesiredNode.Member($0.key, .string($0.value)) })
    }
    let metadata = DesiredNode.object([
      .init("labels", node(labels)), .init("annotations", node(annotations)),
      .init("finalizers", .array(finalizers.map { .string(DesiredValue(plain: $0)) })),
    ])
    let result = try place.set(in: .object([.init("metadata", metadata)]), replace)["metadata"]
    labels = try Self.strings(result?["labels"], "labels")
    annotations = try Self.strings(result?["annotations"], "annotations")
    finalizers = try (result?["finalizers"]?.elements ?? []).map { element throws(TargetPath.Failure) in
      guard let bytes = try Self.string(element, "finalizers").bytes else { return "" }
      return String(decoding: bytes.reveal(), as: UTF8.self)
    }
  }

  private static func strings(_ node: DesiredNode?, _ field: String) throws(TargetPath.Failure) -> [String:
    DesiredValue]
  {
    var values: [String: DesiredValue] = [:]
    for member in node?.members ?? [] { values[member.name] = try string(member.node, "\(field).\(member.name)") }
    return values
  }

  /// The API server takes nothing but strings there.
  private static func string(_ node: DesiredNode, _ field: String) throws(TargetPath.Failure) -> DesiredValue {
    switch node {
    case .string(let value): return value
    case .plain(let plain):
      if let text = plain.json.string { return DesiredValue(plain: text) }
    case .literal, .array, .object: break
    }
    throw TargetPath.Failure(cause: "metadata.\(field) is no string")
  }
}

extension DesiredNode {
  /// Whether it is a plain `null`.
  var isNull: Bool { if case .plain(let plain) = self { plain.json.isNull } else { false } }
}
