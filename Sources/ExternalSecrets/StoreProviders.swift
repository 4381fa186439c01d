// The settings of the providers whose values can be read from here.

internal import Basics

/// The `fake` provider: values written down in the store itself.
public struct FakeProvider: Sendable, Hashable {
  /// One value.
  public struct Value: Sendable, Hashable {
    /// Its key.
    public var key: String
    /// The value.
    public var value: String
    /// Its version; empty for none.
    public var version: String

    /// A value.
    public init(key: String, value: String, version: String = "") {
      self.key = key
      self.value = value
      self.version = version
    }
  }

  /// The values, in order; of the same key and version the last one counts.
  public var data: [Value]
  /// What the controller is to say about the store.
  public var validationResult: String?

  /// A fake provider.
  public init(data: [Value]) {
    self.data = data
  }

  init(_ reader: inout FieldReader) {
    data = reader.objects("data") {
      Value(key: $0.string("key") ?? "", value: $0.string("value") ?? "", version: $0.string("version") ?? "")
    }
    validationResult = reader.value("validationResult")?.text()
  }
}

/// The `kubernetes` provider: Secrets of a namespace.
public struct KubernetesProvider: Sendable, Hashable {
  /// The API server's address; nil where the store has no `server` at all.
  public var serverURL: String?
  /// Whether there is an `auth`.
  public var usesAuth: Bool
  /// The API server's certificate authority, base64.
  public var caBundle: String?
  /// The namespace the Secrets are in.
  public var remoteNamespace: String
  /// The ServiceAccount the controller reads as, if the store names one.
  public var serviceAccount: ServiceAccountSelector?
  /// The token the controller reads with, if the store names one.
  public var token: SecretKeySelector?
  /// The client certificate the controller reads with, if the store names one.
  public var clientCertificate: SecretKeySelector?
  /// Its key.
  public var clientKey: SecretKeySelector?
  /// A kubeconfig the controller reads with, if the store names one.
  public var authRef: SecretKeySelector?

  init(_ reader: inout FieldReader) {
    let server = reader.object("server") { server in
      _ = server.value("caProvider")
      // The definition's default stands inside `server`.
      return (server.string("url") ?? "kubernetes.default", server.string("caBundle"))
    }
    usesAuth = false
    (serverURL, caBundle) = server ?? (nil, nil)
    remoteNamespace = reader.string("remoteNamespace") ?? "default"
    authRef = reader.object("authRef") { SecretKeySelector(&$0) }
    _ = reader.object("auth") { auth in
      usesAuth = true
      serviceAccount = auth.object("serviceAccount") { ServiceAccountSelector(&$0) }
      token = auth.object("token") { $0.object("bearerToken") { SecretKeySelector(&$0) } } ?? nil
      _ = auth.object("cert") { cert in
        clientCertificate = cert.object("clientCert") { SecretKeySelector(&$0) }
        clientKey = cert.object("clientKey") { SecretKeySelector(&$0) }
      }
    }
  }

  /// Whether the store reads the cluster it is in.
  ///
  /// Without an address, with the in-cluster one, or one by its service name.
  public var isSameCluster: Bool {
    guard let serverURL, !serverURL.isEmpty else { return authRef == nil }
    let host = serverURL.split(separator: "/").last.map(String.init) ?? serverURL
    return ["kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"].contains(
      String(host.split(separator: ":").first ?? ""))
  }
}

/// The `aws` provider.
public struct AWSProvider: Sendable, Hashable {
  /// Which of AWS' services holds the values.
  public enum Service: String, Sendable, Hashable, CaseIterable {
    /// Secrets Manager.
    case secretsManager = "SecretsManager"
    /// Systems Manager Parameter Store.
    case parameterStore = "ParameterStore"
    /// Certificate Manager.
    case certificateManager = "CertificateManager"
  }

  /// Whether and how sessions of assumed roles are tagged.
  public enum SessionTagsPolicy: String, Sendable, Hashable, CaseIterable {
    /// Only by `sessionTags`.
    case none = "None"
    /// With `esoNamespace`, `esoStoreName` and `esoStoreKind`.
    case simple = "Simple"
    /// With those and `customSessionTags`.
    case custom = "Custom"
  }

  /// The service; nil if the store names none this program knows.
  public var service: Service?
  /// The region.
  public var region: String
  /// The role to assume last.
  public var role: String?
  /// Roles to assume before it, in order.
  public var additionalRoles: [String]
  /// The external ID for assuming roles.
  public var externalID: String?
  /// Tags of the session, in order.
  public var sessionTags: [Tag]
  /// Which of them stay through a chain of roles.
  public var transitiveTagKeys: [String]
  /// Whether and how sessions are tagged.
  public var sessionTagsPolicy: SessionTagsPolicy
  /// Tags for the policy `Custom`.
  public var customSessionTags: [String: String]
  /// What is put before every remote key.
  public var prefix: String
  /// The ServiceAccount whose role is assumed (`auth.jwt.serviceAccountRef`).
  public var serviceAccount: ServiceAccountSelector?
  /// Whether `auth.jwt` is there at all.
  public var usesWebIdentity: Bool
  /// Whether `auth.secretRef` is there at all.
  public var usesAccessKeys: Bool
  /// The access key ID (`auth.secretRef`).
  public var accessKeyID: SecretKeySelector?
  /// The secret access key.
  public var secretAccessKey: SecretKeySelector?
  /// The session token.
  public var sessionToken: SecretKeySelector?

  /// A tag of a session.
  public struct Tag: Sendable, Hashable {
    /// The tag's key.
    public var key: String
    /// The tag's value.
    public var value: String

    /// A tag.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Settings with nothing but a service and a region.
  public init(service: Service, region: String) {
    self.service = service
    self.region = region
    additionalRoles = []
    sessionTags = []
    transitiveTagKeys = []
    sessionTagsPolicy = .none
    customSessionTags = [:]
    prefix = ""
    usesWebIdentity = false
    usesAccessKeys = false
  }

  init(_ reader: inout FieldReader) {
    service = reader.choice("service")
    region = reader.string("region") ?? ""
    role = reader.string("role")
    additionalRoles = reader.strings("additionalRoles")
    externalID = reader.string("externalID")
    sessionTags = reader.objects("sessionTags") {
      Tag(key: $0.string("key") ?? "", value: $0.string("value") ?? "")
    }
    transitiveTagKeys = reader.strings("transitiveTagKeys")
    sessionTagsPolicy = reader.choice("sessionTagsPolicy") ?? .none
    customSessionTags = reader.stringMap("customSessionTags") ?? [:]
    prefix = reader.string("prefix") ?? ""
    usesWebIdentity = false
    usesAccessKeys = false
    // How secrets are deleted: of no concern to reading.
    _ = reader.value("secretsManager")
    _ = reader.object("auth") { auth in
      _ = auth.object("jwt") { jwt in
        usesWebIdentity = true
        serviceAccount = jwt.object("serviceAccountRef") { ServiceAccountSelector(&$0) }
      }
      _ = auth.object("secretRef") { secretRef in
        usesAccessKeys = true
        accessKeyID = secretRef.object("accessKeyIDSecretRef") { SecretKeySelector(&$0) }
        secretAccessKey = secretRef.object("secretAccessKeySecretRef") { SecretKeySelector(&$0) }
        sessionToken = secretRef.object("sessionTokenSecretRef") { SecretKeySelector(&$0) }
      }
    }
  }
}
