// Writing objects: create, the kinds of patch, server-side apply; each can be a dry run.

public import Basics

/// How a write is carried out.
public struct WriteOptions: Sendable, Hashable {
  /// Whether the server only says what would be (`dryRun=All`).
  public var isDryRun: Bool
  /// Who is named as the writer in `managedFields`.
  public var fieldManager: String
  /// Whether the server refuses fields it doesn't know (`fieldValidation=Strict`; before 1.25 it drops them silently).
  public var isStrict: Bool

  /// A write that counts, by the plugin, of fields that are known.
  public init(isDryRun: Bool = false, fieldManager: String = "kubectl-extsecret", isStrict: Bool = true) {
    self.isDryRun = isDryRun
    self.fieldManager = fieldManager
    self.isStrict = isStrict
  }

  var query: [(name: String, value: String)] {
    var query: [(name: String, value: String)] = [("fieldManager", fieldManager)]
    if isDryRun { query.append(("dryRun", "All")) }
    if isStrict { query.append(("fieldValidation", "Strict")) }
    return query
  }
}

/// A kind of patch.
public enum PatchKind: String, Sendable {
  /// RFC 7386: members replace members, null removes one.
  case merge = "application/merge-patch+json"
  /// Kubernetes' own, for its built-in kinds: elements of lists are merged by their keys, such as `name`.
  case strategicMerge = "application/strategic-merge-patch+json"
  /// Server-side apply: these are the fields the field manager wants, and no others of its own.
  case apply = "application/apply-patch+yaml"
}

extension KubernetesClient {
  /// Creates an object.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - resource: Its kind.
  ///   - namespace: Its namespace; nil for kinds that live in none.
  ///   - options: How to write.
  /// - Returns: The object as the server keeps it.
  /// - Throws: ``KubernetesError``; 409 where the name is taken.
  public func create(
    _ object: JSON, as resource: APIResource, namespace: String?, options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    let namespace = resource.isNamespaced ? namespace : nil
    return try await send(
      APIRequest(
        method: "POST", path: try resource.path(namespace: namespace), query: options.query, body: object,
        attributes: ResourceAttributes("create", resource, namespace: namespace), isRepeatable: options.isDryRun))
  }

  /// Changes an object.
  ///
  /// - Parameters:
  ///   - resource: The kind of object.
  ///   - namespace: Its namespace; nil for kinds that live in none.
  ///   - name: Its name.
  ///   - patch: The change; with `metadata.resourceVersion` in it, it is made to that version only.
  ///   - kind: How the patch is to be read.
  ///   - subresource: `status` to change the status and nothing else.
  ///   - force: For server-side apply: whether fields are taken from other managers.
  ///   - options: How to write.
  /// - Returns: The object as it is after the change.
  /// - Throws: ``KubernetesError``; 404 where there is no such object, 409 for a conflict.
  public func patch(
    _ resource: APIResource, namespace: String?, name: String, _ patch: JSON, kind: PatchKind = .merge,
    subresource: String? = nil, force: Bool = false, options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    let namespace = resource.isNamespaced ? namespace : nil
    var query = options.query
    if kind == .apply, force { query.append(("force", "true")) }
    return try await send(
      APIRequest(
        method: "PATCH", path: try resource.path(namespace: namespace, object: name, subresource: subresource),
        query: query, body: patch, contentType: kind.rawValue,
        attributes: ResourceAttributes(
          "patch", resource, subresource: subresource, namespace: namespace, name: name)))
  }
}
