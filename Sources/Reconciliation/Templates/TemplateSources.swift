// `templateFrom`: templates that stand in ConfigMaps and Secrets, or in the ExternalSecret itself.

internal import Basics
internal import ExternalSecrets

/// One template of a `templateFrom` entry.
struct TemplateItem: Sendable {
  /// The key it stands under; a literal has none.
  let key: String
  let text: [UInt8]
  let scope: TemplateScope
  /// Where the ExternalSecret refers to it.
  let path: FieldPath
}

/// Reads templates that stand elsewhere.
struct TemplateSources {
  let cluster: any ClusterReader
  let externalSecret: ExternalSecret
  let writers: TargetWriters

  /// The templates of an entry in the controller's order: ConfigMap, Secret, literal.
  func items(of source: TemplateFrom, at path: FieldPath) async throws(TemplateApplicationFailure) -> [TemplateItem] {
    var items: [TemplateItem] = []
    if let reference = source.configMap {
      let path = path.member("configMap")
      let manifest = try await object(.configMap, reference.name, at: path)
      items += try take(reference, from: "configmap", at: path) { key in
        manifest.json["data"]?[key]?.string.map { Array($0.utf8) }
      }
    }
    if let reference = source.secret {
      let path = path.member("secret")
      let secret = LiveSecret(try await object(.secret, reference.name, at: path))
      items += try take(reference, from: "secret", at: path) { secret.data[DataKey($0)]?.reveal() }
    }
    if let literal = source.literal {
      items.append(
        TemplateItem(key: "", text: Array(literal.utf8), scope: .keysAndValues, path: path.member("literal")))
    }
    return items
  }

  private func take(
    _ reference: TemplateFrom.Source, from kind: String, at path: FieldPath, _ value: (String) -> [UInt8]?
  ) throws(TemplateApplicationFailure) -> [TemplateItem] {
    var items: [TemplateItem] = []
    for (index, item) in reference.items.enumerated() {
      let itemPath = path.member("items").element(index)
      guard let text = value(item.key) else {
        throw TemplateApplicationFailure(
          cause: "error in \(kind) \(reference.name): missing key \(item.key)", path: itemPath,
          hint: "correct the key, or add it to the \(kind == "secret" ? "Secret" : "ConfigMap")")
      }
      items.append(TemplateItem(key: item.key, text: text, scope: item.templateAs, path: itemPath))
    }
    return items
  }

  private func object(_ kind: ObjectKind, _ name: String, at path: FieldPath) async throws(TemplateApplicationFailure)
    -> Manifest
  {
    do throws(ClusterReadError) {
      if let manifest = try await cluster.object(
        ObjectQuery(kind, namespace: externalSecret.namespace, name: name))
      {
        return manifest
      }
    } catch {
      throw TemplateApplicationFailure(
        cause: "the \(kind.name) \(name) could not be read: \(error.message)", path: path, hint: error.hint,
        isUnavailable: true)
    }
    throw TemplateApplicationFailure(
      cause: "error fetching templateFrom data: \(kind.name.lowercased())s \"\(name)\" not found", path: path,
      hint: (kind == .secret ? writers.hint(namespace: externalSecret.namespace, name: name) : nil)
        ?? "create the \(kind.name), or correct the name")
  }
}
