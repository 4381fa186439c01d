// The way to the API server from inside a pod: kubectl's last resort when there is no kubeconfig.

import Basics
public import System

extension ClusterConfiguration {
  /// The configuration of the pod this runs in.
  ///
  /// - Parameters:
  ///   - overrides: The flags; as in kubectl those for token, certificate authority and namespace count.
  ///   - variables: `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT` and `POD_NAMESPACE`.
  ///   - files: Where the service account's files are.
  /// - Returns: nil where this isn't a pod with a service account.
  public static func inCluster(
    _ overrides: ConfigOverrides, variables: EnvironmentVariables, files: any FileReader
  ) -> ClusterConfiguration? {
    let directory = "/var/run/secrets/kubernetes.io/serviceaccount"
    guard let host = variables.nonEmpty("KUBERNETES_SERVICE_HOST"),
      let port = variables.nonEmpty("KUBERNETES_SERVICE_PORT").flatMap({ UInt16($0) }),
      (try? files.contents(of: directory + "/token", limit: 1 << 20)) != nil
    else { return nil }
    var configuration = ClusterConfiguration(server: ServerAddress(isSecure: true, host: host, port: Int(port)))
    let authority = overrides.certificateAuthority ?? directory + "/ca.crt"
    configuration.certificateAuthority = try? files.contents(of: authority, limit: 1 << 20)
    configuration.authentication =
      overrides.token.map(Authentication.token) ?? .tokenFile(directory + "/token", fallback: nil)
    let podNamespace = (try? files.contents(of: directory + "/namespace", limit: 4096))
      .map { String(decoding: $0, as: UTF8.self) }?.filter { !$0.isWhitespace }
    configuration.namespace =
      overrides.namespace ?? variables.nonEmpty("POD_NAMESPACE")
      ?? podNamespace.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
    configuration.isNamespaceExplicit = overrides.namespace != nil
    configuration.impersonation = overrides.impersonation
    configuration.requestTimeout = overrides.requestTimeout.flatMap { $0 > .zero ? $0 : nil }
    return configuration
  }
}
