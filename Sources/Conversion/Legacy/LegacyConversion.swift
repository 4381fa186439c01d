// One legacy object as an ExternalSecret of today.

internal import Basics
internal import ExternalSecrets
internal import Lodash
internal import RegularExpressions
internal import Scaffolding

/// Converts one object of kubernetes-external-secrets.
struct LegacyConversion {
  let object: LegacyExternalSecret
  let store: StoreReference
  /// Keys that workloads use.
  let neededKeys: [String]

  private var manifest: Manifest { object.manifest }
  private static let dropped: Set<String> = ["kubectl.kubernetes.io/last-applied-configuration"]

  func result() -> Conversion.Result {
    var result = Conversion.Result(source: manifest, backend: object.backend, store: store)
    var spec: JSON.Members = [
      "secretStoreRef": ["kind": .string(store.kind.rawValue), "name": .string(store.name)]
    ]
    let target = LegacyTargetConversion(object: object, hasMetadata: hasMetadata).target(&result.losses)
    spec.append("target", ifAny: target)
    let (data, paths) = entries(&result)
    let dataFrom = (object.dataFrom + object.dataFromWithOptions).map { entry -> JSON in
      ["extract": .object(remote(entry.key, entry.version))]
    }
    let added = addedEntries(&result)
    if !(data + added).isEmpty { spec.append("data", .array(data + added)) }
    if !(dataFrom + paths).isEmpty { spec.append("dataFrom", .array(dataFrom + paths)) }
    if let id = object.controllerID {
      lose(
        "controllerId \(id) picks an instance of the old controller", at: object.root.member("controllerId"),
        hint: "stores have spec.controller for that", &result)
    }
    result.converted = ManifestDraft([
      "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": metadata, "spec": .object(spec),
    ])
    return result
  }

  // MARK: Metadata

  private var hasMetadata: Bool { !manifest.labels.isEmpty || !annotations.isEmpty }

  private var annotations: [(key: String, value: String)] {
    manifest.annotations.filter { !Self.dropped.contains($0.key) }.sorted { $0.key < $1.key }
  }

  private var metadata: JSON {
    var metadata: JSON.Members = ["name": .string(manifest.name)]
    metadata.append("namespace", ifAny: manifest.json["metadata"]?["namespace"])
    metadata.append("labels", ifAny: Self.texts(manifest.labels.sorted { $0.key < $1.key }))
    metadata.append("annotations", ifAny: Self.texts(annotations))
    return .object(metadata)
  }

  static func texts(_ pairs: [(key: String, value: String)]) -> JSON? {
    pairs.isEmpty ? nil : .object(JSON.Members(pairs.map { .init(key: $0.key, value: .string($0.value)) }))
  }

  // MARK: Entries

  private func entries(_ result: inout Conversion.Result) -> (data: [JSON], paths: [JSON]) {
    var data: [JSON] = []
    var paths: [JSON] = []
    for entry in object.data {
      if let path = entry.path {
        if let find = find(path, entry, &result) { paths.append(find) }
        continue
      }
      guard let key = entry.key, let name = entry.name else {
        lose(
          "an entry without \(entry.key == nil ? "key" : "name") has no equal", at: entry.at, hint: "complete it first",
          &result)
        continue
      }
      var reference = remote(key, entry.version)
      if let property = entry.property { reference.append("property", .string(Self.gjson(PropertyPath(property)))) }
      if entry.isBinary { reference.append("decodingStrategy", "Base64") }
      data.append(["secretKey": .string(name), "remoteRef": .object(reference)])
    }
    return (data, paths)
  }

  /// All parameters below a path, named by the last part of their names.
  private func find(_ path: String, _ entry: LegacyDataEntry, _ result: inout Conversion.Result) -> JSON? {
    guard object.backend.awsService == .systemManager, entry.property == nil else {
      lose(
        entry.property == nil ? "backend \(object.backend.type) has no paths" : "property with path found nothing",
        at: entry.at, hint: "leave the entry out", &result)
      return nil
    }
    let base = path.hasSuffix("/") ? path : path + "/"
    let quoted = String(decoding: GoRegularExpression.quoteMeta(Array(base.utf8)), as: UTF8.self)
    let find: JSON = [
      "path": .string(path), "name": ["regexp": .string("^\(quoted)" + (entry.isRecursive ? "" : "[^/]+$"))],
    ]
    return ["find": find, "rewrite": [["regexp": ["source": "^.*/", "target": ""]]]]
  }

  private func remote(_ key: String, _ version: LegacyVersion) -> JSON.Members {
    var reference: JSON.Members = ["key": .string(key)]
    switch object.backend.awsService {
    case .secretsManager:
      let stage = version.stage == "AWSCURRENT" ? nil : version.stage
      reference.append("version", ifAny: (version.id.map { "uuid/\($0)" } ?? stage).map(JSON.string))
    // The old controller doesn't look at versions here; one behind the key's colon means the same to both.
    case .systemManager: break
    case nil: reference.append("version", ifAny: version.number.map(JSON.string))
    }
    return reference
  }

  /// A lodash path in gjson's words.
  static func gjson(_ path: PropertyPath) -> String {
    // The new controller looks for a member of the whole name first, as lodash does.
    path.steps.map { step in
      step.unicodeScalars.map { scalar in
        "\\.|#@*?!{}[]()=<>%\":,".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
      }.joined()
    }.joined(separator: ".")
  }

  // MARK: Keys that are used and never were written

  /// Entries for keys that workloads use, where it is plain where they are: members of the one value stored whole.
  private func addedEntries(_ result: inout Conversion.Result) -> [JSON] {
    guard let keys = object.certainKeys else { return [] }
    let missing = neededKeys.filter { !keys.contains($0) }
    guard !missing.isEmpty else { return [] }
    let wholes = object.data.filter { $0.property == nil && $0.path == nil && !$0.isBinary }
    let list = missing.joined(separator: ", ")
    guard wholes.count == 1, let whole = wholes.first, let key = whole.key else {
      result.notes.append("\(manifest.reference): workloads use \(list), which it doesn't write: add entries for them")
      return []
    }
    result.addedKeys = missing
    result.notes.append(
      "\(manifest.reference): workloads use \(list), which the old object never wrote: entries for members of "
        + "\(key) are added")
    return missing.map { name in
      var reference = remote(key, whole.version)
      reference.append("property", .string(Self.gjson(PropertyPath(name).plain)))
      return ["secretKey": .string(name), "remoteRef": .object(reference)]
    }
  }

  private func lose(_ message: String, at path: FieldPath, hint: String, _ result: inout Conversion.Result) {
    result.losses.append(manifest.error(message, at: path, hint: hint))
  }
}

extension PropertyPath {
  /// The path to a member of exactly this name.
  fileprivate var plain: PropertyPath { isPlain ? self : PropertyPath("[\"\(text)\"]") }
}
