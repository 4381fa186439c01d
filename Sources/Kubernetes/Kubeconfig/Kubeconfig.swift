// What a kubeconfig says, before anything is made of it. The format: `kubectl config` and client-go's clientcmd/api/v1.

public import Basics

/// One kubeconfig, or several merged into one.
public struct Kubeconfig: Sendable {
  /// The clusters by name.
  public var clusters: [String: Cluster] = [:]
  /// The users by name.
  public var users: [String: User] = [:]
  /// The contexts by name.
  public var contexts: [String: Context] = [:]
  /// The name of the context that counts when none is asked for.
  public var currentContext: String?
  /// The files it was read from, the first taking precedence.
  public var files: [String] = []

  /// A kubeconfig that says nothing.
  public init() {}

  /// Where an API server is and how it proves to be itself.
  public struct Cluster: Sendable {
    /// The server's address, `https://host:port/path` or `host:port`.
    public var server: String?
    /// The name expected in the server's certificate, where it isn't the address'.
    public var tlsServerName: String?
    /// Whether the server's certificate is not checked at all.
    public var skipsTLSVerification = false
    /// A file with the certificates of the authorities trusted, absolute.
    public var certificateAuthority: String?
    /// The certificates themselves, PEM; they win over the file.
    public var certificateAuthorityData: [UInt8]?
    /// The proxy for this cluster: `http`, `https` or `socks5`.
    public var proxyURL: String?
    /// What exec plugins get as `spec.cluster.config` (extension `client.authentication.k8s.io/exec`).
    public var execConfiguration: JSON?

    /// A cluster of which nothing is known.
    public init() {}
  }

  /// How someone proves to be themselves.
  public struct User: Sendable {
    /// A bearer token.
    public var token: SecretBytes?
    /// A file with a bearer token, absolute; it is read anew as it changes, and wins over the token.
    public var tokenFile: String?
    /// The name for basic authentication.
    public var username: String?
    /// The password for basic authentication.
    public var password: SecretBytes?
    /// A file with a client certificate, absolute.
    public var clientCertificate: String?
    /// The client certificate itself, PEM; it wins over the file.
    public var clientCertificateData: [UInt8]?
    /// A file with the certificate's key, absolute.
    public var clientKey: String?
    /// The key itself, PEM; it wins over the file.
    public var clientKeyData: SecretBytes?
    /// A program that knows the credentials.
    public var exec: ExecPlugin?
    /// A kind of authentication built into older kubectls.
    public var authProvider: AuthProvider?
    /// Whom to act as.
    public var impersonation = Impersonation()

    /// A user without credentials.
    public init() {}
  }

  /// A cluster and a user that belong together, and the namespace to begin with.
  public struct Context: Sendable {
    /// The cluster's name.
    public var cluster: String?
    /// The user's name.
    public var user: String?
    /// The namespace.
    public var namespace: String?

    /// A context that names nothing.
    public init() {}
  }

  /// A kind of authentication built into older kubectls (`auth-provider`), removed but for `oidc`.
  public struct AuthProvider: Sendable {
    /// The kind, such as `oidc`, `gcp` or `azure`.
    public var name: String
    /// Its settings.
    public var settings: [String: SecretBytes]

    /// A provider with its settings.
    public init(name: String, settings: [String: SecretBytes]) {
      self.name = name
      self.settings = settings
    }
  }
}

/// Whom to act as (`--as`, `--as-group`, `--as-uid`, `--as-user-extra`).
public struct Impersonation: Sendable, Hashable {
  /// The user's name.
  public var user: String?
  /// The user's id.
  public var uid: String?
  /// The groups.
  public var groups: [String] = []
  /// What authenticators know besides, as `name: values`.
  public var extra: [String: [String]] = [:]

  /// Acting as oneself.
  public init() {}

  /// Whether there is nobody to act as.
  public var isEmpty: Bool { user == nil && uid == nil && groups.isEmpty && extra.isEmpty }
}
