import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import YAML

/// A cluster that is what the manifests say, indexed by kind, namespace and name.
struct ManifestCluster: ClusterReader {
  private struct Key: Hashable {
    let kind: ObjectKind
    let namespace: String?
    let name: String
  }

  private var objects: [Key: Manifest] = [:]
  private var lists: [ObjectKind: [String?: [Manifest]]] = [:]
  let manifests: [Manifest]

  init(_ manifests: [Manifest]) {
    self.manifests = manifests
    for manifest in manifests {
      let kind = manifest.objectKind
      objects[Key(kind: kind, namespace: manifest.namespace, name: manifest.name)] = manifest
      lists[kind, default: [:]][manifest.namespace, default: []].append(manifest)
    }
  }

  /// Reads YAML documents; objects without a namespace are in `default`.
  init(yaml: String) throws {
    try self.init(Self.manifests(yaml))
  }

  static func manifests(_ yaml: String) throws -> [Manifest] {
    try YAML.documents(Array(yaml.utf8)).enumerated().map { index, document in
      Manifest(try document.content.get(), file: "-", document: index, defaultNamespace: "default")
    }
  }

  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
    if let object = objects[Key(kind: query.kind, namespace: query.namespace, name: query.name)] { return object }
    guard query.kind == .namespace else { return nil }
    return Manifest([
      "apiVersion": "v1", "kind": "Namespace",
      "metadata": ["name": .string(query.name), "labels": ["kubernetes.io/metadata.name": .string(query.name)]],
    ])
  }

  func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
    -> [Manifest]
  {
    let ofKind = lists[kind] ?? [:]
    let candidates = namespace == nil ? ofKind.values.flatMap { $0 } : ofKind[namespace] ?? []
    return candidates.filter { labels.matches($0.labels) }
  }

  /// What the controller would do with the ExternalSecrets among the manifests.
  func decisions(
    settings: Reconciler.Settings = Reconciler.Settings(), values: ValuesFile? = nil,
    aws: (any SecretSourceProvider)? = nil
  ) async -> [Decision] {
    let sources = StoreSources(cluster: self, aws: aws, valuesFile: values)
    return await Reconciler(cluster: self, sources: sources, settings: settings).reconcile(manifests)
  }
}

extension Decision {
  /// The desired object itself.
  var written: DesiredObject? { if case .write(let object) = outcome { object } else { nil } }

  /// The desired object with its values in plain text, or base64 where Kubernetes has it.
  var json: JSON? {
    guard case .write(let object) = outcome else { return nil }
    return Self.json(object)
  }

  /// An object with its values in base64.
  static func json(_ object: DesiredObject) -> JSON {
    object.json { value, place in
      let bytes = value.bytes?.reveal() ?? Array("<unknown>".utf8)
      switch place {
      case .base64: return .string(Base64.standard.encode(bytes))
      case .string: return .string(String(decoding: bytes, as: UTF8.self))
      case .literal: return (try? JSON.parse(bytes)) ?? .null
      }
    }
  }

  /// The desired data in plain text.
  var data: [String: String]? {
    guard case .write(let object) = outcome else { return nil }
    return Dictionary(
      uniqueKeysWithValues: object.data.map { key, value in
        (key.text, value.bytes.map { String(decoding: $0.reveal(), as: UTF8.self) } ?? "<unknown>")
      })
  }

  /// Why it is refused or can't be known.
  var failure: LocatedError? {
    switch outcome {
    case .refuse(let error), .error(let error): error
    default: nil
    }
  }

  /// Why the target stays.
  var reason: String? {
    switch outcome {
    case .keep(let reason), .skip(let reason), .delete(let reason): reason
    default: nil
    }
  }
}
