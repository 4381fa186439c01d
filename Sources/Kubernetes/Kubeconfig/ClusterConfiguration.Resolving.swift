// Kubeconfig + flags -> one cluster, by kubectl's precedence (client-go, tools/clientcmd).

import Basics
public import System

extension ClusterConfiguration {
  /// Chooses context, cluster and user, and reads the files they name.
  ///
  /// - Parameters:
  ///   - kubeconfig: What the kubeconfig files say.
  ///   - overrides: The flags, which beat it.
  ///   - variables: The environment (`KUBERNETES_MASTER` is kubectl's last resort for a server).
  ///   - files: Where certificates are read from.
  /// - Throws: ``KubeconfigError``.
  public init(
    _ kubeconfig: Kubeconfig, overrides: ConfigOverrides, variables: EnvironmentVariables, files: any FileReader
  ) throws(KubeconfigError) {
    let choice = try KubeconfigChoice(kubeconfig, overrides: overrides)
    let cluster = choice.cluster
    let user = choice.user
    guard let address = cluster.server ?? variables.nonEmpty("KUBERNETES_MASTER") else {
      throw choice.missingServer(in: kubeconfig)
    }
    let hasTLSSettings =
      cluster.skipsTLSVerification || cluster.certificateAuthority != nil || cluster.certificateAuthorityData != nil
      || user.clientCertificate != nil || user.clientCertificateData != nil
    guard let server = ServerAddress(address, defaultsToTLS: hasTLSSettings) else {
      throw .unusable(
        .cluster, name: choice.clusterName,
        problem: "the server \"\(Self.withoutUser(address))\" is not a URL or host:port",
        hint: address.contains("@")
          ? "write it as https://host:port, without a user or password" : "write it as https://host:port")
    }
    self.init(server: server)
    context = choice.contextName
    self.user = choice.userName
    namespace = overrides.namespace ?? choice.context.namespace ?? "default"
    // As client-go's deferred loading has it: to say "default" and to say nothing is the same.
    if overrides.namespace == nil, namespace == "default" {
      namespace = Self.podNamespace(variables, files) ?? namespace
    }
    isNamespaceExplicit = overrides.namespace != nil
    requestTimeout = overrides.requestTimeout.flatMap { $0 > .zero ? $0 : nil }
    if let proxy = cluster.proxyURL {
      let schemes = ["http://", "https://", "socks5://"]
      guard schemes.contains(where: { proxy.lowercased().hasPrefix($0) }) else {
        throw .unusable(
          .cluster, name: choice.clusterName, problem: "its proxy-url is not one of http, https or socks5",
          hint: "write it as http://host:port")
      }
      proxyURL = proxy
    }
    execConfiguration = cluster.execConfiguration
    impersonation = user.impersonation
    if impersonation.user == nil, !impersonation.isEmpty {
      throw .unusable(
        .user, name: choice.userName, problem: "a group, uid or extra to act as needs a user to act as",
        hint: "add --as")
    }
    // As in kubectl, nothing that proves who one is goes over a connection anyone can read.
    guard server.isSecure else { return }
    try readServerTrust(cluster, named: choice.clusterName, files: files)
    if certificateAuthority == nil, !skipsTLSVerification {
      environmentAuthorities = Self.environmentAuthorities(variables, files)
    }
    try readClientCertificate(user, named: choice.userName, files: files)
    authentication = try Authentication(user, named: choice.userName, hasCertificate: clientCertificate != nil)
  }

  /// An address as it may be shown: what stands before an `@` can be a password.
  private static func withoutUser(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
    return start < at ? address[..<start] + "***" + address[at...] : address
  }

  private mutating func readServerTrust(
    _ cluster: Kubeconfig.Cluster, named name: String, files: any FileReader
  ) throws(KubeconfigError) {
    tlsServerName = cluster.tlsServerName
    skipsTLSVerification = cluster.skipsTLSVerification
    certificateAuthority = cluster.certificateAuthorityData
    if certificateAuthority == nil, let path = cluster.certificateAuthority {
      certificateAuthority = try Self.read(path, "certificate-authority", files)
    }
    guard certificateAuthority == nil || !skipsTLSVerification else {
      throw .unusable(
        .cluster, name: name, problem: "it has both a certificate authority and insecure-skip-tls-verify",
        hint: "remove one of them")
    }
  }

  /// The authorities of `SSL_CERT_FILE` and, as Go also reads the directories it knows, those of the system; nil where the
  /// variable isn't set, or its file can't be read, which Go passes over (crypto/x509, `loadSystemRoots` on Unix).
  private static func environmentAuthorities(
    _ variables: EnvironmentVariables, _ files: any FileReader
  ) -> [UInt8]? {
    guard let path = variables.nonEmpty("SSL_CERT_FILE"),
      let named = try? files.contents(of: path, limit: 16 << 20)
    else { return nil }
    let system = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
    return system.reduce(into: named) { authorities, path in
      guard let bundle = try? files.contents(of: path, limit: 16 << 20) else { return }
      authorities += [0x0A] + bundle
    }
  }

