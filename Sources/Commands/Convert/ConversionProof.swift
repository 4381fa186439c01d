// Proof, not hope: old and new are rendered, and the two Secrets compared byte for byte; no value is shown.

import Basics
import Conversion
import ExternalSecrets
import Reconciliation
import Scaffolding
import SecretSources

/// Compares what old and new manifests write.
struct ConversionProof: Sendable {
  /// What the comparison of one conversion came to.
  enum Verdict: Sendable {
    /// The same Secret: this many keys, and keys that were added on purpose.
    case equal(keys: Int, added: [String])
    /// These parts differ.
    case different([String])
    /// Nothing can be said: why.
    case unknown(String)

    /// The verdict in a sentence.
    var words: String {
      switch self {
      case .equal(let keys, let added):
        "the same Secret, byte for byte (\(keys) \(keys == 1 ? "key" : "keys"))"
          + (added.isEmpty ? "" : ", and added: \(added.joined(separator: ", "))")
      case .different(let parts): "DIFFERENT: \(parts.joined(separator: ", "))"
      case .unknown(let reason): "can't be compared: \(reason)"
      }
    }
  }

  let outcome: Conversion.Outcome
  /// All manifests that were given.
  let manifests: [Manifest]
  /// The namespace of objects that name none.
  let namespace: String
  let now: Timestamp
  /// Leads to values, for either side.
  let sources: @Sendable (any ClusterReader) -> any SecretSourceProvider

  /// The verdict on each conversion, in their order.
  func verdicts() async -> [(Conversion.Result, Verdict)] {
    let results = outcome.results.filter { $0.converted != nil && Self.writesSecret($0.source) }
    // Secrets that are there now are no part of the question: the old controller owns them.
    let targets = Set(results.map(\.source.name))
    let context = manifests.filter { manifest in
      manifest.objectKind != .secret || !targets.contains(manifest.name)
    }
    let stores = outcome.stores.map { Manifest($0.json, defaultNamespace: namespace) }
    let new = results.map { result in
      Manifest(result.converted?.json ?? nil, defaultNamespace: result.source.namespace ?? namespace)
    }
    let cluster = FileCluster(context + stores)
    let before = await decisions(results.map(\.source), cluster)
    let after = await decisions(new, cluster)
    return zip(results, zip(before, after)).map { ($0, Self.verdict($1.0, $1.1, added: $0.addedKeys)) }
  }

  private static func writesSecret(_ manifest: Manifest) -> Bool {
    [.externalSecret, .legacyExternalSecret].contains(manifest.objectKind)
  }

  /// The decisions about manifests, one each.
  private func decisions(_ manifests: [Manifest], _ cluster: FileCluster) async -> [Decision] {
    var settings = Reconciler.Settings()
    settings.ignoresRefreshPolicy = true
    settings.now = now
    return await Reconciler(cluster: cluster, sources: sources(cluster), settings: settings).reconcile(manifests)
  }

  // MARK: Comparing

  private static func verdict(_ old: Decision, _ new: Decision, added: [String]) -> Verdict {
    for (side, decision) in [("old", old), ("new", new)] {
      switch decision.outcome {
      case .write(let object):
        guard !object.isCertain else { continue }
        let reason = decision.notes.first?.message ?? "not every value is known"
        return .unknown("the \(side) Secret isn't known: \(reason)")
      case .refuse(let error), .error(let error): return .unknown("the \(side) one fails: \(error)")
      case .keep(let reason), .skip(let reason), .delete(let reason):
        return .unknown("the \(side) one writes nothing: \(reason)")
      }
    }
    guard case .write(let before) = old.outcome, case .write(let after) = new.outcome else { return .unknown("") }
    var parts: [String] = []
    if before.type != after.type { parts.append("type") }
    if before.isImmutable ?? false != after.isImmutable ?? false { parts.append("immutable") }
    if before.finalizers != after.finalizers { parts.append("metadata.finalizers") }
    parts += differences(before.labels, after.labels, "metadata.labels")
    parts += differences(before.annotations, after.annotations, "metadata.annotations")
    let keys = Set(before.data.keys).union(after.data.keys).sorted()
    parts += keys.compactMap { key in
      if before.data[key] == nil, added.contains(key.text) { return nil }
      return before.data[key]?.bytes == after.data[key]?.bytes ? nil : "data.\(key)"
    }
    return parts.isEmpty ? .equal(keys: before.data.count, added: added) : .different(parts)
  }

  /// The names whose texts differ; what the new controller keeps its books with doesn't count.
  private static func differences(
    _ old: [String: DesiredValue], _ new: [String: DesiredValue], _ field: String
  ) -> [String] {
    let books: Set<String> = [
      Bookkeeping.managedLabel, Bookkeeping.createdByLabel, Bookkeeping.dataHashAnnotation,
    ]
    return Set(old.keys).union(new.keys).subtracting(books).sorted().compactMap { name in
      old[name]?.bytes == new[name]?.bytes ? nil : "\(field).\(name)"
    }
  }
}

/// Leads old backends and the stores made of them to the same values.
struct ProofSources: SecretSourceProvider {
  let sources: StoreSources
  /// The backend of each store that was made, by the store's name.
  let backends: [String: ExternalSecrets.LegacyBackend]
  let valuesFile: ValuesFile?

  func source(for store: SecretStore, namespace: String) async throws(SecretSourceError) -> any SecretSource {
    let backend = backends[store.manifest.name]?.type
    if let backend, let source = valuesFile?.source(for: backend) { return source }
    return try await sources.source(for: store, namespace: namespace)
  }

  func source(for backend: ExternalSecrets.LegacyBackend) async throws(SecretSourceError) -> any LegacySource {
    try await sources.source(for: backend)
  }
}
