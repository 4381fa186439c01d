// Secrets Manager as the controller's client reads it (`controller.md`).

internal import AWS
internal import Basics
internal import ExternalSecrets
internal import Reconciliation

/// Reads secrets of one region in one name.
struct SecretsManagerSource: SecretSource {
  private let client: SecretsManager
  /// What the store puts before every remote key.
  private let prefix: String
  private let errors: AWSErrorWording

  init(_ client: SecretsManager, prefix: String, errors: AWSErrorWording) {
    self.client = client
    self.prefix = prefix
    self.errors = errors
  }

  var description: String { "AWS Secrets Manager in \(client.region)" }
  var absenceHint: String? { errors.absenceHint }

  /// Begins to read current values, twenty a call.
  func prefetch(_ reads: [RemoteRead]) async {
    client.prefetch(
      reads.compactMap(\.reference).filter { $0.metadataPolicy == .none && Self.version($0) == .current }
        .map { prefix + $0.key })
  }

  /// The names of all secrets, listed once a run; none where listing is denied.
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
    let value: SecretBytes
    switch reference.metadataPolicy {
    case .fetch:
      let tags = try await errors.translating { () async throws(AWSError) in
        try await client.tags(of: prefix + reference.key)
      }
      value = AWSValue.text(ofTags: tags)
    case .none:
      let found = try await read(prefix + reference.key, version: Self.version(reference))
      // A property is looked up in the bytes where there are any; without one the text goes first.
      let ordered = reference.property.isEmpty ? [found.text, found.binary] : [found.binary, found.text]
      guard let content = ordered.compactMap({ $0 }).first else {
        throw .failed(
          cause: "invalid secret received. no secret string nor binary for key: \(reference.key)", hint: nil)
      }
      value = content
    }
    return try AWSValue(key: reference.key, value: value).property(reference.property)
  }

  /// The members of a value.
  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    try JSONMembers.of(try await secret(reference), name: reference.key)
  }

  /// All values that match, by their full names.
  ///
  /// With a path they are read in batches by the server's filters. By name alone all names are listed, and each that
  /// matches is read with the store's prefix before it, even if it begins with it already.
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] {
    let expression = try query.name.map { pattern throws(SecretSourceError) in try NameExpression(pattern) }
    let tags = (query.tags ?? [:]).sorted { $0.key < $1.key }
    guard expression != nil || !tags.isEmpty else {
      throw .failed(
        cause: "unexpected find operator: neither name nor tags", hint: "add find.name.regexp or find.tags")
    }
    var filters = tags.flatMap { [SecretsManager.Filter.tagKey($0.key), .tagValue($0.value)] }
    if let path = query.path { filters.append(.name(path)) }
    if let expression, query.path == nil { return try await listed(expression, filters) }
    let found = try await errors.translating { () async throws(AWSError) in
      try await client.values(matching: filters, isBatchOnly: errors.isController)
    }
    // The controller passes over what it may not read; what the user may not read, it may.
    if !errors.isController, let denial = found.denials.first(where: { expression?.matches($0.name) ?? true }) {
      throw await errors.source(denial.error)
    }
    return found.values.compactMap { value in
      guard expression?.matches(value.name) ?? true, let content = value.binary ?? value.text else { return nil }
      return FoundSecret(key: DataKey(value.name), remoteKey: value.name, value: content)
    }
  }

  private func listed(
    _ expression: NameExpression, _ filters: [SecretsManager.Filter]
  ) async throws(SecretSourceError) -> [FoundSecret] {
    let names = try await errors.translating { () async throws(AWSError) in
      try await client.names(matching: filters).filter(expression.matches)
    }
    client.prefetch(names.map { prefix + $0 })
    var found: [FoundSecret] = []
    for name in names {
      let value = try await read(prefix + name, version: .current)
      guard let content = value.binary ?? value.text else { continue }
      found.append(FoundSecret(key: DataKey(name), remoteKey: prefix + name, value: content))
    }
    return found
  }

  private func read(
    _ name: String, version: SecretsManager.Version
  ) async throws(SecretSourceError) -> SecretsManager.Value {
    try await errors.reading { () async throws(AWSError) in
      do throws(AWSError) {
        return try await client.value(of: name, version: version)
      } catch {
        // The code that AWS sends is InvalidRequestException; the controller looks for this one.
        guard error.code == "InvalidParameterException", error.message.contains("was marked for deletion") else {
          throw error
        }
        throw AWSError(.notFound, operation: error.operation, region: error.region, code: error.code)
      }
    }
  }

  private static func version(_ reference: RemoteReference) -> SecretsManager.Version {
    let version = reference.version
    if version.isEmpty { return .current }
    return version.hasPrefix("uuid/") ? .id(String(version.dropFirst(5))) : .stage(version)
  }
}

extension RemoteRead {
  /// The place that is read; nil for a search.
  var reference: RemoteReference? {
    switch self {
    case .secret(let reference), .secretMap(let reference): reference
    case .find: nil
    }
  }
}
