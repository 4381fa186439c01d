// `--values FILE`: values the user supplies for stores that can't be read from here.

public import Basics
public import ExternalSecrets
public import Reconciliation
internal import YAML

/// Values by store and remote key, read from YAML or JSON: `{store: {remote key: value}}`.
///
/// A value that is no string stands for its JSON text, as a provider would hold it.
public struct ValuesFile: Sendable {
  private let stores: [DataKey: [DataKey: SecretBytes]]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: Its content.
  ///   - file: Its name, for errors.
  /// - Throws: ``LocatedError`` where the content has another shape; no value is in it.
  public init(_ bytes: [UInt8], file: String) throws(LocatedError) {
    var stores: [DataKey: [DataKey: SecretBytes]] = [:]
    for document in YAML.documents(bytes, file: file) {
      let json: JSON
      switch document.content {
      case .success(let value): json = value
      case .failure(let error): throw error
      }
      guard let members = json.object else { throw Self.shapeError(json, file) }
      for member in members {
        guard let values = member.value.object else { throw Self.shapeError(member.value, file) }
        for value in values {
          stores[DataKey(member.key), default: [:]][DataKey(value.key)] =
            value.value.string.map(SecretBytes.init(utf8:))
            ?? SecretBytes(value.value.isNull ? [] : value.value.bytes())
        }
      }
    }
    self.stores = stores
  }

  private static func shapeError(_ json: JSON, _ file: String) -> LocatedError {
    LocatedError(
      "is a \(json.kindName), must be an object", file: file, range: json.range,
      hint: "values are given as {store: {remote key: value}}")
  }

  /// The names of the stores it has values for; sorted.
  public var storeNames: [String] { stores.keys.sorted().map(\.text) }

  /// The source of a store's values; nil if the file has none for it.
  public func source(for store: String) -> (any SecretSource)? {
    stores[DataKey(store)].map { ValuesFileSource(store: store, values: $0) }
  }
}

extension ValuesFile {
  /// The source of a legacy backend's values, given under the backend's name; nil if the file has none for it.
  public func source(for backend: LegacyBackend) -> (any LegacySource)? {
    stores[DataKey(backend.type)].map { LegacyValuesSource(backend: backend.type, values: $0) }
  }
}

/// Reads values a user supplied for a backend of kubernetes-external-secrets; versions a file doesn't have.
struct LegacyValuesSource: LegacySource {
  let backend: String
  let values: [DataKey: SecretBytes]

  var description: String { "the values given for \(backend)" }

  func knownNames() async -> [String] { values.keys.map(\.text).sorted() }

  func value(_ read: LegacyRead) async throws(SecretSourceError) -> LegacyValue {
    guard let value = values[DataKey(read.key)] else { throw .notFound }
    return .text(value)
  }

  func values(below path: String, recursive: Bool) async throws(SecretSourceError) -> [FoundSecret] {
    let prefix = Array((path.hasSuffix("/") ? path : path + "/").utf8)
    return values.sorted { $0.key < $1.key }.compactMap { key, value in
      let name = Array(key.text.utf8)
      guard name.starts(with: prefix), recursive || !name.dropFirst(prefix.count).contains(UInt8(ascii: "/")) else {
        return nil
      }
      return FoundSecret(key: key, remoteKey: key.text, value: value)
    }
  }
}

/// Reads values a user supplied.
struct ValuesFileSource: SecretSource {
  let store: String
  let values: [DataKey: SecretBytes]

  var description: String { "the values given for \(store)" }

  /// A value, or the part of it that a property names: a member of that name first, else what gjson finds.
  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes {
    guard let value = values[DataKey(reference.key)] else { throw .notFound }
    guard !reference.property.isEmpty else { return value }
    guard let found = try PropertyPath(reference.property).valueByNameFirst(in: value) else {
      throw .failed(
        cause: "key \(reference.property) does not exist in secret \(reference.key)", hint: "add it to the values file")
    }
    return found
  }

  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    try JSONMembers.of(try await secret(reference), name: reference.key)
  }

  /// The values whose keys begin with the path and match the name; tags a file doesn't have.
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] {
    guard query.tags == nil else {
      throw .notReadable(provider: "values file", reason: "it has no tags to find secrets by")
    }
    let expression = try NameExpression(query.name ?? "")
    let path = query.path ?? ""
    return values.sorted { $0.key < $1.key }.compactMap { key, value in
      guard key.text.utf8.starts(with: path.utf8), expression.matches(key.text) else { return nil }
      return FoundSecret(key: key, remoteKey: key.text, value: value)
    }
  }
}
