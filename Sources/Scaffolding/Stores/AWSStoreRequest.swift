// A store for AWS, and what it needs beside it.

public import Basics
public import ExternalSecrets

/// Everything that decides what a store for AWS looks like.
public struct AWSStoreRequest: Sendable {
  /// How the controller proves to AWS who it is.
  public enum Authentication: Sendable, Hashable {
    /// As itself: Pod Identity, IRSA or its node's role.
    case controller
    /// As a ServiceAccount with a role (IRSA).
    case serviceAccount(String)
    /// With an access key in a Secret.
    case secret(String)
  }

  /// The keys of the Secret with the access key.
  public static let accessKeyID = "access-key-id"
  /// The key of the Secret with the secret access key.
  public static let secretAccessKey = "secret-access-key"

  /// The store's name and kind.
  public var reference: StoreReference
  /// The namespace; nil leaves it to whoever applies the manifest.
  public var namespace: String?
  /// The version of the API.
  public var version: String
  /// The service of AWS'.
  public var service: AWSProvider.Service
  /// The region.
  public var region: String
  /// A role: the ServiceAccount's where there is one, else assumed by the store.
  public var role: String?
  /// How the controller proves who it is.
  public var authentication: Authentication

  /// A store.
  public init(
    _ reference: StoreReference, namespace: String?, version: String, service: AWSProvider.Service, region: String,
    role: String?, authentication: Authentication
  ) {
    self.reference = reference
    self.namespace = namespace
    self.version = version
    self.service = service
    self.region = region
    self.role = role
    self.authentication = authentication
  }

  /// The store, with its ServiceAccount before it if it has one with a role.
  ///
  /// - Returns: The manifests, in the order in which they are applied.
  /// - Throws: ``LocatedError`` where the request can't work.
  public func drafts() throws(LocatedError) -> [ManifestDraft] {
    try check()
    var drafts: [ManifestDraft] = []
    if case .serviceAccount(let name) = authentication, let role {
      var metadata: JSON.Members = ["name": .string(name)]
      metadata.append("namespace", unlessNil: namespace.map(JSON.string))
      metadata.append("annotations", ["eks.amazonaws.com/role-arn": .string(role)])
      drafts.append(ManifestDraft(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": .object(metadata)]))
    }
    return drafts + [store]
  }

  private func check() throws(LocatedError) {
    try ExternalSecretRequest.checkName(reference.name, of: "a store", hint: "check --store")
    guard !region.isEmpty else {
      throw LocatedError("a store for AWS needs a region", hint: "give --region, or set AWS_REGION")
    }
    if let role, !Self.isRole(role) {
      throw LocatedError(
        "\"\(role)\" is not the ARN of a role", hint: "write --role arn:aws:iam::123456789012:role/NAME")
    }
    switch authentication {
    case .controller: return
    case .serviceAccount(let name):
      try ExternalSecretRequest.checkName(name, of: "a ServiceAccount", hint: "check --service-account")
    case .secret(let name): try ExternalSecretRequest.checkName(name, of: "a Secret", hint: "check --secret-ref")
    }
    if reference.kind == .clusterSecretStore, namespace == nil {
      throw LocatedError(
        "a ClusterSecretStore has to say in which namespace its credentials are", hint: "give the namespace with -n")
    }
  }

  private static func isRole(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[0] == "arn" && parts[2] == "iam" && parts[5].hasPrefix("role/")
      && !parts[4].isEmpty
  }

  private var store: ManifestDraft {
    let isClusterScoped = reference.kind == .clusterSecretStore
    var metadata: JSON.Members = ["name": .string(reference.name)]
    if !isClusterScoped { metadata.append("namespace", unlessNil: namespace.map(JSON.string)) }
    var aws: JSON.Members = ["service": .string(service.rawValue), "region": .string(region)]
    var comments: [ManifestDraft.Comment] = []
    let path: FieldPath = ["spec", "provider", "aws"]
    func selector(_ name: String, key: String? = nil) -> JSON {
      var members: JSON.Members = ["name": .string(name)]
      if isClusterScoped { members.append("namespace", unlessNil: namespace.map(JSON.string)) }
      members.append("key", unlessNil: key.map(JSON.string))
      return .object(members)
    }
    switch authentication {
    case .controller:
      aws.append("role", unlessNil: role.map(JSON.string))
      comments.append(
        .init(
          role == nil ? path : path.member("role"),
          [role == nil ? "Read with the controller's own identity." : "Assumed by the controller's own identity."]))
    case .serviceAccount(let name):
      aws.append("auth", ["jwt": ["serviceAccountRef": selector(name)]])
    case .secret(let name):
      aws.append("role", unlessNil: role.map(JSON.string))
      aws.append(
        "auth",
        [
          "secretRef": [
            "accessKeyIDSecretRef": selector(name, key: Self.accessKeyID),
            "secretAccessKeySecretRef": selector(name, key: Self.secretAccessKey),
          ]
        ])
      comments.append(
        .init(
          path.member("auth"),
          [
            "The access key, from lines \(Self.accessKeyID)=… and \(Self.secretAccessKey)=… on standard input:",
            "kubectl create secret generic \(name)\(namespace.map { " -n \($0)" } ?? "") --from-env-file=/dev/stdin",
          ]))
    }
    let json: JSON = [
      "apiVersion": .string("\(ObjectKind.externalSecretsGroup)/\(version)"), "kind": .string(reference.kind.rawValue),
      "metadata": .object(metadata), "spec": ["provider": ["aws": .object(aws)]],
    ]
    return ManifestDraft(json, comments: comments)
  }
}
