// The data of an ExternalSecret before any template: dataFrom in order, then data in order.

internal import Basics
internal import ExternalSecrets

/// What an ExternalSecret's entries come to.
struct ProviderData: Sendable {
  /// The values by key.
  var entries = Entries()
  /// Entries whose keys can't be known from here.
  var unknownEntries: [FieldPath] = []
  /// The first provider such an entry reads from.
  var unknownProvider = ""
  /// What is worth knowing about them.
  var notes: [LocatedError] = []

  /// Whether there is nothing, as far as can be known.
  var isEmpty: Bool { entries.isEmpty && unknownEntries.isEmpty }
}

/// Why there is no data: one entry's failure is the object's.
struct ProviderDataFailure: Error {
  /// What failed, at its entry.
  var error: LocatedError
  /// Whether only this machine fails; the controller might not.
  let isUnavailable: Bool
}

/// Collects the data of one ExternalSecret.
struct ProviderDataCollector {
  let externalSecret: ExternalSecret
  let stores: StoreDirectory
  let writers: TargetWriters
  let generators: GeneratorValues
  let rewriting: RewriteOperations

  private var manifest: Manifest { externalSecret.manifest }

  func collect() async throws(ProviderDataFailure) -> ProviderData {
    var data = ProviderData()
    for (index, entry) in externalSecret.spec.dataFrom.enumerated() {
      let path = (["spec", "dataFrom"] as FieldPath).element(index)
      let (entryPath, result) = await fetch(entry, at: path)
      do throws(SecretSourceError) {
        for (key, value) in try result.get() { data.entries[key] = value }
      } catch .notReadable(let provider, let reason) {
        if data.unknownEntries.isEmpty { data.unknownProvider = provider }
        data.unknownEntries.append(entryPath)
        noteUnreadable(provider, reason, at: entryPath, in: &data)
      } catch {
        try await fail(error, entry.extract, externalSecret.store(of: entry), at: entryPath, into: &data)
      }
    }
    for (index, entry) in externalSecret.spec.data.enumerated() {
      let path = (["spec", "data"] as FieldPath).element(index)
      do throws(SecretSourceError) {
        data.entries[DataKey(entry.secretKey)] = try await value(entry, at: path)
      } catch .notReadable(let provider, let reason) {
        let origin = origin(entry, at: path)
        data.entries[DataKey(entry.secretKey)] = DesiredValue(
          .unreadable(provider: provider), provenance: Provenance(origins: [origin]))
        noteUnreadable(provider, reason, at: path, in: &data)
      } catch {
        try await fail(error, entry.remote, externalSecret.store(of: entry), at: path, into: &data)
      }
    }
    noteAmbiguity(&data)
    return data
  }

  /// "Secret does not exist" under another deletionPolicy than Retain passes the entry over; all else fails.
  private func fail(
    _ error: SecretSourceError, _ reference: RemoteReference?, _ store: StoreReference, at path: FieldPath,
    into data: inout ProviderData
  ) async throws(ProviderDataFailure) {
    let better = await hint(error, store: store, key: reference?.key)
    switch error {
    case .notFound:
      let absence = absence(of: reference, in: store)
      guard externalSecret.spec.target.deletionPolicy == .retain else {
        let policy = externalSecret.spec.target.deletionPolicy.rawValue
        data.notes.append(
          manifest.error(
            "Secret does not exist\(absence.place); under deletionPolicy \(policy) the entry is passed over", at: path,
            hint: absence.hint))
        return
      }
      let usual = "create it in the provider, or correct key, property and version"
      let hint = better ?? [usual, absence.hint].compactMap { $0 }.joined(separator: "; or ")
      let located = manifest.error("Secret does not exist\(absence.place)", at: path, hint: hint)
      throw ProviderDataFailure(error: located, isUnavailable: false)
    case .failed(let cause, let hint):
      throw ProviderDataFailure(error: manifest.error(cause, at: path, hint: better ?? hint), isUnavailable: false)
    case .unavailable(let cause, let hint):
      throw ProviderDataFailure(error: manifest.error(cause, at: path, hint: hint), isUnavailable: true)
    case .notReadable(let provider, let reason):
      noteUnreadable(provider, reason, at: path, in: &data)
    }
  }

  /// What isn't where, to end the controller's sentence with, which doesn't say; and what that may be due to.
  private func absence(of reference: RemoteReference?, in store: StoreReference) -> (place: String, hint: String?) {
    guard let reference, let source = try? source(store) else { return ("", nil) }
    let property = reference.property.isEmpty ? "" : "#\(reference.property)"
    let version = reference.version.isEmpty ? "" : "@\(reference.version)"
    return (": no \(reference.key)\(property)\(version) in \(source.description)", source.absenceHint)
  }

  /// What to do, where more can be said than the source does: what makes the Secret, or which names are near.
  private func hint(_ error: SecretSourceError, store: StoreReference, key: String?) async -> String? {
    if let hint = await hint(store: store, key: key) { return hint }
    guard case .notFound = error, let key, let source = try? source(store) else { return nil }
    let near = await source.names(near: key)
    guard !near.isEmpty, !near.contains(key) else { return nil }
    return "did you mean \(near.joined(separator: ", "))?"
  }

  /// What to do about a Secret that a `kubernetes` store doesn't find because it has yet to be written.
  private func hint(store: StoreReference, key: String?) async -> String? {
    let resolved = stores.stores[StoreKey(reference: store, namespace: externalSecret.namespace)]?.store
    guard let key, case .kubernetes(let provider)? = resolved?.provider, provider.isSameCluster,
      let hint = writers.hint(namespace: provider.remoteNamespace, name: key)
    else { return nil }
    let query = ObjectQuery(.secret, namespace: provider.remoteNamespace, name: key)
    return (try? await generators.cluster.object(query)).flatMap { $0 } == nil ? hint : nil
  }

