// The retired kind: which values of which backend kubernetes-external-secrets writes into a Secret (`legacy.md`).

public import Basics

/// An ExternalSecret of kubernetes-external-secrets (`kubernetes-client.io/v1`).
public struct LegacyExternalSecret: Sendable {
  /// The object it was decoded from.
  public var manifest: Manifest
  /// Where the specification stands: `spec`, or `secretDescriptor` in the oldest form.
  public var root: FieldPath
  /// Where the entries stand: `data` below the root, or `properties` in the oldest form.
  public var dataPath: FieldPath
  /// Where values are read from.
  public var backend: LegacyBackend
  /// Which of several instances of the controller it belongs to; nil for the one without a name.
  public var controllerID: String?
  /// Whole maps of values, first (`dataFrom`).
  public var dataFrom: [LegacyMapEntry]
  /// Whole maps of values with options, second (`dataFromWithOptions`).
  public var dataFromWithOptions: [LegacyMapEntry]
  /// Single values, and paths, last.
  public var data: [LegacyDataEntry]
  /// What the Secret is merged over: any part of one, every string a template of lodash.
  public var template: JSON?
  /// The Secret's type: `template.type`, else `spec.type`, else `Opaque`.
  public var type: String

  /// Its namespace; empty where neither the manifest nor its reader knows one.
  public var namespace: String { manifest.namespace ?? "" }

  /// Whether it is written in the oldest form, which the last CustomResourceDefinition refuses.
  public var isOldestForm: Bool { root.steps != [.member("spec")] || dataPath.steps.last == .member("properties") }

  /// Decodes an object of either spelling.
  public static func decode(_ manifest: Manifest) -> Decoded<LegacyExternalSecret> {
    manifest.decoded { reader in
      _ = reader.value("status")
      // As in the controller, the oldest form counts only where there is no spec.
      let name = reader.value("spec") == nil ? "secretDescriptor" : "spec"
      let decoded = reader.object(name) { LegacyExternalSecret(manifest, name, &$0) }
      if name == "spec" { _ = reader.value("secretDescriptor") }
      guard let decoded else {
        var nothing = FieldReader(nil, at: ["spec"], log: reader.log)
        return LegacyExternalSecret(manifest, "spec", &nothing)
      }
      return decoded
    }
  }

  private init(_ manifest: Manifest, _ name: String, _ reader: inout FieldReader) {
    self.manifest = manifest
    root = FieldPath([.member(name)])
    backend = LegacyBackend(&reader)
    controllerID = reader.string("controllerId")
    dataFrom = reader.strings("dataFrom").enumerated().map { [root] index, key in
      LegacyMapEntry(path: root.member("dataFrom").element(index), key: key)
    }
    dataFromWithOptions = reader.objects("dataFromWithOptions") { LegacyMapEntry(&$0) }
    let hasProperties = reader.value("properties") != nil
    let field = reader.value("data") == nil && hasProperties ? "properties" : "data"
    dataPath = root.member(field)
    data = reader.objects(field) { LegacyDataEntry(&$0) }
    template = reader.value("template")
    let ownType = reader.string("type") ?? ""
    let templateType = template?["type"]?.string ?? ""
    type = !templateType.isEmpty ? templateType : !ownType.isEmpty ? ownType : "Opaque"
  }
}

/// Where a legacy object reads its values from.
public struct LegacyBackend: Sendable, Hashable {
  /// The two kinds of backend that are AWS'.
  public enum AWSService: String, Sendable, Hashable, CaseIterable {
    /// Secrets Manager.
    case secretsManager
    /// Systems Manager's Parameter Store.
    case systemManager
  }

  /// The backend's name: `secretsManager`, `systemManager`, `vault`, …; empty where none is named.
  public var type: String
  /// The AWS region; nil for the controller's own.
  public var region: String?
  /// The role to assume; nil for none.
  public var roleARN: String?
  /// The role at Vault; nil for none.
  public var vaultRole: String?
  /// Where Vault's Kubernetes authentication is mounted.
  public var vaultMountPoint: String?
  /// The version of Vault's key/value engine.
  public var kvVersion: Int?
  /// The Azure key vault's name.
  public var keyVaultName: String?
  /// The Google Cloud project.
  public var projectID: String?
  /// Whether IBM's secrets are named, not identified.
  public var isKeyByName: Bool?

