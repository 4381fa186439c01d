// Reading objects: one by name, or many in pages.

public import Basics

extension KubernetesClient {
  /// The object of that name.
  ///
  /// - Parameters:
  ///   - resource: The kind of object.
  ///   - namespace: Its namespace; ignored for kinds that live in none.
  ///   - name: Its name.
  /// - Returns: The object; nil if there is none.
  /// - Throws: ``KubernetesError``.
  public func get(
    _ resource: APIResource, namespace: String? = nil, name: String
  ) async throws(KubernetesError) -> JSON? {
    // An empty name would ask for the collection.
    guard !name.isEmpty else { return nil }
    let namespace = resource.isNamespaced ? namespace : nil
    let request = APIRequest(
      path: try resource.path(namespace: namespace, object: name),
      attributes: ResourceAttributes("get", resource, namespace: namespace, name: name))
    do {
      return try await send(request)
    } catch .refused(let status, _) where status.code == 404 {
      return nil
    }
  }

  /// All objects of a kind, in pages.
  ///
  /// - Parameters:
  ///   - resource: The kind of object.
  ///   - namespace: The namespace; nil for all.
  ///   - options: Which objects.
  /// - Returns: The objects, with `apiVersion` and `kind`.
  /// - Throws: ``KubernetesError``.
  public func list(
    _ resource: APIResource, namespace: String? = nil, options: ListOptions = ListOptions()
  ) async throws(KubernetesError) -> ObjectList<JSON> {
    try await list(resource, namespace: namespace, options: options) { $0 }
  }

  /// What `transform` makes of all objects of a kind, page by page, so that the objects themselves needn't be kept.
  ///
  /// Where the server has forgotten the state that the pages are read from (410), reading begins anew, and what was
  /// made so far is dropped.
  ///
  /// - Parameters:
  ///   - resource: The kind of object.
  ///   - namespace: The namespace; nil for all.
  ///   - options: Which objects.
  ///   - transform: What is kept of an object; nil to leave it out.
  /// - Returns: What was kept, in the server's order.
  /// - Throws: ``KubernetesError``.
  public func list<Item: Sendable>(
    _ resource: APIResource, namespace: String? = nil, options: ListOptions = ListOptions(),
    _ transform: @Sendable (JSON) -> Item?
  ) async throws(KubernetesError) -> ObjectList<Item> {
    var restarts = 0
    while true {
      do {
        // A state that expires again and again while it is read in pages is read at once.
        let pageSize = restarts < 3 ? options.pageSize : nil
        return try await pages(resource, namespace: namespace, options: options, pageSize: pageSize, transform)
      } catch .refused(let status, _) where status.isExpired && restarts < 3 {
        restarts += 1
      }
    }
  }

  private func pages<Item: Sendable>(
    _ resource: APIResource, namespace: String?, options: ListOptions, pageSize: Int?,
    _ transform: @Sendable (JSON) -> Item?
  ) async throws(KubernetesError) -> ObjectList<Item> {
    let namespace = resource.isNamespaced ? namespace : nil
    var list = ObjectList<Item>(items: [], resourceVersion: "")
    var continuation: String?
    repeat {
      var request = APIRequest(
        path: try resource.path(namespace: namespace), query: options.selection,
        attributes: ResourceAttributes("list", resource, namespace: namespace))
      if let pageSize { request.query.append(("limit", String(pageSize))) }
      if let continuation { request.query.append(("continue", continuation)) }
      let page = try await send(request)
      guard let items = page["items"].map({ $0.array ?? [] }) else {
        throw .unreadable(request: request.description, problem: "the answer is not a list")
      }
      for item in items {
        // Items of a typed list (Secrets, Events) leave out what the list says for all.
        if let kept = transform(resource.typed(item)) { list.items.append(kept) }
      }
      list.resourceVersion = page["metadata"]?["resourceVersion"]?.string ?? ""
      continuation = page["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    } while continuation != nil
    return list
  }
}

/// Which objects of a kind are listed or watched.
public struct ListOptions: Sendable, Hashable {
  /// `-l`: a selector on labels, as kubectl takes it.
  public var labelSelector: String?
  /// A selector on fields, such as `metadata.name=db`.
  public var fieldSelector: String?
  /// How many objects a page has.
  public var pageSize: Int

  /// All objects, or those that both selectors select.
  public init(labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int = 500) {
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
    self.pageSize = pageSize
  }

  /// The selectors as parameters of a request.
  var selection: [(name: String, value: String)] {
    var query: [(name: String, value: String)] = []
    if let labelSelector, !labelSelector.isEmpty { query.append(("labelSelector", labelSelector)) }
    if let fieldSelector, !fieldSelector.isEmpty { query.append(("fieldSelector", fieldSelector)) }
    return query
  }
}

/// Objects, and the moment in the server's history at which they were so.
public struct ObjectList<Item: Sendable>: Sendable {
  /// The objects, or what was kept of them, in the server's order: by namespace and name.
  public var items: [Item]
  /// The resource version from which a watch goes on.
  public var resourceVersion: String

  /// Objects as they were at a version.
  public init(items: [Item], resourceVersion: String) {
    self.items = items
    self.resourceVersion = resourceVersion
  }
}

extension ObjectList: Equatable where Item: Equatable {}

extension APIResource {
  /// An object of this kind with `apiVersion` and `kind`, which the items of a list may lack.
  func typed(_ object: JSON) -> JSON {
    guard let members = object.object, members["kind"] == nil else { return object }
    var typed: JSON.Members = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
    for member in members where member.key != "apiVersion" { typed.append(member) }
    return .object(typed)
  }
}