  /// Says once that a provider's values can't be read, at the first entry that wants one.
  private func noteUnreadable(
    _ provider: String, _ reason: String?, at path: FieldPath, in data: inout ProviderData
  ) {
    let name = provider.hasPrefix("generator") ? provider : "provider \(provider)"
    let message = "\(name): values can't be read from here" + (reason.map { ": \($0)" } ?? "")
    guard !data.notes.contains(where: { $0.message == message }) else { return }
    data.notes.append(manifest.error(message, at: path))
  }

  private func value(_ entry: DataEntry, at path: FieldPath) async throws(SecretSourceError) -> DesiredValue {
    let source = try source(externalSecret.store(of: entry))
    let bytes = try entry.remote.decodingStrategy.decode(try await source.secret(entry.remote))
    try entry.remote.nullBytePolicy.check(bytes, key: DataKey(entry.secretKey))
    return DesiredValue(.known(bytes), provenance: Provenance(origins: [origin(entry, at: path)]))
  }

  private func origin(_ entry: DataEntry, at path: FieldPath) -> Origin {
    Origin(
      entry: path, store: externalSecret.store(of: entry), remoteKey: entry.remote.key,
      property: entry.remote.property.isEmpty ? nil : entry.remote.property,
      version: entry.remote.version.isEmpty ? nil : entry.remote.version)
  }

  private func source(_ reference: StoreReference) throws(SecretSourceError) -> any SecretSource {
    let key = StoreKey(reference: reference, namespace: externalSecret.namespace)
    guard let resolved = stores.stores[key] else {
      throw .failed(cause: "could not get \(reference.kind.rawValue) \"\(reference.name)\"", hint: nil)
    }
    return try resolved.source.get()
  }

  /// One dataFrom entry; an entry with nothing but a store is accepted by the webhook and yields nothing.
  private func fetch(_ entry: DataFromEntry, at path: FieldPath) async -> (
    FieldPath, Result<Entries, SecretSourceError>
  ) {
    if let find = entry.find {
      let path = path.member("find")
      return (path, await attempt { () throws(SecretSourceError) in try await self.found(find, entry, at: path) })
    }
    if let extract = entry.extract {
      let path = path.member("extract")
      return (
        path, await attempt { () throws(SecretSourceError) in try await self.extracted(extract, entry, at: path) }
      )
    }
    if let generator = entry.source?.generator {
      let path = path.member("sourceRef").member("generatorRef")
      return (
        path,
        await attempt { () throws(SecretSourceError) in
          let values = try await self.generators.values(generator, entry: path)
          return try self.rewriting.apply(entry.rewrite, to: values).checkingKeys()
        }
      )
    }
    return (path, .success([:]))
  }

  private func attempt(
    _ body: () async throws(SecretSourceError) -> Entries
  ) async -> Result<Entries, SecretSourceError> {
    do throws(SecretSourceError) { return .success(try await body()) } catch { return .failure(error) }
  }

  private func found(_ query: FindQuery, _ entry: DataFromEntry, at path: FieldPath) async throws(SecretSourceError)
    -> Entries
  {
    let store = externalSecret.store(of: entry)
    var entries = Entries()
    for secret in try await source(store).find(query) {
      let origin = Origin(entry: path, store: store, remoteKey: secret.remoteKey)
      entries[secret.key] = DesiredValue(.known(secret.value), provenance: Provenance(origins: [origin]))
    }
    entries = try rewriting.apply(entry.rewrite, to: entries)
    if entry.rewrite.isEmpty { entries = try entries.convertingKeys(query.conversionStrategy) }
    return try entries.checkingKeys().decoded(query.decodingStrategy).checkingNullBytes(query.nullBytePolicy)
  }

  private func extracted(
    _ reference: RemoteReference, _ entry: DataFromEntry, at path: FieldPath
  ) async throws(SecretSourceError) -> Entries {
    let store = externalSecret.store(of: entry)
    var entries = Entries()
    for (key, value) in try await source(store).secretMap(reference) {
      let member = reference.property.isEmpty ? key.text : reference.property + "." + key.text
      let origin = Origin(
        entry: path, store: store, remoteKey: reference.key, property: member,
        version: reference.version.isEmpty ? nil : reference.version)
      entries[key] = DesiredValue(.known(value), provenance: Provenance(origins: [origin]))
    }
    entries = try rewriting.apply(entry.rewrite, to: entries)
    if entry.rewrite.isEmpty { entries = try entries.convertingKeys(reference.conversionStrategy) }
    return try entries.checkingKeys().decoded(reference.decodingStrategy).checkingNullBytes(reference.nullBytePolicy)
  }

  private func noteAmbiguity(_ data: inout ProviderData) {
    for (key, value) in data.entries.sorted(by: { $0.key < $1.key }) {
      guard case .ambiguous(let candidates) = value.content, candidates.count > 1 else { continue }
      let provenance = value.provenance
      let listed = provenance.origins.compactMap { $0.property ?? $0.remoteKey }
      let names = (listed + (provenance.omittedOrigins > 0 ? ["…"] : [])).joined(separator: ", ")
      data.notes.append(
        manifest.error(
          "the key \"\(key)\" is ambiguous: after the rewrite several keys have this name (\(names)), "
            + "and the controller keeps an arbitrary one, which may change with every sync",
          at: value.provenance.origins.first?.entry ?? [], hint: "rewrite them to different keys"))
    }
  }
}
