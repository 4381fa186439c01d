// The stores that legacy objects need: one for each backend, region and role they read from.

internal import Basics
internal import ExternalSecrets
internal import Scaffolding

/// Makes stores for legacy backends, each once.
struct LegacyStores {
  private struct Key: Hashable {
    let namespace: String?
    let backend: ExternalSecrets.LegacyBackend
  }

  private(set) var drafts: [ManifestDraft] = []
  private(set) var backends: [String: ExternalSecrets.LegacyBackend] = [:]
  private(set) var losses: [LocatedError] = []
  private let settings: Conversion.Settings
  private var references: [Key: StoreReference] = [:]
  private var taken: Set<String>

  /// What stands where a value has to be filled in: the name of the old controller's own setting.
  private static let (missingRegion, missingServer) = ("AWS_REGION", "VAULT_ADDR")

  init(_ settings: Conversion.Settings, taken manifests: [Manifest]) {
    self.settings = settings
    taken = Set(
      manifests.filter { [.secretStore, .clusterSecretStore].contains($0.objectKind) }.map(\.name))
  }

  /// The store of an object's backend, made if it isn't there yet.
  mutating func reference(for object: LegacyExternalSecret) -> StoreReference {
    let namespace = settings.usesClusterStores ? nil : object.manifest.json["metadata"]?["namespace"]?.string
    let key = Key(namespace: namespace, backend: object.backend)
    if let known = references[key] { return known }
    // The same backend has the same name in each namespace.
    let known = references.first(where: { $0.key.backend == object.backend })?.value
    let reference =
      known
      ?? StoreReference(
        name: name(object.backend), kind: settings.usesClusterStores ? .clusterSecretStore : .secretStore)
    references[key] = reference
    backends[reference.name] = object.backend
    if let provider = provider(object) {
      var metadata: JSON.Members = ["name": .string(reference.name)]
      metadata.append("namespace", ifAny: namespace.map(JSON.string))
      drafts.append(
        ManifestDraft([
          "apiVersion": "external-secrets.io/v1", "kind": .string(reference.kind.rawValue),
          "metadata": .object(metadata), "spec": ["provider": provider],
        ]))
    }
    return reference
  }

  /// A name from the backend, its region and its role; each is a part of a DNS name.
  private mutating func name(_ backend: ExternalSecrets.LegacyBackend) -> String {
    let role = backend.roleARN?.split(separator: "/").last.map(String.init)
    let parts = [
      backend.type, backend.region, role, backend.vaultRole, backend.vaultMountPoint, backend.keyVaultName,
      backend.projectID,
    ]
    let bytes = parts.compactMap { $0 }.joined(separator: "-").lowercased().utf8.map { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) ? byte : UInt8(ascii: "-")
    }
    let words = bytes.prefix(200).split(separator: UInt8(ascii: "-")).map { String(decoding: $0, as: UTF8.self) }
    let base = words.isEmpty ? "store" : words.joined(separator: "-")
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }

  private mutating func lose(_ message: String, _ object: LegacyExternalSecret, at field: String, hint: String) {
    losses.append(object.manifest.error(message, at: object.root.member(field), hint: hint))
  }

  /// The provider of a backend; nil where there is none that is known here.
  private mutating func provider(_ object: LegacyExternalSecret) -> JSON? {
    let backend = object.backend
    switch backend.type {
    case "secretsManager", "systemManager": return aws(object)
    case "gcpSecretsManager":
      guard let project = backend.projectID else {
        lose(
          "no projectId: the old controller took its own project", object, at: "backendType",
          hint: "set spec.provider.gcpsm.projectID of the store")
        return ["gcpsm": [:]]
      }
      return ["gcpsm": ["projectID": .string(project)]]
    case "azureKeyVault":
      let url = "https://\(backend.keyVaultName ?? "").vault.azure.net"
      return ["azurekv": ["authType": "ManagedIdentity", "vaultUrl": .string(url)]]
    case "vault": return vault(object)
    default:
      lose(
        "no store is made for backend \(backend.type)", object, at: "backendType",
        hint:
          "write the store \(references[Key(namespace: nil, backend: backend)]?.name ?? backend.type.lowercased()) yourself"
      )
      return nil
    }
  }

  private mutating func aws(_ object: LegacyExternalSecret) -> JSON {
    let backend = object.backend
    let region = backend.region ?? settings.region
    if region == nil {
      lose(
        "no region: the old controller took its pod's, which is not known here", object, at: "backendType",
        hint: "give it with --region, or fill it in for \(Self.missingRegion) in the store")
    }
    var aws: JSON.Members = [
      "service": backend.awsService == .systemManager ? "ParameterStore" : "SecretsManager",
      "region": .string(region ?? Self.missingRegion),
    ]
    aws.append("role", ifAny: backend.roleARN.map(JSON.string))
    return ["aws": .object(aws)]
  }

  private mutating func vault(_ object: LegacyExternalSecret) -> JSON {
    let backend = object.backend
    lose(
      "the address of Vault stands in no object: it is a setting of the old controller", object, at: "backendType",
      hint: "fill it in for \(Self.missingServer) in the store")
    return [
      "vault": [
        "server": .string(Self.missingServer), "version": .string("v\(backend.kvVersion ?? 2)"),
        "auth": [
          "kubernetes": [
            "mountPath": .string(backend.vaultMountPoint ?? "kubernetes"), "role": .string(backend.vaultRole ?? ""),
          ]
        ],
      ]
    ]
  }
}
