// What a run of `create` can look at: the files given, and the cluster and AWS where they are needed.

import Basics
import ExternalSecrets
import Kubernetes
import Reconciliation
import SecretSources
import Scaffolding

/// The files, the cluster and the providers, as far as the options need and allow them.
struct CreateWorld: Sendable {
  let environment: Environment
  /// The manifests given with `-f`.
  let files: [Manifest]
  /// The cluster; nil where the answer doesn't depend on it.
  let connection: ClusterConnection
  private let options: CreateOptions

  init(_ options: CreateOptions, in environment: Environment) async throws(LocatedError) {
    self.options = options
    self.environment = environment
    let connection: ClusterConnection
    do throws(LocatedError) {
      connection = try ClusterConnection(
        options.cluster, options.general, isOffline: options.result.isOffline,
        isWithoutCluster: !options.needsCluster, environment)
    } catch {
      var located = error
      if options.choosesStore, !options.asksProvider {
        located.hint = "name the store with --store and no cluster is asked; or: " + (error.hint ?? "")
      }
      throw located
    }
    self.connection = connection
    let loader = ManifestLoader(
      environment: environment, transport: { connection.transport }, namespace: connection.namespace,
      isOffline: options.result.isOffline)
    let set = await loader.load(options.files)
    if let failure = set.failures.first { throw failure }
    files = set.manifests
  }

  /// The cluster's client; nil where the cluster isn't needed, or may not be touched.
  var client: KubernetesClient? { connection.client }

  /// The namespace that the answer is for.
  var namespace: String { connection.namespace }

  /// The namespace written into manifests: the one given, or where they are applied.
  var writtenNamespace: String? {
    options.result.applies ? namespace : options.cluster.overrides.namespace
  }

  /// Stores of the files, of the drafts and of the cluster.
  ///
  /// - Parameter drafts: Manifests that are about to be written.
  /// - Returns: What leads to them, and the cluster they are in.
  func stores(with drafts: [ManifestDraft] = []) -> (access: StoreAccess, cluster: any ClusterReader) {
    let manifests = files + drafts.map { Manifest($0.json, defaultNamespace: namespace) }
    let reader = connection.reader(over: manifests)
    let aws = connection.awsSources(options.aws, options.cluster, reader)
    let sources = StoreSources(cluster: reader, aws: aws)
    return (StoreAccess(cluster: reader, sources: sources), reader)
  }

  /// The newest version of ExternalSecrets that the cluster serves; `v1` where it isn't asked.
  ///
  /// - Throws: ``LocatedError`` if the cluster can't be asked, or serves none.
  func servedVersion() async throws(LocatedError) -> String {
    guard let client else { return "v1" }
    do throws(KubernetesError) {
      guard
        let resource = try await client.served(
          "externalsecrets", group: ObjectKind.externalSecretsGroup, versions: ["v1", "v1beta1"])
      else {
        throw .notServed(
          APIResource(
            group: ObjectKind.externalSecretsGroup, version: "v1", name: "externalsecrets", kind: "ExternalSecret"))
      }
      return resource.version
    } catch {
      throw error.located
    }
  }

  /// A workload, of the files or of the cluster.
  ///
  /// - Parameter reference: Which one.
  /// - Returns: The workload as it is.
  /// - Throws: ``LocatedError`` if there is none, or it can't be read.
  func workload(_ reference: WorkloadReference) async throws(LocatedError) -> Manifest {
    let query = ObjectQuery(reference.kind.objectKind, namespace: namespace, name: reference.name)
    let given = files.first { WorkloadReference($0) == reference }
    if let given { return given }
    let found: Manifest?
    do throws(ClusterReadError) {
      found = try await connection.reader(over: files).object(query)
    } catch {
      throw LocatedError(error.message, hint: error.hint)
    }
    guard let found else {
      let names = files.compactMap { WorkloadReference($0)?.description }
      throw LocatedError(
        "there is no \(reference) " + (client == nil ? "in the files given" : "in namespace \(namespace)"),
        hint: client == nil
          ? (names.isEmpty
            ? "give the workload's manifest with -f, or allow the cluster"
            : "the files have \(names.joined(separator: ", "))")
          : "check the name, or choose another namespace with -n")
    }
    return found
  }
}
