// An object as it was written down: the document every typed kind is decoded from.

public import Basics

/// A Kubernetes object as read from a file or a cluster, with its place.
public struct Manifest: Sendable {
  /// The whole object; each value knows where it stood.
  public var json: JSON
  /// The file it was read from, as the user named it (`-` for standard input); nil for a live object.
  public var file: String?
  /// Which document of the file it is, counted from 0.
  public var document: Int
  /// `group/version`, or only the version for the core group; empty if the object doesn't say.
  public let apiVersion: String
  /// The kind's name; empty if the object doesn't say.
  public let kind: String
  /// `metadata.name`; empty if the object doesn't say.
  public let name: String
  /// The namespace: `metadata.namespace`, or what the reader of the file filled in; nil for cluster-scoped objects.
  public var namespace: String?
  /// `metadata.labels`.
  public let labels: [String: String]
  /// `metadata.annotations`.
  public let annotations: [String: String]

  /// Reads the names out of an object.
  ///
  /// - Parameters:
  ///   - json: The object.
  ///   - file: The file it stands in.
  ///   - document: Which document of the file it is, from 0.
  ///   - defaultNamespace: The namespace of a namespaced object that names none (`-n`, else the context's, else `default`).
  public init(_ json: JSON, file: String? = nil, document: Int = 0, defaultNamespace: String? = nil) {
    let metadata = json["metadata"]
    self.json = json
    self.file = file
    self.document = document
    self.apiVersion = json["apiVersion"]?.string ?? ""
    self.kind = json["kind"]?.string ?? ""
    self.name = metadata?["name"]?.string ?? ""
    self.labels = Self.strings(metadata?["labels"])
    self.annotations = Self.strings(metadata?["annotations"])
    if ObjectKind(apiVersion: apiVersion, kind: kind).isClusterScoped {
      self.namespace = nil
    } else {
      let written = metadata?["namespace"]?.string ?? ""
      self.namespace = written.isEmpty ? defaultNamespace : written
    }
  }

  private static func strings(_ json: JSON?) -> [String: String] {
    guard let members = json?.object, !members.isEmpty else { return [:] }
    return Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { $1 }
  }

  /// The kind with its group.
  public var objectKind: ObjectKind { ObjectKind(apiVersion: apiVersion, kind: kind) }

  /// The version without the group: `v1` of `external-secrets.io/v1`.
  public var version: String {
    apiVersion.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(apiVersion[apiVersion.index(after: $0)...]) }
      ?? apiVersion
  }

  /// The object's name for messages.
  public var reference: ObjectReference { ObjectReference(kind: kind, namespace: namespace, name: name) }

  /// The API server's identity of a live object; nil for one that only stands in a file.
  public var uid: String? { json["metadata"]?["uid"]?.string }

  /// `metadata.generation` of a live object.
  public var generation: Int? { json["metadata"]?["generation"]?.int }

  /// `metadata.resourceVersion` of a live object.
  public var resourceVersion: String? { json["metadata"]?["resourceVersion"]?.string }

  /// Where the value at `path`, or else the nearest value above it, stands.
  public func range(of path: FieldPath) -> SourceRange? {
    var current = json
    var range = json.range
    for step in path.steps {
      let next: JSON? =
        switch step {
        case .member(let name): current[name]
        case .element(let index): current[index]
        }
      guard let next else { break }
      current = next
      range = next.range ?? range
    }
    return range
  }

  /// An error about a field of this object, with its place.
  ///
  /// - Parameters:
  ///   - message: What is wrong and why, without a value.
  ///   - path: The field, from the root of the object.
  ///   - hint: What to do next.
  /// - Returns: The error.
  public func error(_ message: String, at path: FieldPath = [], hint: String? = nil) -> LocatedError {
    LocatedError(
      message, object: reference, path: path.steps.isEmpty ? nil : path, file: file, range: range(of: path), hint: hint)
  }
}