  private mutating func readClientCertificate(
    _ user: Kubeconfig.User, named name: String, files: any FileReader
  ) throws(KubeconfigError) {
    var certificate = user.clientCertificateData
    if certificate == nil, let path = user.clientCertificate {
      certificate = try Self.read(path, "client-certificate", files)
    }
    guard let certificate else { return }
    var key = user.clientKeyData
    if key == nil, let path = user.clientKey { key = SecretBytes(try Self.read(path, "client-key", files)) }
    guard let key else {
      throw .unusable(
        .user, name: name, problem: "it has a client certificate without a key",
        hint: "set client-key or client-key-data"
      )
    }
    clientCertificate = ClientCertificate(certificate: certificate, key: key)
  }

  static func read(_ path: String, _ field: String, _ files: any FileReader) throws(KubeconfigError) -> [UInt8] {
    do {
      return try files.contents(of: path, limit: 1 << 20)
    } catch {
      throw .unreadable(path: path, reason: "\(field): \(error.reasonText)")
    }
  }
}

/// The entries of a kubeconfig that count, the flags applied to them.
struct KubeconfigChoice {
  var contextName: String?
  var clusterName = ""
  var userName = ""
  var context = Kubeconfig.Context()
  var cluster = Kubeconfig.Cluster()
  var user = Kubeconfig.User()

  init(_ kubeconfig: Kubeconfig, overrides: ConfigOverrides) throws(KubeconfigError) {
    contextName = overrides.context ?? kubeconfig.currentContext
    if let contextName {
      guard let context = kubeconfig.contexts[contextName] else {
        throw .unknown(
          .context, name: contextName, known: Array(kubeconfig.contexts.keys), files: kubeconfig.files)
      }
      self.context = context
    }
    if let name = overrides.cluster ?? context.cluster {
      clusterName = name
      if let cluster = kubeconfig.clusters[name] {
        self.cluster = cluster
      } else if overrides.cluster != nil {
        throw .unknown(.cluster, name: name, known: Array(kubeconfig.clusters.keys), files: kubeconfig.files)
      } else if overrides.server == nil {
        throw .danglingCluster(context: contextName ?? "", cluster: name, known: Array(kubeconfig.clusters.keys))
      }
    }
    if let name = overrides.user ?? context.user {
      userName = name
      if let user = kubeconfig.users[name] {
        self.user = user
      } else if overrides.user != nil {
        throw .unknown(.user, name: name, known: Array(kubeconfig.users.keys), files: kubeconfig.files)
      }
      // A user that a context names and no file defines is nobody, as in kubectl.
    }
    apply(overrides)
  }

  private mutating func apply(_ overrides: ConfigOverrides) {
    if let server = overrides.server { cluster.server = server }
    // A flag about whom to trust replaces all that the kubeconfig says about it.
    if overrides.skipsTLSVerification || overrides.certificateAuthority != nil {
      cluster.skipsTLSVerification = overrides.skipsTLSVerification
      cluster.certificateAuthority = overrides.certificateAuthority
      cluster.certificateAuthorityData = nil
    }
    // Another server has another name.
    if overrides.tlsServerName != nil || overrides.server != nil { cluster.tlsServerName = overrides.tlsServerName }
    if let token = overrides.token {
      user.token = token
      user.tokenFile = nil
      user.username = nil
      user.password = nil
    }
    if let username = overrides.username {
      user.username = username
      user.token = nil
      user.tokenFile = nil
    }
    if let password = overrides.password { user.password = password }
    if let certificate = overrides.clientCertificate {
      user.clientCertificate = certificate
      user.clientCertificateData = nil
    }
    if let key = overrides.clientKey {
      user.clientKey = key
      user.clientKeyData = nil
    }
    if let name = overrides.impersonation.user { user.impersonation.user = name }
    if let uid = overrides.impersonation.uid { user.impersonation.uid = uid }
    if !overrides.impersonation.groups.isEmpty { user.impersonation.groups = overrides.impersonation.groups }
    user.impersonation.extra.merge(overrides.impersonation.extra) { $1 }
  }

  /// Why there is no server, said for what is missing.
  func missingServer(in kubeconfig: Kubeconfig) -> KubeconfigError {
    guard !kubeconfig.files.isEmpty else { return .none(searched: []) }
    guard contextName != nil || !clusterName.isEmpty else {
      return .noCurrentContext(known: Array(kubeconfig.contexts.keys), files: kubeconfig.files)
    }
    return .noServer(cluster: clusterName)
  }
}

extension FileError {
  /// The reason without the path.
  var reasonText: String {
    switch reason {
    case .missing: "no such file"
    case .directory: "is a directory"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    case .other(let reason): reason
    }
  }
}
