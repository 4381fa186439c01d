// The two messages of the exec plugin protocol (client.authentication.k8s.io): what a plugin is told, and its answer.

import Basics

/// What a credential plugin answers.
struct ExecCredential: Sendable {
  /// The bearer token, if it gave one.
  var token: SecretBytes?
  /// The client certificate, if it gave one.
  var certificate: ClientCertificate?
  /// The moment until which the credential may be used; nil for the rest of the run.
  var expiry: Timestamp?

  /// Reads a plugin's answer.
  ///
  /// - Parameters:
  ///   - output: What it printed.
  ///   - plugin: The plugin.
  /// - Throws: ``CredentialError/pluginAnswer(command:problem:)``.
  init(_ output: SecretBytes, from plugin: ExecPlugin) throws(CredentialError) {
    func problem(_ text: String) -> CredentialError { .pluginAnswer(command: plugin.command, problem: text) }
    guard let json = try? JSON.parse(output.reveal(), locating: false) else { throw problem("its output is not JSON") }
    guard json["kind"]?.string == "ExecCredential" else { throw problem("its output is not an ExecCredential") }
    let version = json["apiVersion"]?.string ?? ""
    guard version == plugin.apiVersion else {
      throw problem("it answers in \(version.isEmpty ? "no version" : version), configured is \(plugin.apiVersion)")
    }
    guard let status = json["status"], !status.isNull else { throw problem("it has no status") }
    func text(_ key: String) -> String? { status[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    token = text("token").map(SecretBytes.init(utf8:))
    switch (text("clientCertificateData"), text("clientKeyData")) {
    case (let certificate?, let key?):
      self.certificate = ClientCertificate(certificate: Array(certificate.utf8), key: SecretBytes(utf8: key))
    case (nil, nil): break
    default: throw problem("it has a certificate or a key, but not both")
    }
    guard token != nil || certificate != nil else { throw problem("it has neither a token nor a certificate") }
    guard let expiry = text("expirationTimestamp") else { return }
    guard let time = Timestamp(rfc3339: expiry) else { throw problem("its expirationTimestamp is not a time") }
    self.expiry = time
  }
}

extension ExecPlugin {
  /// What the plugin finds in `KUBERNETES_EXEC_INFO`.
  ///
  /// - Parameters:
  ///   - cluster: The cluster, told only to plugins that ask for it.
  ///   - isInteractive: Whether standard input is the plugin's to read.
  /// - Returns: An `ExecCredential` without a status.
  func info(cluster: ClusterConfiguration, isInteractive: Bool) -> JSON {
    var spec: JSON.Members = ["interactive": .bool(isInteractive)]
    if providesClusterInfo {
      var info: JSON.Members = ["server": .string(cluster.server.url)]
      if let name = cluster.tlsServerName { info["tls-server-name"] = .string(name) }
      if cluster.skipsTLSVerification { info["insecure-skip-tls-verify"] = true }
      if let authority = cluster.certificateAuthority {
        info["certificate-authority-data"] = .string(Base64.standard.encode(authority))
      }
      if let proxy = cluster.proxyURL { info["proxy-url"] = .string(proxy) }
      info["config"] = cluster.execConfiguration ?? .null
      spec["cluster"] = .object(info)
    }
    return ["kind": "ExecCredential", "apiVersion": .string(apiVersion), "spec": .object(spec)]
  }
}
