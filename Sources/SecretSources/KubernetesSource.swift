// The `kubernetes` provider: Secrets of a namespace, with the provider's own quirks.

public import Basics
public import ExternalSecrets
public import Reconciliation

/// Reads Secrets of one namespace of the cluster at hand.
///
/// The controller reads them as the store's ServiceAccount, this source as whoever runs the program.
public struct KubernetesSource: SecretSource {
  /// The namespace in words.
  public let description: String
  private let cluster: any ClusterReader
  private let namespace: String

  /// A source over a namespace.
  public init(cluster: any ClusterReader, namespace: String) {
    description = "the Secrets of namespace \(namespace)"
    self.cluster = cluster
    self.namespace = namespace
  }

  /// Reads the Secrets ahead that are named.
  public func prefetch(_ reads: [RemoteRead]) async {
    let names = Set(
      reads.compactMap { read -> String? in
        switch read {
        case .secret(let reference), .secretMap(let reference): reference.key
        case .find: nil
        }
      })
    await cluster.prefetch(names.map { ObjectQuery(.secret, namespace: namespace, name: $0) })
  }

  /// A key of a Secret, or what gjson finds in it; without property the whole data as a JSON object of strings.
  ///
  /// A Secret that isn't there is a plain error here, so that no deletionPolicy helps.
  public func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes {
    guard let secret = try await read(reference.key) else {
      throw .failed(
        cause: "secrets \"\(reference.key)\" not found in namespace \(namespace)", hint: "correct remoteRef.key")
    }
    let property = reference.property
    switch (reference.metadataPolicy, property.isEmpty) {
    case (.fetch, true):
      let metadata: JSON = [
        "annotations": Self.goMap(secret.manifest.annotations), "labels": Self.goMap(secret.manifest.labels),
      ]
      return SecretBytes(metadata.bytes(.goEncoder))
    case (.none, true): return SecretBytes(Self.text(of: secret.data).bytes(.goEncoder))
    case (.fetch, false):
      if let value = try metadata(property, of: secret.manifest) { return value }
      throw .failed(cause: "property \(property) does not exist in metadata of secret \"\(reference.key)\"", hint: nil)
    case (.none, false):
      if let value = try data(property, of: secret) { return value }
      throw .failed(
        cause: "property \(property) does not exist in data of secret \"\(reference.key)\"",
        hint: "its keys are: \(secret.data.keys.sorted().map(\.text).joined(separator: ", "))")
    }
  }

