// Everything needed to talk to one API server: what the kubeconfig, the flags and the files they name come to.

public import Basics

/// How to reach an API server, and as whom.
public struct ClusterConfiguration: Sendable {
  /// Where the server is.
  public var server: ServerAddress
  /// The namespace to work in when none is named.
  public var namespace = "default"
  /// Whether the namespace was named by the user (`-n`).
  public var isNamespaceExplicit = false
  /// The context that counted, if any.
  public var context: String?
  /// The name of the user in the kubeconfig, if any.
  public var user: String?
  /// The name expected in the server's certificate, where it isn't the host's.
  public var tlsServerName: String?
  /// Whether the server's certificate is not checked.
  public var skipsTLSVerification = false
  /// The certificates of the authorities trusted, PEM; nil for the system's.
  public var certificateAuthority: [UInt8]?
  /// The proxy that the kubeconfig sets for the cluster; nil leaves it to `HTTPS_PROXY` and `NO_PROXY`.
  public var proxyURL: String?
  /// The authorities that are trusted where the cluster names none, PEM; nil trusts those the system knows.
  public var environmentAuthorities: [UInt8]?
  /// What exec plugins get as `spec.cluster.config`.
  public var execConfiguration: JSON?
  /// How requests prove whose they are.
  public var authentication = Authentication.none
  /// The certificate shown to the server.
  public var clientCertificate: ClientCertificate?
  /// Whom to act as.
  public var impersonation = Impersonation()
  /// How long one request may take; nil sets no limit.
  public var requestTimeout: Duration?

  /// A server, reached as nobody in particular.
  public init(server: ServerAddress) {
    self.server = server
  }

  /// What the user should know about this configuration, a sentence each, without a final period.
  public var warnings: [String] {
    skipsTLSVerification && server.isSecure
      ? ["the certificate of \(server.hostAndPort) is not checked: anyone in between can read and change what is sent"]
      : []
  }
}

/// How requests prove whose they are, besides a client certificate.
public enum Authentication: Sendable {
  /// Not at all.
  case none
  /// A bearer token.
  case token(SecretBytes)
  /// A bearer token in a file that may change; `fallback` is used as long as the file can't be read.
  case tokenFile(String, fallback: SecretBytes?)
  /// A name and a password.
  case basic(username: String, password: SecretBytes)
  /// What a program prints.
  case exec(ExecPlugin)
}

/// A client certificate and its key.
public struct ClientCertificate: Sendable, Hashable {
  /// The certificate and its chain, PEM.
  public var certificate: [UInt8]
  /// The key, PEM.
  public var key: SecretBytes

  /// A certificate with its key.
  public init(certificate: [UInt8], key: SecretBytes) {
    self.certificate = certificate
    self.key = key
  }
}
