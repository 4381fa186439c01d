// The same request for a cluster still on kubernetes-external-secrets.

public import Basics
public import ExternalSecrets

/// Where a legacy object reads, since it has no store.
public struct LegacyBackend: Sendable {
  /// The service of AWS'.
  public var service: AWSProvider.Service
  /// The region; nil for the controller's own.
  public var region: String?
  /// The role to assume; nil for the controller's own identity.
  public var role: String?

  /// A backend.
  public init(service: AWSProvider.Service, region: String?, role: String?) {
    self.service = service
    self.region = region
    self.role = role
  }
}

extension ExternalSecretRequest {
  /// The `kubernetes-client.io/v1` ExternalSecret.
  ///
  /// - Parameter backend: Where it reads.
  /// - Returns: The manifest.
  /// - Throws: ``LocatedError`` for what the retired controller can't do.
  public func legacyDraft(_ backend: LegacyBackend) throws(LocatedError) -> ManifestDraft {
    var request = self
    // It names no store; every other rule is the same.
    request.store = StoreReference(name: "none")
    try request.check()
    try refuseWhatLegacyLacks()
    var metadata: JSON.Members = ["name": .string(name)]
    metadata.append("namespace", unlessNil: namespace.map(JSON.string))
    var spec: JSON.Members = ["backendType": backend.service == .parameterStore ? "systemManager" : "secretsManager"]
    spec.append("region", unlessNil: backend.region.map(JSON.string))
    spec.append("roleArn", unlessNil: backend.role.map(JSON.string))
    if let template = legacyTemplate { spec.append("template", template) }
    if !data.isEmpty {
      spec.append("data", .array(try data.map { entry throws(LocatedError) in try legacy(entry, backend) }))
    }
    if !extracts.isEmpty { spec.append("dataFrom", .array(extracts.map { .string($0.key) })) }
    let json: JSON = [
      "apiVersion": .string("\(ObjectKind.legacyGroup)/v1"), "kind": "ExternalSecret", "metadata": .object(metadata),
      "spec": .object(spec),
    ]
    return ManifestDraft(
      json,
      comments: [.init([], ["For kubernetes-external-secrets, which is retired: the Secret gets this object's name."])])
  }

  private func refuseWhatLegacyLacks() throws(LocatedError) {
    let refused: [(isGiven: Bool, option: String)] = [
      (find != nil, "--find, --find-tag and --path"), (generator != nil, "--generator"),
      (target.name.map { $0 != name } ?? false, "--target: the Secret has the object's name"),
      (refreshInterval != nil, "--refresh-interval"), (target.creationPolicy != nil, "--creation-policy"),
      (target.deletionPolicy != nil, "--deletion-policy"), (!target.template.isEmpty, "--template"),
      (extracts.contains { !$0.property.isEmpty || !$0.version.isEmpty }, "a property or version with --extract"),
    ]
    if let first = refused.first(where: \.isGiven) {
      throw LocatedError(
        "kubernetes-external-secrets knows no \(first.option)", hint: "leave it out, or leave out --legacy")
    }
    if let type = target.type.flatMap(SecretType.init(apiName:)), !(try type.template(for: entryKeys).isEmpty) {
      throw LocatedError(
        "kubernetes-external-secrets can't make \(type.requiredKeys.joined(separator: " and ")) of other keys",
        hint: "name the keys as the type \(type.rawValue) wants them")
    }
  }

  private var legacyTemplate: JSON? {
    var members: JSON.Members = [:]
    var metadata: JSON.Members = [:]
    metadata.append("labels", unlessNil: JSON.Members.texts(labels))
    metadata.append("annotations", unlessNil: JSON.Members.texts(annotations))
    if !metadata.isEmpty { members.append("metadata", .object(metadata)) }
    members.append("type", unlessNil: target.type.map(JSON.string))
    return members.isEmpty ? nil : .object(members)
  }

  private func legacy(_ entry: RequestedKey, _ backend: LegacyBackend) throws(LocatedError) -> JSON {
    var key = entry.remote.key
    var members: JSON.Members = [:]
    let version = entry.remote.version
    // Parameter Store's versions are part of the key; Secrets Manager's are stages or ids.
    if backend.service == .parameterStore, !version.isEmpty { key += ":\(version)" }
    members.append("key", .string(key))
    members.append("name", .string(entry.secretKey))
    if !entry.remote.property.isEmpty { members.append("property", .string(entry.remote.property)) }
    if backend.service == .secretsManager, !version.isEmpty {
      let isID = version.hasPrefix("uuid/")
      members.append(isID ? "versionId" : "versionStage", .string(isID ? String(version.dropFirst(5)) : version))
    }
    return .object(members)
  }
}
