// The `fake` provider: values written down in the store, with the provider's own quirks (`controller.md`).

public import Basics
public import ExternalSecrets
internal import GJSON
public import Reconciliation
internal import RegularExpressions

/// Reads the values a `fake` store holds.
public struct FakeSource: SecretSource {
  private struct Value: Sendable {
    let value: SecretBytes
    let version: String
  }

  /// The store in words.
  public let description: String
  /// Values under key and version put together, as the provider itself has them; the last of a name counts.
  private let values: [DataKey: Value]

  /// A source over a provider's settings.
  public init(_ provider: FakeProvider, store: String) {
    description = "the fake values of \(store)"
    var values: [DataKey: Value] = [:]
    for entry in provider.data {
      values[DataKey(entry.key + entry.version)] = Value(
        value: SecretBytes(utf8: entry.value), version: entry.version)
    }
    self.values = values
  }

  /// The keys of the store.
  public func knownNames() async -> [String] { values.keys.map(\.text).sorted() }

  /// A value, or what gjson finds in it.
  ///
  /// A property that isn't there counts as a secret that isn't there.
  public func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes {
    guard let value = values[DataKey(reference.key + reference.version)], value.version == reference.version else {
      throw .notFound
    }
    guard !reference.property.isEmpty else { return value.value }
    guard let found = try PropertyPath(reference.property).value(in: value.value) else { throw .notFound }
    return found
  }

  /// The members of a value.
  public func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    try JSONMembers.of(try await secret(reference), name: reference.key)
  }

  /// The values whose keys match, each in its latest version; keys are converted here already.
  public func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] {
    guard let name = query.name else {
      throw .failed(
        cause: "unsupported find operator: the fake provider only finds by name", hint: "use find.name.regexp")
    }
    let expression = try NameExpression(name)
    var latest: [DataKey: Value] = [:]
    for (key, value) in values {
      let name = DataKey(
        key.text.hasSuffix(value.version) ? String(key.text.dropLast(value.version.count)) : key.text)
      guard expression.matches(name.text) else { continue }
      if let known = latest[name], DataKey(known.version) >= DataKey(value.version) { continue }
      latest[name] = value
    }
    let found = latest.sorted { $0.key < $1.key }.map {
      FoundSecret(key: $0.key, remoteKey: $0.key.text, value: $0.value.value)
    }
    return try found.convertingKeys(query.conversionStrategy)
  }
}
