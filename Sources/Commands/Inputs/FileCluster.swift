// Manifests from files as a cluster.

import Basics
import ExternalSecrets
import Reconciliation

/// The objects of the files given, read as if they were in a cluster.
struct FileCluster: ClusterReader {
  private struct Key: Hashable {
    var kind: ObjectKind
    var namespace: String?
    var name: String
  }

  private let objects: [Key: Manifest]
  private let byKind: [ObjectKind: [Manifest]]

  /// A cluster of these objects; of two with one name the later counts.
  init(_ manifests: [Manifest]) {
    var objects: [Key: Manifest] = [:]
    for manifest in manifests {
      objects[Key(kind: manifest.objectKind, namespace: manifest.namespace, name: manifest.name)] = manifest
    }
    self.objects = objects
    byKind = Dictionary(grouping: manifests, by: \.objectKind)
  }

  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
    let namespace = query.kind.isClusterScoped ? nil : query.namespace
    if let found = objects[Key(kind: query.kind, namespace: namespace, name: query.name)] {
      return query.kind == .namespace ? Self.labelled(found) : found
    }
    return query.kind == .namespace ? Self.namespace(query.name) : nil
  }

  func objects(
    _ kind: ObjectKind, namespace: String?, labels: LabelSelector
  ) async throws(ClusterReadError) -> [Manifest] {
    var list = byKind[kind] ?? []
    if kind == .namespace {
      // Every namespace that any object names exists, mentioned or not.
      let named = Set(list.map(\.name))
      let others = Set(objects.keys.compactMap(\.namespace)).subtracting(named)
      list = list.map(Self.labelled) + others.sorted().map(Self.namespace)
    }
    return list.filter { (namespace == nil || $0.namespace == namespace) && labels.matches($0.labels) }
  }

  private static let nameLabel = "kubernetes.io/metadata.name"

  /// A namespace that no file mentions.
  private static func namespace(_ name: String) -> Manifest {
    Manifest([
      "apiVersion": "v1", "kind": "Namespace",
      "metadata": ["name": .string(name), "labels": [nameLabel: .string(name)]],
    ])
  }

  /// A namespace of a file with the label that the API server gives every namespace.
  private static func labelled(_ manifest: Manifest) -> Manifest {
    guard manifest.labels[nameLabel] == nil else { return manifest }
    var root = manifest.json.object ?? [:]
    var metadata = root["metadata"]?.object ?? [:]
    var labels = metadata["labels"]?.object ?? [:]
    labels[nameLabel] = .string(manifest.name)
    metadata["labels"] = .object(labels)
    root["metadata"] = .object(metadata)
    return Manifest(JSON(.object(root), range: manifest.json.range), file: manifest.file, document: manifest.document)
  }
}
