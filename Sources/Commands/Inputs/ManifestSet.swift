// The manifests that were given, with the text they stood in.

import Basics
import ExternalSecrets
import YAML

/// Manifests from files, and what couldn't be read.
struct ManifestSet: Sendable {
  /// The manifests, in the order of the files.
  var manifests: [Manifest] = []
  /// Files and documents that couldn't be read.
  var failures: [LocatedError] = []
  /// What is legal but surely not meant.
  var warnings: [LocatedError] = []
  /// The text of each file, by its name, for quoting lines in errors.
  var sources: [String: [UInt8]] = [:]

  /// Takes the documents of one file in.
  ///
  /// - Parameters:
  ///   - bytes: The file's text.
  ///   - file: Its name.
  ///   - namespace: The namespace of objects that name none.
  mutating func add(_ bytes: [UInt8], file: String, namespace: String) {
    sources[file] = bytes
    for (index, document) in YAML.documents(bytes, file: file).enumerated() {
      warnings += document.warnings
      switch document.content {
      case .failure(let error): failures.append(error)
      case .success(let json): add(json, file: file, document: index, namespace: namespace)
      }
    }
  }

  /// Takes another set in, behind what is here.
  mutating func merge(_ other: ManifestSet) {
    manifests += other.manifests
    failures += other.failures
    warnings += other.warnings
    sources.merge(other.sources) { $1 }
  }

  /// Takes an object in; a list is unfolded into its items.
  private mutating func add(_ json: JSON, file: String, document: Int, namespace: String) {
    guard let object = json.object else {
      failures.append(
        LocatedError(
          "a manifest must be an object, not \(json.kindName)", file: file, range: json.range,
          hint: "it needs apiVersion, kind and metadata"))
      return
    }
    if let kind = object["kind"]?.string, kind.hasSuffix("List"), let items = object["items"]?.array {
      for item in items {
        add(Self.named(item, by: object, kind: kind), file: file, document: document, namespace: namespace)
      }
      return
    }
    let manifest = Manifest(json, file: file, document: document, defaultNamespace: namespace)
    guard !manifest.kind.isEmpty else {
      failures.append(
        LocatedError(
          "this object has no kind", file: file, range: json.range, hint: "it needs apiVersion, kind and metadata"))
      return
    }
    manifests.append(manifest)
  }

  /// An item of a list such as `ExternalSecretList`, of which it has its kind where it names none (apimachinery,
  /// UnstructuredList).
  private static func named(_ item: JSON, by list: JSON.Members, kind: String) -> JSON {
    guard kind != "List", var object = item.object, object["kind"] == nil else { return item }
    object["kind"] = .string(String(kind.dropLast("List".count)))
    if object["apiVersion"] == nil { object["apiVersion"] = list["apiVersion"] }
    return JSON(.object(object), range: item.range)
  }
}
