// What validate may ask besides the files: CRDs from files or the cluster, the API server's own verdict, the providers.

import Arguments
import Basics
import ExternalSecrets
import Kubernetes
import Reconciliation
import SecretSources
import Validation

/// The places a validation goes to, where it is told to.
struct ValidationSources: Sendable {
  let environment: Environment
  let cluster: ClusterOptions
  let output: OutputOptions

  /// The schemas of the CRDs in files.
  ///
  /// - Parameters:
  ///   - files: Files, directories or URLs.
  ///   - loader: What reads them.
  /// - Returns: The schemas.
  /// - Throws: ``LocatedError`` if a file can't be read or there is no CRD in any.
  func schemas(in files: [String], _ loader: ManifestLoader) async throws(LocatedError) -> SchemaLibrary {
    let set = await loader.load(FileOptions(filenames: files, isRecursive: true))
    if let failure = set.failures.first { throw failure }
    let definitions = set.manifests.filter { $0.kind == "CustomResourceDefinition" }
    guard !definitions.isEmpty else {
      throw LocatedError("there is no CustomResourceDefinition in the files given with --crds", hint: "check --crds")
    }
    return SchemaLibrary(definitions: definitions.map(\.json))
  }

  /// The schemas of the cluster's own CRDs.
  func serverSchemas() async throws(LocatedError) -> SchemaLibrary {
    let client = try ClusterConnection.client(cluster, output, environment)
    do throws(KubernetesError) {
      let list = try await client.list(.customResourceDefinitions)
      return SchemaLibrary(definitions: list.items)
    } catch {
      throw error.located
    }
  }

  /// What the API server, its webhooks included, says of the manifests: a server-side dry run, nothing is kept.
  ///
  /// - Parameter manifests: The manifests; kinds of the controller only.
  /// - Returns: The refusals.
  /// - Throws: ``LocatedError`` if the cluster can't be asked.
  func serverFindings(_ manifests: [Manifest]) async throws(LocatedError) -> [Finding] {
    let client = try ClusterConnection.client(cluster, output, environment)
    var findings: [Finding] = []
    for manifest in manifests where Schema.kinds(of: manifest.objectKind.group).contains(manifest.kind) {
      do throws(KubernetesError) {
        guard let resource = try await client.resource(manifest.objectKind, version: manifest.version) else {
          findings.append(
            Finding(
              "server", .error, manifest.error("the cluster doesn't serve \(manifest.apiVersion)", at: ["apiVersion"])))
          continue
        }
        _ = try await client.patch(
          resource, namespace: manifest.namespace, name: manifest.name, manifest.json, kind: .apply, force: true,
          options: WriteOptions(isDryRun: true))
      } catch {
        guard case .refused(let status, _) = error, [400, 403, 409, 422].contains(status.code) else {
          throw error.located
        }
        findings += refusals(status, of: manifest)
      }
    }
    return findings
  }

  /// A refusal's causes, each at the field it names.
  private func refusals(_ status: APIStatus, of manifest: Manifest) -> [Finding] {
    let causes =
      status.causes.isEmpty ? [(field: "", message: status.message)] : status.causes.map { ($0.field, $0.message) }
    return causes.map { field, message in
      let path = FieldPath(parsing: field)
      return Finding("server", .error, manifest.error(message, at: manifest.json[path] == nil ? [] : path))
    }
  }

  /// What the cluster has of what the manifests name, and its workloads in the namespaces of their ExternalSecrets.
  ///
  /// - Parameters:
  ///   - manifests: The manifests.
  ///   - reporter: Told what couldn't be looked up: it counts as unknown.
  /// - Returns: The objects. Nothing of Secrets but the names of their keys is looked at.
  /// - Throws: ``LocatedError`` if there is no cluster to ask.
  func clusterObjects(
    _ manifests: [Manifest], _ reporter: Reporter
  ) async throws(LocatedError) -> ClusterObjects {
    let client = try ClusterConnection.client(cluster, output, environment)
    let reader = LiveCluster(client)
    let named = Project(manifests).unresolved
    let queries = named.map { ObjectQuery($0.kind, namespace: $0.namespace, name: $0.name) }
    await reader.prefetch(queries)
    var objects = ClusterObjects()
    for (object, query) in zip(named, queries) {
      do throws(ClusterReadError) {
        if let manifest = try await reader.object(query) {
          objects.manifests.append(manifest)
        } else {
          objects.absent.insert(object.reference)
        }
      } catch {
        reporter.warning(LocatedError("whether there is a \(object.reference) isn't known: \(error.message)"))
      }
    }
    objects.manifests += await workloads(around: manifests, client, reporter)
    return objects
  }

  /// The workloads in the namespaces that ExternalSecrets write to.
  private func workloads(
    around manifests: [Manifest], _ client: KubernetesClient, _ reporter: Reporter
  ) async -> [Manifest] {
    let writers = manifests.filter { [.externalSecret, .legacyExternalSecret].contains($0.objectKind) }
    let namespaces = Set(writers.compactMap(\.namespace))
    // Beyond a handful of namespaces, one list of all of them is less to ask.
    let scopes: [String?] = namespaces.count > 5 ? [nil] : namespaces.sorted()
    var found: [Manifest] = []
    for resource in [APIResource.deployments, .statefulSets, .daemonSets, .cronJobs] {
      for scope in scopes {
        do throws(KubernetesError) {
          found += try await client.list(resource, namespace: scope) { json -> Manifest? in
            // What a list holds doesn't say its kind.
            var members = json.object ?? [:]
            members["apiVersion"] = .string(resource.apiVersion)
            members["kind"] = .string(resource.kind)
            let manifest = Manifest(.object(members))
            return manifest.namespace.map(namespaces.contains) == true ? manifest : nil
          }.items
        } catch .notServed {
          continue
        } catch {
          reporter.warning(
            LocatedError("which \(resource.name) use the Secrets isn't known: \(error.located.message)"))
          break
        }
      }
    }
    return found
  }

  /// Remote keys, properties and versions that have no answer: the providers are asked, no value is shown.
  ///
  /// - Parameters:
  ///   - set: The manifests.
  ///   - preview: How AWS is asked.
  /// - Returns: A finding for each ExternalSecret that would fail.
  /// - Throws: ``LocatedError`` if nothing can be asked at all.
  func remoteFindings(_ set: ManifestSet, _ preview: PreviewOptions) async throws(LocatedError) -> [Finding] {
    let connection = try ClusterConnection(preview, environment)
    let reader = connection.reader(over: set.manifests)
    let sources = StoreSources(cluster: reader, aws: connection.awsSources(preview, reader), valuesFile: nil)
    var settings = Reconciler.Settings()
    settings.ignoresRefreshPolicy = true
    let subjects = set.manifests.filter { [.externalSecret, .legacyExternalSecret].contains($0.objectKind) }
    let decisions = await Reconciler(cluster: reader, sources: sources, settings: settings).reconcile(subjects)
    return decisions.compactMap { decision in
      switch decision.outcome {
      case .refuse(let error), .error(let error): Finding("remote", .error, error)
      case .write, .delete, .keep, .skip: nil
      }
    }
  }
}

extension FieldPath {
  /// A path from the text of an API server's message, such as `spec.data[0].remoteRef`.
  init(parsing text: String) {
    var steps: [Step] = []
    for part in text.split(separator: ".") {
      let pieces = part.split(separator: "[")
      if let name = pieces.first { steps.append(.member(String(name))) }
      for index in pieces.dropFirst() {
        let inner = index.dropLast()
        steps.append(Int(inner).map(Step.element) ?? .member(String(inner)))
      }
    }
    self.init(steps)
  }
}