  /// The data of a Secret; with property the members of one key's JSON object.
  public func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    guard let secret = try await read(reference.key) else { throw .notFound }
    let isMetadata = reference.metadataPolicy == .fetch
    let map = isMetadata ? Self.metadataMap(secret.manifest) : secret.data
    guard !reference.property.isEmpty else { return map }
    // The provider looks the property up in the data as JSON would have it: base64.
    let members = map.sorted { $0.key < $1.key }.map { entry in
      JSON.Members.Member(key: entry.key.text, value: .string(Base64.standard.encode(entry.value.reveal())))
    }
    let document = SecretBytes(JSON.object(JSON.Members(members)).bytes(.goEncoder))
    guard let found = try PropertyPath(reference.property).valueByNameFirst(in: document) else {
      throw .failed(cause: "property \(reference.property) does not exist in key \(reference.key)", hint: nil)
    }
    guard let decoded = Base64.standard.decode(found.reveal()),
      let json = try? JSON.parse(decoded, locating: false), let values = json.isNull ? [:] : json.object
    else {
      throw .failed(
        cause: "failed to unmarshal secret: the value of \(reference.property) is not a JSON object", hint: nil)
    }
    // Each member is encoded again: strings keep their quotes.
    var result: [DataKey: SecretBytes] = [:]
    for member in values {
      guard let value = GoJSON.normalized(member.value) else {
        throw .failed(cause: "failed to unmarshal secret: a number is too large", hint: nil)
      }
      result[DataKey(member.key)] = SecretBytes(value.bytes(.goEncoder))
    }
    return result
  }

  /// The Secrets with all labels asked for, or else those whose names match, each as a JSON object of strings.
  public func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] {
    var selector = LabelSelector()
    var expression: NameExpression?
    if let tags = query.tags {
      selector.matchLabels = tags
      if let problem = selector.problem {
        throw .failed(cause: "unable to validate selector tags: \(problem)", hint: "tags are labels of Secrets")
      }
    } else if let name = query.name {
      expression = try NameExpression(name)
    } else {
      throw .failed(cause: "unexpected find operator: neither name nor tags", hint: "use find.name.regexp or find.tags")
    }
    let secrets: [Manifest]
    do throws(ClusterReadError) {
      secrets = try await cluster.objects(.secret, namespace: namespace, labels: selector)
    } catch {
      throw .unavailable(cause: "unable to list secrets: \(error.message)", hint: error.hint)
    }
    let found = secrets.sorted { $0.name < $1.name }.compactMap { manifest -> FoundSecret? in
      guard expression?.matches(manifest.name) ?? true else { return nil }
      let value = SecretBytes(Self.text(of: LiveSecret(manifest).data).bytes(.goEncoder))
      return FoundSecret(key: DataKey(manifest.name), remoteKey: manifest.name, value: value)
    }
    return try found.convertingKeys(query.conversionStrategy)
  }

  // MARK: One Secret

  private func read(_ name: String) async throws(SecretSourceError) -> LiveSecret? {
    do throws(ClusterReadError) {
      return try await cluster.object(ObjectQuery(.secret, namespace: namespace, name: name)).map(LiveSecret.init)
    } catch {
      throw .unavailable(
        cause: "secret \"\(name)\" of namespace \(namespace) could not be read: \(error.message)", hint: error.hint)
    }
  }

  /// The key of exactly this name, or else the key before the first dot with a gjson path behind it.
  private func data(_ property: String, of secret: LiveSecret) throws(SecretSourceError) -> SecretBytes? {
    if let value = secret.data[DataKey(property)] { return value }
    let parts = property.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, let value = secret.data[DataKey(String(parts[0]))]
    else { return nil }
    return try PropertyPath(String(parts[1])).value(in: value)
  }

  /// `labels`, `annotations`, or one of them; names with dots in them can't be reached, as in the provider.
  private func metadata(_ property: String, of manifest: Manifest) throws(SecretSourceError) -> SecretBytes? {
    let path = property.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let map: [String: String]
    switch path.first {
    case "labels": map = manifest.labels
    case "annotations": map = manifest.annotations
    default: return nil
    }
    guard path.count > 1 else { return SecretBytes(Self.goMap(map).bytes(.goEncoder)) }
    guard let value = map[path[1]] else { return nil }
    guard path.count > 2 else { return SecretBytes(utf8: value) }
    return try PropertyPath(path.dropFirst(2).joined()).value(in: SecretBytes(utf8: value))
  }

  private static func metadataMap(_ manifest: Manifest) -> [DataKey: SecretBytes] {
    [
      "labels": SecretBytes(goMap(manifest.labels).bytes(.goEncoder)),
      "annotations": SecretBytes(goMap(manifest.annotations).bytes(.goEncoder)),
    ]
  }

  /// A map as Go's JSON has it: `null` if there is none.
  private static func goMap(_ map: [String: String]) -> JSON {
    guard !map.isEmpty else { return .null }
    let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return .object(JSON.Members(sorted.map { .init(key: $0.key, value: .string($0.value)) }))
  }

  private static func text(of data: [DataKey: SecretBytes]) -> JSON {
    let sorted = data.sorted { $0.key < $1.key }
    return .object(
      JSON.Members(sorted.map { .init(key: $0.key.text, value: .string(GoText.string($0.value.reveal()))) }))
  }
}
