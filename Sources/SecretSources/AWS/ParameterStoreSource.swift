// Parameter Store as the controller's client reads it (`controller.md`).

internal import AWS
internal import Basics
internal import ExternalSecrets
internal import Reconciliation

/// Reads parameters of one region in one name.
struct ParameterStoreSource: SecretSource {
  private let client: ParameterStore
  /// What the store puts before every remote key.
  private let prefix: String
  private let errors: AWSErrorWording

  init(_ client: ParameterStore, prefix: String, errors: AWSErrorWording) {
    self.client = client
    self.prefix = prefix
    self.errors = errors
  }

  var description: String { "AWS Parameter Store in \(client.region)" }
  var absenceHint: String? { errors.absenceHint }

  /// Begins to read parameters, ten a call.
  func prefetch(_ reads: [RemoteRead]) async {
    client.prefetch(
      reads.compactMap(\.reference).filter { $0.metadataPolicy == .none && $0.version.isEmpty }.map { prefix + $0.key })
  }

  /// The names of all parameters, listed once a run; none where listing is denied.
  func knownNames() async -> [String] { await names(isSample: false) }

  /// Names that are near, among the first few hundred.
  func names(near key: String) async -> [String] { await names(isSample: true).nearest(to: key) }

  private func names(isSample: Bool) async -> [String] {
    let names: [String]
    // Whoever may not list has no names to hint at.
    do throws(AWSError) { names = try await client.names(matching: [], isSample: isSample) } catch { return [] }
    return names.compactMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
  }

  /// A value, its tags, or what a property finds in either.
  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes {
    let name = prefix + reference.key + (reference.version.isEmpty ? "" : ":\(reference.version)")
    let value: SecretBytes
    switch reference.metadataPolicy {
    case .fetch:
      let tags = try await errors.translating { () async throws(AWSError) in try await client.tags(of: name) }
      value = AWSValue.text(ofTags: tags)
    case .none:
      value = try await errors.reading { () async throws(AWSError) in try await client.parameter(name).value }
    }
    return try AWSValue(key: reference.key, value: value).property(reference.property)
  }

  /// The members of a value.
  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    try JSONMembers.of(try await secret(reference), name: reference.key)
  }

  /// All parameters that match, by their full names; the store's prefix has no say.
  ///
  /// A name goes before tags, which it makes meaningless.
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] {
    if let name = query.name { return try await find(NameExpression(name), below: query.path ?? "/") }
    guard let tags = query.tags else {
      throw .failed(
        cause: "unexpected find operator: neither name nor tags", hint: "add find.name.regexp or find.tags")
    }
    var filters = tags.sorted { $0.key < $1.key }.map { ParameterStore.Filter.tag(key: $0.key, value: $0.value) }
    if let path = query.path { filters.append(.path(path)) }
    return try await errors.translating { () async throws(AWSError) in
      try await values(of: try await client.names(matching: filters))
    }
  }

  private func find(_ expression: NameExpression, below path: String) async throws(SecretSourceError) -> [FoundSecret] {
    try await errors.translating { () async throws(AWSError) in
      do throws(AWSError) {
        return try await client.parameters(below: path).filter { expression.matches($0.name) }.map(Self.found)
      } catch {
        // As the controller does: whoever may not read by path may still list and read.
        guard error.code == "AccessDeniedException" else { throw error }
        return try await values(of: try await client.names(matching: [.path(path)]).filter(expression.matches))
      }
    }
  }

  private func values(of names: [String]) async throws(AWSError) -> [FoundSecret] {
    client.prefetch(names)
    var found: [FoundSecret] = []
    for name in names {
      // Found by its own name, whatever the answer spells.
      let value = try await client.parameter(name).value
      found.append(FoundSecret(key: DataKey(name), remoteKey: name, value: value))
    }
    return found
  }

  private static func found(_ parameter: ParameterStore.Parameter) -> FoundSecret {
    FoundSecret(key: DataKey(parameter.name), remoteKey: parameter.name, value: parameter.value)
  }
}
