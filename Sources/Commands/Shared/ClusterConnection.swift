// The cluster a command works with: a live one, the files given, or both.

import Arguments
import Basics
import ExternalSecrets
import HTTP
import Kubernetes
import Reconciliation
import SecretSources
import System

/// A way to the cluster, as far as the options allow one.
struct ClusterConnection: Sendable {
  /// The client; nil where no cluster may be touched.
  let client: KubernetesClient?
  /// The namespace of objects that name none.
  let namespace: String
  /// What carries requests, to the cluster and to AWS alike.
  let transport: any HTTPTransport
  let environment: Environment
  private let isOffline: Bool

  /// Finds the cluster, or learns that none is wanted.
  init(_ options: PreviewOptions, _ environment: Environment) throws(LocatedError) {
    try self.init(
      options.cluster, options.output, isOffline: options.isOffline, isWithoutCluster: options.isWithoutCluster,
      environment)
  }

  /// Finds the cluster, or learns that none is wanted.
  ///
  /// - Parameters:
  ///   - cluster: How to reach it.
  ///   - output: How much is traced.
  ///   - isOffline: Whether nothing at all may be asked over the network.
  ///   - isWithoutCluster: Whether no cluster may be touched.
  ///   - environment: The world.
  /// - Throws: ``LocatedError`` if it isn't clear which cluster is meant.
  init(
    _ cluster: ClusterOptions, _ output: OutputOptions, isOffline: Bool, isWithoutCluster: Bool,
    _ environment: Environment
  ) throws(LocatedError) {
    let overrides = cluster.overrides
    let transport = environment.transport(output.tracing(in: environment))
    self.environment = environment
    self.transport = transport
    self.isOffline = isOffline
    guard !isWithoutCluster else {
      client = nil
      namespace = overrides.namespace ?? Self.contextNamespace(overrides, environment) ?? "default"
      return
    }
    let client: KubernetesClient
    do throws(LocatedError) {
      client = try Self.client(overrides, transport, environment)
    } catch {
      var located = error
      located.hint = [located.hint, "without a cluster, use --offline or --no-cluster"].compactMap { $0 }
        .joined(separator: "; ")
      throw located
    }
    self.client = client
    namespace = client.configuration.namespace
  }

  /// A client for the cluster that the options mean.
  ///
  /// - Parameters:
  ///   - options: How to reach it.
  ///   - output: How much is traced.
  ///   - environment: The world.
  ///   - timeout: How long a request may take, unless the options say so.
  /// - Returns: The client.
  /// - Throws: ``LocatedError`` if it isn't clear which cluster is meant.
  static func client(
    _ options: ClusterOptions, _ output: OutputOptions, _ environment: Environment, timeout: Duration? = nil
  ) throws(LocatedError) -> KubernetesClient {
    var overrides = options.overrides
    overrides.requestTimeout = overrides.requestTimeout ?? timeout
    return try client(overrides, environment.transport(output.tracing(in: environment)), environment)
  }

  private static func client(
    _ overrides: ConfigOverrides, _ transport: any HTTPTransport, _ environment: Environment
  ) throws(LocatedError) -> KubernetesClient {
    do throws(KubeconfigError) {
      let configuration = try ClusterConfiguration.find(
        overrides, variables: environment.variables, files: environment.files)
      for warning in configuration.warnings { environment.note("warning: \(warning)") }
      return KubernetesClient(
        configuration, transport: transport,
        environment: ClientEnvironment(
          variables: environment.variables, files: environment.files,
          isInteractive: environment.terminal.isInputInteractive, now: environment.now),
        userAgent: "kubectl-extsecret/\(Program.version)", warn: { environment.note("warning: \($0)") })
    } catch {
      throw error.located
    }
  }

  /// The namespace of the current context, if there is a kubeconfig that can be read.
  private static func contextNamespace(_ overrides: ConfigOverrides, _ environment: Environment) -> String? {
    let kubeconfig = try? Kubeconfig.load(
      path: overrides.kubeconfig, variables: environment.variables, files: environment.files)
    let context = overrides.context ?? kubeconfig?.currentContext
    return context.flatMap { kubeconfig?.contexts[$0]?.namespace }
  }

  /// What reads objects: the files given, over the live cluster if there is one.
  func reader(over manifests: [Manifest]) -> any ClusterReader {
    guard let client else { return FileCluster(manifests) }
    return LayeredCluster(files: manifests, live: LiveCluster(client))
  }

  /// What reads AWS; nil with --offline.
  func awsSources(_ options: PreviewOptions, _ cluster: any ClusterReader) -> AWSSources? {
    awsSources(options.aws, options.cluster, cluster)
  }

  /// What reads AWS; nil where nothing may be asked over the network.
  func awsSources(_ aws: AWSOptions, _ options: ClusterOptions, _ cluster: any ClusterReader) -> AWSSources? {
    guard !isOffline else { return nil }
    return aws.sources(
      cluster, client: client, transport: transport, timeout: options.overrides.requestTimeout, in: environment)
  }
}
