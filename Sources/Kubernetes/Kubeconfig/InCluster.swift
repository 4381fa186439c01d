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
  /// - Throws: ``KubeconfigError`` if the authority that was asked for can't be read.
  public static func inCluster(
    _ overrides: ConfigOverrides, variables: EnvironmentVariables, files: any FileReader
  ) throws(KubeconfigError) -> ClusterConfiguration? {
    guard isInPod(variables, files), let host = variables.nonEmpty("KUBERNETES_SERVICE_HOST"),
      let port = variables.nonEmpty("KUBERNETES_SERVICE_PORT").flatMap({ UInt16($0) })
    else { return nil }
    var configuration = ClusterConfiguration(server: ServerAddress(isSecure: true, host: host, port: Int(port)))
    if let authority = overrides.certificateAuthority {
      configuration.certificateAuthority = try read(authority, "certificate-authority", files)
    } else {
      // Without the pod's own authority client-go goes on with the system's.
      configuration.certificateAuthority = try? files.contents(of: serviceAccount + "/ca.crt", limit: 1 << 20)
    }
    configuration.authentication =
      overrides.token.map(Authentication.token) ?? .tokenFile(serviceAccount + "/token", fallback: nil)
    configuration.namespace = overrides.namespace ?? podNamespace(variables, files) ?? "default"
    configuration.isNamespaceExplicit = overrides.namespace != nil
    configuration.impersonation = overrides.impersonation
    configuration.requestTimeout = overrides.requestTimeout.flatMap { $0 > .zero ? $0 : nil }
    return configuration
  }

  private static let serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// Whether this is a pod with a service account (client-go, `inClusterClientConfig.Possible`).
  private static func isInPod(_ variables: EnvironmentVariables, _ files: any FileReader) -> Bool {
    variables.nonEmpty("KUBERNETES_SERVICE_HOST") != nil && variables.nonEmpty("KUBERNETES_SERVICE_PORT") != nil
      && (try? files.contents(of: serviceAccount + "/token", limit: 1 << 20)) != nil
  }

  /// The namespace of the pod this runs in, which also counts where a kubeconfig names none; nil outside of pods.
  static func podNamespace(_ variables: EnvironmentVariables, _ files: any FileReader) -> String? {
    guard isInPod(variables, files) else { return nil }
    if let name = variables.nonEmpty("POD_NAMESPACE") { return name }
    let text = (try? files.contents(of: serviceAccount + "/namespace", limit: 4096))
      .map { String(decoding: $0, as: UTF8.self) }?.filter { !$0.isWhitespace }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }
}