  /// A backend.
  public init(type: String, region: String? = nil, roleARN: String? = nil) {
    self.type = type
    self.region = region
    self.roleARN = roleARN
  }

  init(_ reader: inout FieldReader) {
    func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    type = reader.string("backendType") ?? ""
    region = nonEmpty(reader.string("region"))
    roleARN = nonEmpty(reader.string("roleArn"))
    vaultRole = nonEmpty(reader.string("vaultRole"))
    vaultMountPoint = nonEmpty(reader.string("vaultMountPoint"))
    kvVersion = reader.value("kvVersion")?.int
    keyVaultName = nonEmpty(reader.string("keyVaultName"))
    projectID = nonEmpty(reader.string("projectId"))
    isKeyByName = reader.bool("keyByName")
  }

  /// The service, if the backend is AWS'.
  public var awsService: AWSService? { AWSService(rawValue: type) }

  /// The role that a namespace's annotation has to permit.
  public var assumedRole: String? { roleARN ?? vaultRole }
}

/// The members of one remote secret (`dataFrom[]`, `dataFromWithOptions[]`).
public struct LegacyMapEntry: Sendable, Hashable {
  /// Where the entry stands.
  public var path: FieldPath
  /// The secret's name in the backend.
  public var key: String
  /// Its version.
  public var version: LegacyVersion
  /// Whether `isBinary` is set; the controller doesn't look at it here.
  public var isBinary: Bool

  init(path: FieldPath, key: String) {
    self.path = path
    self.key = key
    version = LegacyVersion()
    isBinary = false
  }

  init(_ reader: inout FieldReader) {
    path = reader.path
    key = reader.string("key") ?? ""
    version = LegacyVersion(&reader)
    isBinary = reader.bool("isBinary") ?? false
  }
}

/// One value, or all parameters below a path (`data[]`).
public struct LegacyDataEntry: Sendable, Hashable {
  /// Where the entry stands.
  public var at: FieldPath
  /// The key it is written under; nil where none is given.
  public var name: String?
  /// The secret's name in the backend; nil where none is given.
  public var key: String?
  /// Below which all parameters are read (`systemManager`); nil to read one secret.
  public var path: String?
  /// Whether those further below are read too.
  public var isRecursive: Bool
  /// A lodash path into the value; nil for the whole value.
  public var property: String?
  /// Whether the value is base64 to be decoded.
  public var isBinary: Bool
  /// Its version.
  public var version: LegacyVersion

  init(_ reader: inout FieldReader) {
    at = reader.path
    name = reader.string("name")
    key = reader.string("key")
    path = reader.string("path").flatMap { $0.isEmpty ? nil : $0 }
    isRecursive = reader.bool("recursive") ?? false
    property = reader.string("property")
    isBinary = reader.bool("isBinary") ?? false
    version = LegacyVersion(&reader)
    // IBM's kind of secret: of no concern to what can be read from here.
    _ = reader.value("secretType")
  }
}

/// Which version of a remote secret.
public struct LegacyVersion: Sendable, Hashable {
  /// A stage of AWS Secrets Manager; nil means `AWSCURRENT`.
  public var stage: String?
  /// A version's ID, which goes before the stage.
  public var id: String?
  /// A version of Google Cloud.
  public var number: String?

  /// The current version.
  public init() {}

  init(_ reader: inout FieldReader) {
    // The old controller takes an empty ID for none, and hands an empty stage to AWS, which refuses it.
    stage = reader.string("versionStage")
    id = reader.string("versionId").flatMap { $0.isEmpty ? nil : $0 }
    let version = reader.value("version")
    number = version?.string ?? version?.number
  }
}

extension LegacyExternalSecret {
  /// The keys of the Secret it writes, if they are certain from the manifest alone.
  public var certainKeys: Set<String>? {
    guard dataFrom.isEmpty, dataFromWithOptions.isEmpty, data.allSatisfy({ $0.path == nil }) else { return nil }
    var keys = Set(data.compactMap(\.name))
    for field in ["data", "stringData"] { keys.formUnion((template?[field]?.object ?? [:]).map(\.key)) }
    return keys
  }

  /// The keys its templates see, if they are certain from the manifest alone.
  public var dataKeys: Set<String>? {
    guard dataFrom.isEmpty, dataFromWithOptions.isEmpty, data.allSatisfy({ $0.path == nil }) else { return nil }
    return Set(data.compactMap(\.name))
  }
}
