// Which ExternalSecrets a command is about: those of the files, or those of the cluster.

import Basics
import ExternalSecrets
import Kubernetes

/// The ExternalSecrets that options mean, and what was asked for and isn't there.
struct SubjectSelection: Sendable {
  /// Their manifests.
  var manifests: [Manifest] = []
  /// Names that nothing has.
  var failures: [LocatedError] = []
  /// Kinds that the user may not read beside one that they may: the other project's, which may be long out of use.
  var warnings: [LocatedError] = []

  private static let kinds: Set<ObjectKind> = [
    .externalSecret, .clusterExternalSecret, .legacyExternalSecret, .pushSecret,
  ]

  /// Those of the files given.
  ///
  /// - Parameters:
  ///   - set: The manifests given.
  ///   - names: The names wanted; none for all.
  ///   - selector: The labels wanted.
  /// - Throws: ``LocatedError`` if the selector can't be understood.
  init(of set: ManifestSet, names: [String], selector: String?) throws(LocatedError) {
    var labels = LabelSelector()
    if let selector {
      guard let parsed = LabelSelector(parsing: selector) else {
        throw LocatedError(
          "\"\(selector)\" is not a label selector", hint: "write it like app=web,tier in (a,b),!old")
      }
      labels = parsed
    }
    let subjects = set.manifests.filter { Self.kinds.contains($0.objectKind) && labels.matches($0.labels) }
    manifests = subjects.filter { names.isEmpty || names.contains($0.name) }
    for name in names where !subjects.contains(where: { $0.name == name }) {
      failures.append(Self.missing(name, namespace: nil, known: subjects.map(\.name)))
    }
  }

  /// Those of a live cluster.
  ///
  /// - Parameters:
  ///   - client: The cluster.
  ///   - namespace: Where they are; nil for everywhere.
  ///   - names: The names wanted; none for all.
  ///   - selector: The labels wanted.
  /// - Throws: ``LocatedError`` if the cluster can't be read.
  init(
    live client: KubernetesClient, namespace: String?, names: [String], selector: String?
  ) async throws(LocatedError) {
    do throws(KubernetesError) {
      let resources = try await Self.resources(client)
      guard !resources.isEmpty else { throw .notServed(Self.resource) }
      guard !names.isEmpty else {
        try await list(resources, of: client, namespace: namespace, selector: selector)
        return
      }
      for name in names { try await find(name, among: resources, of: client, namespace: namespace) }
    } catch {
      throw error.located
    }
  }

  private mutating func list(
    _ resources: [APIResource], of client: KubernetesClient, namespace: String?, selector: String?
  ) async throws(KubernetesError) {
    let options = ListOptions(labelSelector: selector)
    var denials: [KubernetesError] = []
    for resource in resources {
      do throws(KubernetesError) {
        manifests += try await client.list(resource, namespace: namespace, options: options).items.map { Manifest($0) }
      } catch {
        guard error.statusCode == 403 else { throw error }
        denials.append(error)
      }
    }
    if let denial = denials.first, denials.count == resources.count { throw denial }
    warnings = denials.map { LocatedError("not compared: \($0.located.message)") }
  }

  private mutating func find(
    _ name: String, among resources: [APIResource], of client: KubernetesClient, namespace: String?
  ) async throws(KubernetesError) {
    var found: [Manifest] = []
    var denial: KubernetesError?
    for resource in resources {
      do throws(KubernetesError) {
        if let json = try await client.get(resource, namespace: namespace, name: name) { found.append(Manifest(json)) }
      } catch {
        guard error.statusCode == 403 else { throw error }
        denial = denial ?? error
      }
    }
    manifests += found
    guard found.isEmpty else { return }
    // It may be one of those that the user may not read.
    if let denial { throw denial }
    var known: [String] = []
    for resource in resources {
      // Names that are near help; that they may not be listed is no error of its own.
      let list = try? await client.list(resource, namespace: namespace) { $0["metadata"]?["name"]?.string }
      known += list?.items ?? []
    }
    failures.append(Self.missing(name, namespace: namespace, known: known))
  }

  /// The kinds of either project that the cluster serves.
  private static func resources(_ client: KubernetesClient) async throws(KubernetesError) -> [APIResource] {
    var resources: [APIResource] = []
    for kind in [ObjectKind.externalSecret, .legacyExternalSecret] {
      if let resource = try await client.resource(kind, version: nil) { resources.append(resource) }
    }
    return resources
  }

  private static let resource = APIResource(
    group: ObjectKind.externalSecretsGroup, version: "v1", name: "externalsecrets", kind: "ExternalSecret")

  private static func missing(_ name: String, namespace: String?, known: [String]) -> LocatedError {
    let near = known.nearest(to: name)
    let place = namespace == nil ? "in the files given" : "in this namespace"
    return LocatedError(
      "there is no such ExternalSecret \(place)",
      object: ObjectReference(kind: "ExternalSecret", namespace: namespace, name: name),
      hint: near.isEmpty
        ? (namespace == nil ? "check the name" : "choose another namespace with -n")
        : "did you mean \(near.joined(separator: ", "))?")
  }
}
