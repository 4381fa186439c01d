// kubectl's global flags, spelled and behaving as kubectl's.

import Arguments
import Basics
import Kubernetes

/// How to reach the cluster, and as whom.
struct ClusterOptions: Sendable {
  static let kubeconfig = Option(
    "kubeconfig", valueName: "file", abstract: "kubeconfig file to use", completion: .files)
  static let context = Option(
    "context", valueName: "name", abstract: "context of the kubeconfig", completion: .contexts)
  static let cluster = Option(
    "cluster", valueName: "name", abstract: "cluster of the kubeconfig", completion: .clusters)
  static let user = Option("user", valueName: "name", abstract: "user of the kubeconfig", completion: .users)
  static let namespace = Option(
    "namespace", short: "n", valueName: "name", abstract: "namespace of objects that name none", completion: .namespaces
  )
  static let server = Option("server", short: "s", valueName: "url", abstract: "address of the API server")
  static let tlsServerName = Option(
    "tls-server-name", valueName: "name", abstract: "name the server's certificate must carry")
  static let certificateAuthority = Option(
    "certificate-authority", valueName: "file", abstract: "certificates that the server's must be signed by",
    completion: .files)
  static let clientCertificate = Option(
    "client-certificate", valueName: "file", abstract: "client certificate", completion: .files)
  static let clientKey = Option(
    "client-key", valueName: "file", abstract: "client certificate's key", completion: .files)
  static let token = Option("token", valueName: "token", abstract: "bearer token")
  static let username = Option(
    "username", valueName: "name", abstract: "user name for basic authentication", isHidden: true)
  static let password = Option(
    "password", valueName: "text", abstract: "password for basic authentication", isHidden: true)
  static let asUser = Option("as", valueName: "user", abstract: "user to impersonate")
  static let asGroup = Option("as-group", valueName: "group", abstract: "group to impersonate", isRepeatable: true)
  static let asUID = Option("as-uid", valueName: "uid", abstract: "uid to impersonate")
  static let skipsVerification = Flag(
    "insecure-skip-tls-verify", abstract: "don't check the server's certificate (insecure)")
  static let requestTimeout = Option<Duration>(
    "request-timeout", valueName: "duration", abstract: "how long one request may take, such as 10s; 0 is no limit"
  ) { text throws(UsageError) in
    if text.isEmpty { return .zero }
    if let seconds = Int64(text), seconds >= 0 { return .seconds(seconds) }
    if let duration = Duration(go: text), duration >= .zero { return duration }
    throw UsageError("\"\(text)\" is not a duration", hint: "write it like 30s, 1m30s or 0")
  }

  static let group = CommandDescription.Group(
    "Cluster options",
    [
      kubeconfig.description, context.description, cluster.description, user.description, namespace.description,
      server.description, tlsServerName.description, certificateAuthority.description, clientCertificate.description,
      clientKey.description, token.description, username.description, password.description, asUser.description,
      asGroup.description, asUID.description, skipsVerification.description, requestTimeout.description,
    ])

  var overrides: ConfigOverrides

  init(_ arguments: ParsedArguments) throws(UsageError) {
    var overrides = ConfigOverrides()
    overrides.kubeconfig = try arguments.text(Self.kubeconfig)
    overrides.context = try arguments.text(Self.context)
    overrides.cluster = try arguments.text(Self.cluster)
    overrides.user = try arguments.text(Self.user)
    overrides.namespace = try arguments.text(Self.namespace)
    overrides.server = try arguments.text(Self.server)
    overrides.tlsServerName = try arguments.text(Self.tlsServerName)
    overrides.certificateAuthority = try arguments.text(Self.certificateAuthority)
    overrides.clientCertificate = try arguments.text(Self.clientCertificate)
    overrides.clientKey = try arguments.text(Self.clientKey)
    overrides.token = try arguments.text(Self.token).map { SecretBytes(utf8: $0) }
    overrides.username = try arguments.text(Self.username)
    overrides.password = try arguments.text(Self.password).map { SecretBytes(utf8: $0) }
    overrides.impersonation.user = try arguments.text(Self.asUser)
    overrides.impersonation.groups = try arguments.values(Self.asGroup)
    overrides.impersonation.uid = try arguments.text(Self.asUID)
    overrides.skipsTLSVerification = arguments[Self.skipsVerification]
    overrides.requestTimeout = try arguments.value(Self.requestTimeout)
    self.overrides = overrides
  }
}

extension ParsedArguments {
  /// The text of an option; nil where it is empty, as kubectl has it: `-n "$NAMESPACE"` with the variable unset is as if
  /// it weren't there.
  fileprivate func text(_ option: Option<String>) throws(UsageError) -> String? {
    try value(option).flatMap { $0.isEmpty ? nil : $0 }
  }
}
