// `dataFrom[].rewrite`: what is done to the keys, or the values, of one entry after fetching.

internal import Basics
internal import ExternalSecrets
internal import RegularExpressions

/// The values of one entry on their way into the data.
typealias Entries = [DataKey: DesiredValue]

/// Applies rewrite operations, each to the result of the one before.
struct RewriteOperations {
  let renderer: TemplateRenderer

  func apply(_ operations: [Rewrite], to entries: Entries) throws(SecretSourceError) -> Entries {
    var entries = entries
    for (index, operation) in operations.enumerated() {
      do throws(SecretSourceError) {
        entries = try apply(operation, to: entries)
      } catch .failed(let cause, let hint) {
        throw .failed(cause: "rewrite[\(index)]: \(cause)", hint: hint)
      }
    }
    return entries
  }

  private func apply(_ operation: Rewrite, to entries: Entries) throws(SecretSourceError) -> Entries {
    switch operation {
    case .nothing: return entries
    case .regexp(let source, let target):
      let expression: GoRegularExpression
      do throws(RegularExpressionError) {
        expression = try GoRegularExpression.compiled(source)
      } catch {
        throw .failed(cause: error.description, hint: "the syntax is RE2's, as in Go")
      }
      let target = Array(target.utf8)
      return renamed(entries) { key in
        DataKey(String(decoding: expression.replacingAll(in: Array(key.text.utf8), with: target), as: UTF8.self))
      }
    case .transform(let template):
      let names = try renderer.transform(entries.keys, by: template)
      return renamed(entries) { names[$0] ?? $0 }
    case .merge(let merge):
      return try Variations(entries).map { values throws(SecretSourceError) in
        try merged(values, of: entries, merge)
      }
    }
  }

  /// The entries under new keys; where two keys become one, the controller keeps either (Go's map order).
  private func renamed(_ entries: Entries, _ rename: (DataKey) -> DataKey) -> Entries {
    var renamed: [DataKey: [DesiredValue]] = [:]
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) { renamed[rename(key), default: []].append(value) }
    return renamed.mapValues(DesiredValue.oneOf)
  }

  private func merged(
    _ values: [DataKey: SecretBytes], of entries: Entries, _ merge: Rewrite.Merge
  ) throws(SecretSourceError) -> Entries {
    var members: [DataKey: JSON] = [:]
    var conflicts: Set<DataKey> = []
    let priority = merge.priority.map { DataKey($0) }
    let others = values.keys.filter { !priority.contains($0) }.sorted()
    for key in others + priority {
      guard let value = values[key] else {
        guard merge.priorityPolicy == .strict else { continue }
        throw .failed(
          cause: "the key \"\(key)\" of merge.priority is not among the keys fetched",
          hint: keysHint(values.keys) + "; priorityPolicy: IgnoreNotFound passes over it")
      }
      guard let json = try? JSON.parse(value.reveal(), locating: false) else {
        throw .failed(cause: "the value of \"\(key)\" is not JSON, so it can't be merged", hint: nil)
      }
      guard !json.isNull else { continue }
      guard let object = json.object, let map = GoJSON.map(object) else {
        throw .failed(cause: "the value of \"\(key)\" is not a JSON object, so it can't be merged", hint: nil)
      }
      for (name, member) in map {
        if members.updateValue(member, forKey: name) != nil { conflicts.insert(name) }
      }
    }
    if merge.conflictPolicy == .error, !conflicts.isEmpty {
      let names = conflicts.sorted().map(\.text).joined(separator: ", ")
      throw .failed(
        cause: "merge failed with conflicts: \(names)",
        hint: "conflictPolicy: Ignore lets the later value win; merge.priority only sets the order")
    }
    let provenance = Provenance(combining: entries.sorted { $0.key < $1.key }.map(\.value))
    func value(_ bytes: [UInt8]) -> DesiredValue { DesiredValue(.known(SecretBytes(bytes)), provenance: provenance) }
    switch merge.strategy {
    case .extract: return members.mapValues { value(GoJSON.bytes($0)) }
    case .json:
      guard !merge.into.isEmpty else {
        throw .failed(cause: "merge failed with missing 'into' field", hint: "strategy: JSON needs the key to write to")
      }
      var result = entries
      result[DataKey(merge.into)] = value(GoJSON.object(members).bytes(.goEncoder))
      return result
    }
  }

  private func keysHint(_ keys: some Sequence<DataKey>) -> String {
    let sorted = keys.sorted().map(\.text)
    let shown = sorted.prefix(10).joined(separator: ", ")
    return "the keys at this point are: \(shown)\(sorted.count > 10 ? ", …" : "")"
  }
}
