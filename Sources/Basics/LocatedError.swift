// What went wrong, where, why, and what to do: the one shape in which errors reach people.

/// A Kubernetes object, named.
public struct ObjectReference: Sendable, Hashable {
  /// The kind, such as `ExternalSecret`.
  public var kind: String
  /// The namespace, or nil for a cluster-scoped object.
  public var namespace: String?
  /// The object's name.
  public var name: String

  /// Names an object.
  public init(kind: String, namespace: String?, name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }
}

extension ObjectReference: CustomStringConvertible {
  /// `ExternalSecret default/db`, or `ClusterSecretStore aws` for an object without a namespace.
  public var description: String { namespace.map { "\(kind) \($0)/\(name)" } ?? "\(kind) \(name)" }
}

/// An error that says what is wrong, where, and what to do about it.
///
/// It never holds a secret value.
public struct LocatedError: Error, Sendable, Hashable {
  /// What is wrong and why, in one sentence, without a final period.
  public var message: String
  /// The object concerned.
  public var object: ObjectReference?
  /// The field concerned, from the root of the object.
  public var path: FieldPath?
  /// The file concerned, as the user named it (`-` for standard input).
  public var file: String?
  /// The stretch of the file concerned.
  public var range: SourceRange?
  /// What to do next, in one sentence.
  public var hint: String?

  /// An error with whatever is known of its place.
  public init(
    _ message: String, object: ObjectReference? = nil, path: FieldPath? = nil, file: String? = nil,
    range: SourceRange? = nil, hint: String? = nil
  ) {
    self.message = message
    self.object = object
    self.path = path
    self.file = file
    self.range = range
    self.hint = hint
  }
}

extension LocatedError: CustomStringConvertible {
  /// `file:line:column: ExternalSecret default/db: spec.data[0]: message`, as far as each is known; the hint is not in it.
  public var description: String {
    var parts: [String] = []
    if let file {
      parts.append(range.map { "\(file):\($0.start.line):\($0.start.column)" } ?? file)
    }
    if let object { parts.append(object.description) }
    if let path, !path.steps.isEmpty { parts.append(path.description) }
    parts.append(message)
    return parts.joined(separator: ": ")
  }
}
