// What a manifest names: stores, generators, templates' ConfigMaps and Secrets, the Secrets of a store's credentials.

public import Basics
public import ExternalSecrets

/// An object that a manifest names, and the keys it is to have.
public struct NamedObject: Sendable {
  /// Its kind.
  public let kind: ObjectKind
  /// Its namespace; nil if it belongs to none.
  public let namespace: String?
  /// Its name.
  public let name: String
  /// The field that names it.
  let path: FieldPath
  /// The keys that are asked of it, each with the field that does.
  var keys: [(name: String, path: FieldPath)] = []

  /// What it is called in messages and looked up by.
  public var reference: ObjectReference { ObjectReference(kind: kind.name, namespace: namespace, name: name) }

  /// The objects that a manifest names; those whose namespace is open are left out, as are names yet to be filled in.
  static func all(in manifest: Manifest) -> [NamedObject] {
    let found: [NamedObject]
    switch manifest.objectKind {
    case .externalSecret: found = externalSecret(manifest.json["spec"], ["spec"], manifest.namespace)
    case .clusterExternalSecret:
      found = externalSecret(manifest.json["spec"]?["externalSecretSpec"], ["spec", "externalSecretSpec"], nil)
    case .secretStore, .clusterSecretStore:
      let namespace = manifest.objectKind == .secretStore ? manifest.namespace : nil
      found = credentials(manifest.json["spec"]?["provider"], ["spec", "provider"], namespace)
    case .pushSecret: found = pushSecret(manifest)
    default: return []
    }
    return found.filter { !$0.name.isEmpty && !Project.hasSubstitution("\($0.namespace ?? "")\($0.name)") }
  }

  /// An object that nothing but its name is asked of.
  init(_ kind: ObjectKind, namespace: String?, name: String) {
    (self.kind, self.namespace, self.name, path) = (kind, namespace, name, [])
  }

  /// An object of a kind by the members of a reference; nil if the namespace it is in isn't known.
  private init?(_ kind: ObjectKind, _ json: JSON?, at path: FieldPath, in namespace: String?) {
    guard let name = json?["name"]?.string else { return nil }
    guard kind.isClusterScoped || namespace != nil else { return nil }
    (self.kind, self.name, self.path) = (kind, name, path)
    self.namespace = kind.isClusterScoped ? nil : namespace
  }

  // MARK: ExternalSecrets

  private static func externalSecret(_ spec: JSON?, _ path: FieldPath, _ namespace: String?) -> [NamedObject] {
    var found = [store(spec?["secretStoreRef"], path.member("secretStoreRef"), namespace)]
    for list in ["data", "dataFrom"] {
      for (index, entry) in (spec?[list]?.array ?? []).enumerated() {
        let at = path.member(list).element(index).member("sourceRef")
        let source = entry["sourceRef"]
        found.append(store(source?["storeRef"], at.member("storeRef"), namespace))
        found.append(generator(source?["generatorRef"], at.member("generatorRef"), namespace))
      }
    }
    let template = path.member("target").member("template").member("templateFrom")
    for (index, source) in (spec?["target"]?["template"]?["templateFrom"]?.array ?? []).enumerated() {
      for (field, kind) in [("configMap", ObjectKind.configMap), ("secret", .secret)] {
        let at = template.element(index).member(field)
        guard var object = NamedObject(kind, source[field], at: at, in: namespace) else { continue }
        object.keys = (source[field]?["items"]?.array ?? []).enumerated().compactMap { place, item in
          item["key"]?.string.map { ($0, at.member("items").element(place).member("key")) }
        }
        found.append(object)
      }
    }
    return found.compactMap { $0 }
  }

  private static func store(_ json: JSON?, _ path: FieldPath, _ namespace: String?) -> NamedObject? {
    let kind: ObjectKind = json?["kind"]?.string == "ClusterSecretStore" ? .clusterSecretStore : .secretStore
    return NamedObject(kind, json, at: path, in: namespace)
  }

  private static func generator(_ json: JSON?, _ path: FieldPath, _ namespace: String?) -> NamedObject? {
    let kind = ObjectKind(
      apiVersion: json?["apiVersion"]?.string ?? ObjectKind.generatorsGroup, kind: json?["kind"]?.string ?? "")
    guard kind.group == ObjectKind.generatorsGroup, !kind.name.isEmpty else { return nil }
    return NamedObject(kind, json, at: path, in: namespace)
  }

  // MARK: Stores

  /// Members of a provider that name a Secret although their name doesn't end with `SecretRef`.
  private static let secretMembers: Set<String> = ["clientCert", "clientKey", "bearerToken"]

  /// The Secrets, ConfigMaps and ServiceAccounts that a provider's settings name, wherever they stand.
  ///
  /// - Parameters:
  ///   - json: The settings, or a part of them.
  ///   - path: Where they stand.
  ///   - namespace: The store's namespace; nil for a ClusterSecretStore, whose references name theirs.
  /// - Returns: The objects.
  private static func credentials(_ json: JSON?, _ path: FieldPath, _ namespace: String?) -> [NamedObject] {
    (json?.object ?? [:]).flatMap { member -> [NamedObject] in
      let at = path.member(member.key)
      guard let kind = credentialKind(member.key, member.value) else { return credentials(member.value, at, namespace) }
      let named = member.value["namespace"]?.string
      // A SecretStore's references stay in its own namespace: admission says so where they don't.
      guard namespace == nil || named == nil || named == namespace,
        var object = NamedObject(kind, member.value, at: at, in: namespace ?? named)
      else { return [] }
      if kind != .serviceAccount, let key = member.value["key"]?.string { object.keys = [(key, at.member("key"))] }
      return [object]
    }
  }

  private static func credentialKind(_ name: String, _ value: JSON) -> ObjectKind? {
    guard value["name"]?.string != nil else { return nil }
    if name.hasSuffix("SecretRef") || secretMembers.contains(name) { return .secret }
    if name == "serviceAccountRef" || name == "serviceAccount" { return .serviceAccount }
    guard name == "caProvider" else { return nil }
    return ["Secret": .secret, "ConfigMap": .configMap][value["type"]?.string ?? ""]
  }

  // MARK: PushSecrets

  private static func pushSecret(_ manifest: Manifest) -> [NamedObject] {
    let spec = manifest.json["spec"]
    var found: [NamedObject?] = []
    for (index, reference) in (spec?["secretStoreRefs"]?.array ?? []).enumerated() {
      let path = FieldPath([.member("spec"), .member("secretStoreRefs")]).element(index)
      found.append(store(reference, path, manifest.namespace))
    }
    var secret = NamedObject(
      .secret, spec?["selector"]?["secret"], at: ["spec", "selector", "secret"], in: manifest.namespace)
    // A template makes keys of its own.
    if spec?["template"] == nil {
      secret?.keys = (spec?["data"]?.array ?? []).enumerated().compactMap { index, entry in
        guard let key = entry["match"]?["secretKey"]?.string, !key.isEmpty else { return nil }
        return (
          key, FieldPath([.member("spec"), .member("data")]).element(index).member("match").member("secretKey")
        )
      }
    }
    found.append(secret)
    return found.compactMap { $0 }
  }
}
