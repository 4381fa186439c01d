// A ClusterExternalSecret is as many ExternalSecrets as it selects namespaces.

internal import Basics
internal import ExternalSecrets

/// Says which ExternalSecrets a ClusterExternalSecret makes.
struct ClusterExternalSecretExpansion {
  let cluster: any ClusterReader
  let manifest: Manifest

  /// One subject for each namespace, by name; one that is refused where nothing can be made.
  func subjects() async -> [Subject] {
    let decoded = ClusterExternalSecret.decode(manifest)
    let object = decoded.object
    let acceptance = Acceptance(manifest)
    if let error = acceptance.refusal ?? decoded.errors.first { return [refused(object, in: "", error)] }
    let provisioned = await provisioned()
    guard !manifest.isBeingDeleted else {
      return await dropped(object, from: provisioned.namespaces, why: "the ClusterExternalSecret is being deleted")
    }
    let namespaces: [String]
    do throws(ClusterReadError) { namespaces = try await self.namespaces(of: object) } catch {
      let located = manifest.error(
        "the namespaces could not be read: \(error.message)", at: ["spec", "namespaceSelectors"], hint: error.hint)
      return [refused(object, in: "", located)]
    }
    var subjects: [Subject] = []
    for namespace in namespaces {
      var subject = await subject(of: object, in: namespace)
      subject.notes += acceptance.notes
      subjects.append(subject)
    }
    if let name = provisioned.name, name != object.childName {
      subjects += await dropped(
        object, named: name, from: provisioned.namespaces, why: "the ClusterExternalSecret names its children anew")
    }
    subjects += await dropped(
      object, from: provisioned.namespaces.filter { !namespaces.contains($0) },
      why: "the ClusterExternalSecret no longer selects the namespace")
    return subjects
  }

  /// Where it has children, and by which name, as its status in the cluster says.
  private func provisioned() async -> (namespaces: [String], name: String?) {
    var status = manifest.json["status"]
    if manifest.uid == nil {
      let query = ObjectQuery(.clusterExternalSecret, namespace: nil, name: manifest.name)
      // One that can't be read counts as new, as an ExternalSecret does.
      status = ((try? await cluster.object(query)) ?? nil)?.json["status"] ?? status
    }
    let name = status?["externalSecretName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    return ((status?["provisionedNamespaces"]?.array ?? []).compactMap(\.string).sorted(), name)
  }

  /// The children that are deleted, and with them what they own.
  private func dropped(
    _ object: ClusterExternalSecret, named name: String? = nil, from namespaces: [String], why: String
  ) async -> [Subject] {
    var subjects: [Subject] = []
    for namespace in namespaces {
      let query = ObjectQuery(.externalSecret, namespace: namespace, name: name ?? object.childName)
      guard let child = (try? await cluster.object(query)) ?? nil, isOwned(child) else { continue }
      var metadata = child.json["metadata"]?.object ?? [:]
      // As it will be once the controller has deleted it; when that is has no say.
      metadata["deletionTimestamp"] = metadata["deletionTimestamp"] ?? "1970-01-01T00:00:00Z"
      var members = child.json.object ?? [:]
      members["metadata"] = .object(metadata)
      let deleted = Manifest(.object(members), file: manifest.file, document: manifest.document)
      var subject = Subject(deleted, madeBy: manifest.reference)
      subject.notes = [manifest.error("\(why): the controller deletes \(child.reference)")]
      subjects.append(subject)
    }
    return subjects
  }

  /// The namespaces selected, by name, each once, without those being deleted.
  private func namespaces(of object: ClusterExternalSecret) async throws(ClusterReadError) -> [String] {
    var names: Set<String> = []
    for name in object.namespaces {
      guard let namespace = try await cluster.object(ObjectQuery(.namespace, namespace: nil, name: name)),
        !namespace.isBeingDeleted
      else { continue }
      names.insert(name)
    }
    for selector in object.namespaceSelectors {
      if let problem = selector.problem { throw ClusterReadError("failed to convert label selector: \(problem)") }
      for namespace in try await cluster.objects(.namespace, namespace: nil, labels: selector)
      where !namespace.isBeingDeleted {
        names.insert(namespace.name)
      }
    }
    return names.sorted()
  }

  private func subject(of object: ClusterExternalSecret, in namespace: String) async -> Subject {
    let child = child(of: object, in: namespace)
    let query = ObjectQuery(.externalSecret, namespace: namespace, name: object.childName)
    let existing = (try? await cluster.object(query)).flatMap { $0 }
    guard let existing, !isOwned(existing) else { return Subject(child, madeBy: manifest.reference) }
    return Subject(
      child, madeBy: manifest.reference,
      refusal: manifest.error(
        "external secret already exists in namespace \(namespace): \(object.childName) is not made by this "
          + "ClusterExternalSecret", at: ["spec", "externalSecretName"],
        hint: "delete or rename that ExternalSecret, or set another spec.externalSecretName"))
  }

  private func isOwned(_ existing: Manifest) -> Bool {
    guard let owner = existing.controllerReference else { return false }
    return ObjectKind(apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
      == .clusterExternalSecret && owner["name"]?.string == manifest.name
  }

  private func refused(_ object: ClusterExternalSecret, in namespace: String, _ error: LocatedError) -> Subject {
    Subject(child(of: object, in: namespace), madeBy: manifest.reference, refusal: error)
  }

  /// The ExternalSecret for a namespace: the spec as it stands, so that its fields keep their places in the file.
  private func child(of object: ClusterExternalSecret, in namespace: String) -> Manifest {
    var annotations = object.annotations
    annotations[Bookkeeping.forceSyncAnnotation] = manifest.annotations[Bookkeeping.forceSyncAnnotation]
    var metadata: JSON.Members = ["name": .string(object.childName), "namespace": .string(namespace)]
    if !object.labels.isEmpty { metadata.append("labels", Self.strings(object.labels)) }
    if !annotations.isEmpty { metadata.append("annotations", Self.strings(annotations)) }
    let json: JSON = [
      "apiVersion": .string(manifest.apiVersion), "kind": "ExternalSecret", "metadata": .object(metadata),
      "spec": manifest.json["spec"]?["externalSecretSpec"] ?? [:],
    ]
    return Manifest(json, file: manifest.file, document: manifest.document)
  }

  private static func strings(_ map: [String: String]) -> JSON {
    let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return .object(JSON.Members(sorted.map { .init(key: $0.key, value: .string($0.value)) }))
  }
}
