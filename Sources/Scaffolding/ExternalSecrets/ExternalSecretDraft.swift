// From a request to a manifest, its fields in the order in which people write them.

public import Basics
import ExternalSecrets

extension ExternalSecretRequest {
  /// The ExternalSecret.
  ///
  /// - Returns: The manifest.
  /// - Throws: ``LocatedError`` where the request can't work.
  public func draft() throws(LocatedError) -> ManifestDraft {
    try check()
    var comments: [ManifestDraft.Comment] = []
    var metadata: JSON.Members = ["name": .string(name)]
    metadata.append("namespace", unlessNil: namespace.map(JSON.string))
    metadata.append("labels", unlessNil: JSON.Members.texts(labels))
    metadata.append("annotations", unlessNil: JSON.Members.texts(annotations))
    var spec: JSON.Members = [:]
    appendRefresh(&spec, &comments)
    if let store, needsStore {
      spec.append("secretStoreRef", ["name": .string(store.name), "kind": .string(store.kind.rawValue)])
    }
    spec.append("target", unlessNil: try targetJSON(&comments))
    if !data.isEmpty {
      spec.append("data", .array(data.map { ["secretKey": .string($0.secretKey), "remoteRef": $0.remote.json] }))
      for (index, entry) in data.enumerated() {
        let path = FieldPath([.member("spec"), .member("data"), .element(index)])
        if let comment = entry.comment { comments.append(.init(path, [comment])) }
      }
    }
    spec.append("dataFrom", unlessNil: dataFrom(&comments))
    let json: JSON = [
      "apiVersion": .string("\(ObjectKind.externalSecretsGroup)/\(version)"), "kind": "ExternalSecret",
      "metadata": .object(metadata), "spec": .object(spec),
    ]
    return ManifestDraft(json, comments: comments)
  }

  private func appendRefresh(_ spec: inout JSON.Members, _ comments: inout [ManifestDraft.Comment]) {
    guard generator != nil, refreshInterval == nil else {
      spec.append("refreshInterval", .string(refreshInterval.map { $0 == "0" ? "0s" : $0 } ?? "1h"))
      return
    }
    if needsStore {
      spec.append("refreshInterval", "1h")
      comments.append(.init(["spec", "refreshInterval"], ["The generator makes a new value at each refresh."]))
    } else {
      spec.append("refreshPolicy", "CreatedOnce")
      comments.append(
        .init(["spec", "refreshPolicy"], ["The generator makes a new value at each refresh: so it runs once."]))
    }
  }

  private func targetJSON(_ comments: inout [ManifestDraft.Comment]) throws(LocatedError) -> JSON? {
    var members: JSON.Members = [:]
    members.append("name", unlessNil: target.name.map(JSON.string))
    members.append("creationPolicy", unlessNil: (target.creationPolicy?.rawValue).map(JSON.string))
    members.append("deletionPolicy", unlessNil: (target.deletionPolicy?.rawValue).map(JSON.string))
    let templated = try templatedKeys()
    if target.type != nil || !templated.isEmpty {
      var template: JSON.Members = [:]
      template.append("type", unlessNil: target.type.map(JSON.string))
      // With a template the ExternalSecret's own labels and annotations no longer reach the Secret.
      var metadata: JSON.Members = [:]
      metadata.append("labels", unlessNil: JSON.Members.texts(labels))
      metadata.append("annotations", unlessNil: JSON.Members.texts(annotations))
      if !metadata.isEmpty { template.append("metadata", .object(metadata)) }
      template.append("data", unlessNil: JSON.Members.texts(templated))
      members.append("template", .object(template))
      let path: FieldPath = ["spec", "target", "template"]
      if !templated.isEmpty {
        let note = "The Secret gets these keys only; mergePolicy: Merge would keep those of the entries too."
        comments.append(.init(path.member("data"), [note]))
      } else if let type = target.type.flatMap(SecretType.init(apiName:)), entryKeys == nil, !type.requiredKeys.isEmpty
      {
        let keys = type.requiredKeys.joined(separator: " and ")
        comments.append(.init(path.member("type"), ["This type needs \(keys) among the keys."]))
      }
    }
    return members.isEmpty ? nil : .object(members)
  }

  private func dataFrom(_ comments: inout [ManifestDraft.Comment]) -> JSON? {
    var list: [JSON] = []
    let path: FieldPath = ["spec", "dataFrom"]
    for extract in extracts {
      comments.append(.init(path.element(list.count), ["Each member of the remote JSON object becomes a key."]))
      list.append(["extract": extract.json])
    }
    if let find {
      comments.append(
        .init(path.element(list.count), ["Each remote secret that is found becomes a key, named for it."]))
      var query: JSON.Members = [:]
      query.append("path", unlessNil: find.path.map(JSON.string))
      if let name = find.name { query.append("name", ["regexp": .string(name)]) }
      let tags = (find.tags ?? [:]).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      query.append("tags", unlessNil: JSON.Members.texts(tags.map { ($0.key, $0.value) }))
      list.append(["find": .object(query)])
    }
    if let generator {
      list.append([
        "sourceRef": [
          "generatorRef": [
            "apiVersion": .string(generator.apiVersion), "kind": .string(generator.kind),
            "name": .string(generator.name),
          ]
        ]
      ])
    }
    return list.isEmpty ? nil : .array(list)
  }
}
