// create --from-secret: a Secret made by hand becomes one that the controller makes.

import Basics
import ExternalSecrets
import Kubernetes
import Reconciliation
import Scaffolding

/// A live Secret whose keys are looked for in a provider.
struct AdoptedSecret: Sendable {
  private let name: String
  private let world: CreateWorld
  private let remote: RemoteSecrets

  init(_ name: String, _ world: CreateWorld, _ remote: RemoteSecrets) {
    self.name = name
    self.world = world
    self.remote = remote
  }

  /// Writes an entry for each key into a request, and commands for those that are nowhere into the notes.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - notes: The notes.
  /// - Throws: ``LocatedError`` where the Secret isn't there, can't be read, or is the controller's already.
  func write(into request: inout ExternalSecretRequest, notes: inout [String]) async throws(LocatedError) {
    let manifest = try await read()
    let data = try values(of: manifest)
    let type = manifest.json["type"]?.string ?? "Opaque"
    request.target.type = type == "Opaque" ? nil : type
    if name != request.name { request.target.name = name }
    // A key of this run's own: fingerprints mean nothing outside it, and none is printed.
    let key = world.environment.randomBytes(32)
    let fingerprint: @Sendable (SecretBytes) -> [UInt8] = { value in
      Digest.sha256.authenticationCode(of: value.reveal(), key: key)
    }
    let matching = SecretMatching(
      secret: name, candidates: await remote.candidates(for: name, keys: data.map { $0.key }, fingerprint))
    var missing: [String] = []
    for (key, value) in data {
      switch matching.match(key: key, fingerprint: fingerprint(value)) {
      case .value(let reference, let isNamed):
        let comment = isNamed ? nil : "Found by its value alone: make sure that this is the one."
        request.data.append(RequestedKey(secretKey: key, remote: reference, comment: comment))
      case .name(let reference):
        let comment = "Found by its name: the value there is another than in Secret \(name)."
        request.data.append(RequestedKey(secretKey: key, remote: reference, comment: comment))
      case .none:
        let creation = RemoteCreation(
          key: key, of: name, namespace: world.namespace,
          isText: String(validating: value.reveal(), as: UTF8.self) != nil)
        let (service, region, prefix) = place
        request.data.append(
          RequestedKey(
            secretKey: key, remote: RemoteReference(key: creation.remoteKey(service)),
            comment: "Not there yet: see the command on standard error."))
        missing.append(creation.command(service, region: region, prefix: prefix))
      }
    }
    guard !missing.isEmpty else { return }
    notes.append(
      "\(missing.count) of \(data.count) keys were not found in \(remote.source.description); to create them:")
    notes += missing.map { "  " + $0 }
  }

  private func read() async throws(LocatedError) -> Manifest {
    let reference = ObjectReference(kind: "Secret", namespace: world.namespace, name: name)
    let found: Manifest?
    do throws(ClusterReadError) {
      found = try await world.connection.reader(over: world.files).object(
        ObjectQuery(.secret, namespace: world.namespace, name: name))
    } catch {
      throw LocatedError(error.message, object: reference, hint: error.hint)
    }
    guard let found else {
      throw LocatedError(
        "there is no such Secret", object: reference, hint: "check the name, or choose another namespace with -n")
    }
    let owners = found.json["metadata"]?["ownerReferences"]?.array ?? []
    if let owner = owners.first(where: { $0["kind"]?.string == "ExternalSecret" })?["name"]?.string {
      throw LocatedError(
        "ExternalSecret \(owner) makes this Secret already", object: reference,
        hint: "see kubectl get externalsecret \(owner) -o yaml")
    }
    return found
  }

  /// The values by key; keys that differ in no more than spelling stay apart.
  private func values(of manifest: Manifest) throws(LocatedError) -> [(key: String, value: SecretBytes)] {
    var list: [(key: String, value: SecretBytes)] = []
    for member in manifest.json["stringData"]?.object ?? [:] {
      list.append((member.key, SecretBytes(utf8: member.value.string ?? "")))
    }
    for member in manifest.json["data"]?.object ?? [:] where !list.contains(where: { $0.key == member.key }) {
      guard let bytes = Base64.standard.decode(member.value.string ?? "") else {
        throw manifest.error("is not base64", at: ["data", member.key], hint: "correct the manifest")
      }
      list.append((member.key, SecretBytes(bytes)))
    }
    guard !list.isEmpty else { throw manifest.error("has no keys", hint: "name another Secret") }
    return list
  }

  private var place: (AWSProvider.Service, region: String?, prefix: String) {
    guard case .aws(let aws)? = remote.store.provider else { return (.secretsManager, nil, "") }
    return (aws.service ?? .secretsManager, aws.region.isEmpty ? nil : aws.region, aws.prefix)
  }
}
