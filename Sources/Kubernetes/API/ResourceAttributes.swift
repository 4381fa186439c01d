// What a request wants to do, in the words of Kubernetes' authorization.

/// A verb on a resource: what a request does, and what RBAC allows or denies.
public struct ResourceAttributes: Sendable, Hashable {
  /// The verb: `get`, `list`, `watch`, `create` or `patch`.
  public var verb: String
  /// The kind of object.
  public var resource: APIResource
  /// Such as `status` or `token`.
  public var subresource: String?
  /// The namespace; nil for objects without one, and for all namespaces.
  public var namespace: String?
  /// The object's name, where there is one object.
  public var name: String?

  /// A verb on a resource.
  public init(
    _ verb: String, _ resource: APIResource, subresource: String? = nil, namespace: String? = nil, name: String? = nil
  ) {
    self.verb = verb
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.name = name
  }

  /// The resource with its subresource, as in RBAC rules: `externalsecrets/status`.
  public var resourceName: String { subresource.map { "\(resource.name)/\($0)" } ?? resource.name }

  /// The RBAC objects that would allow it to `user`, as YAML.
  ///
  /// A Role with its binding, or a ClusterRole where the request isn't about one namespace.
  public func grant(to user: String?) -> String {
    let isClusterWide = namespace == nil
    let kind = isClusterWide ? "ClusterRole" : "Role"
    let place = namespace.map { ", namespace: \(quoted($0))" } ?? ""
    let subject = Subject(user)
    return """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(kind)
      metadata: {name: kubectl-extsecret\(place)}
      rules:
      - apiGroups: [\(quoted(resource.group))]
        resources: [\(quoted(resourceName))]
        verbs: [\(quoted(verb))]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(kind)Binding
      metadata: {name: kubectl-extsecret\(place)}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind), name: kubectl-extsecret}
      subjects:
      - \(subject.yaml)
      """
  }

  /// Who a rule is bound to.
  private struct Subject {
    let yaml: String

    init(_ user: String?) {
      let parts = (user ?? "").split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
        yaml = "{kind: ServiceAccount, namespace: \(quoted(parts[2])), name: \(quoted(parts[3]))}"
      } else {
        yaml = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: \(quoted(user ?? "YOUR-USER"))}"
      }
    }
  }
}

extension ResourceAttributes: CustomStringConvertible {
  /// `list externalsecrets.external-secrets.io in namespace prod`.
  public var description: String {
    let kind = subresource.map { "\(resource.qualifiedName)/\($0)" } ?? resource.qualifiedName
    let object = name.map { "\(verb) \(kind) \"\($0)\"" } ?? "\(verb) \(kind)"
    guard resource.isNamespaced else { return object }
    return object + (namespace.map { " in namespace \"\($0)\"" } ?? " in all namespaces")
  }
}

/// Text as a double-quoted YAML scalar.
private func quoted(_ text: some StringProtocol) -> String {
  "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
}
