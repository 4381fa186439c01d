// kubectl's connection flags: what they are set to beats what the kubeconfig says.

public import Basics

/// kubectl's global flags for reaching a cluster; nil where a flag wasn't given.
public struct ConfigOverrides: Sendable {
  /// `--kubeconfig`: the one file to read.
  public var kubeconfig: String?
  /// `--context`.
  public var context: String?
  /// `--cluster`: the name of a cluster of the kubeconfig.
  public var cluster: String?
  /// `--user`: the name of a user of the kubeconfig.
  public var user: String?
  /// `-n`, `--namespace`.
  public var namespace: String?
  /// `-s`, `--server`: the address of the API server.
  public var server: String?
  /// `--tls-server-name`.
  public var tlsServerName: String?
  /// `--certificate-authority`: a file, relative to the working directory.
  public var certificateAuthority: String?
  /// `--insecure-skip-tls-verify`.
  public var skipsTLSVerification = false
  /// `--token`.
  public var token: SecretBytes?
  /// `--client-certificate`: a file, relative to the working directory.
  public var clientCertificate: String?
  /// `--client-key`: a file, relative to the working directory.
  public var clientKey: String?
  /// `--username`.
  public var username: String?
  /// `--password`.
  public var password: SecretBytes?
  /// `--as`, `--as-group`, `--as-uid`.
  public var impersonation = Impersonation()
  /// `--request-timeout`: how long one request may take; nil or zero sets no limit.
  ///
  /// A watch is not one request.
  public var requestTimeout: Duration?

  /// No flag at all.
  public init() {}
}
