// Where the controller leaves a value to chance, everything computed from it is computed for each candidate.

internal import Basics

/// The bytes a set of values may have: one map for each choice of an ambiguous value.
struct Variations {
  /// Maps of bytes; the first takes the first candidate everywhere.
  let maps: [[DataKey: SecretBytes]]
  /// The value that has no bytes before the controller runs, if there is one.
  let missing: DesiredValue.Content?

  /// How many choices are looked at: enough to show that a value is left to chance.
  private static let limit = 16

  init(_ entries: Entries) {
    missing = entries.sorted { $0.key < $1.key }.first { $0.value.bytes == nil }?.value.content
    let first = entries.compactMapValues(\.bytes)
    var maps = [first]
    for (key, value) in entries {
      guard case .ambiguous(let candidates) = value.content else { continue }
      for candidate in candidates.dropFirst() where maps.count < Self.limit {
        var map = first
        map[key] = candidate
        maps.append(map)
      }
    }
    self.maps = maps
  }

  /// Computes entries from bytes, and says of each result whether it depends on a choice.
  func map(
    _ compute: ([DataKey: SecretBytes]) throws(SecretSourceError) -> Entries
  ) throws(SecretSourceError) -> Entries {
    switch missing {
    case .generated(let maker): throw .notReadable(provider: maker.description, reason: "it is made at sync time")
    case .unreadable(let provider): throw .notReadable(provider: provider, reason: nil)
    default: break
    }
    var results: [DataKey: [DesiredValue]] = [:]
    for map in maps {
      for (key, value) in try compute(map) { results[key, default: []].append(value) }
    }
    return results.mapValues(DesiredValue.oneOf)
  }
}

extension DesiredValue {
  /// One of several values; certain if they all have the same bytes.
  static func oneOf(_ values: [DesiredValue]) -> DesiredValue {
    guard var result = values.first else { return DesiredValue(.ambiguous([])) }
    guard values.count > 1 else { return result }
    if let uncertain = values.first(where: { $0.bytes == nil }) { return uncertain }
    var seen: Set<SecretBytes> = []
    var candidates: [SecretBytes] = []
    for value in values {
      let more = if case .ambiguous(let several) = value.content { several } else { [value.bytes].compactMap { $0 } }
      for candidate in more where seen.insert(candidate).inserted { candidates.append(candidate) }
    }
    result.provenance = Provenance(combining: values, template: result.provenance.template)
    result.content = candidates.count == 1 ? .known(candidates[0]) : .ambiguous(candidates)
    result.isSecret = values.contains(where: \.isSecret)
    return result
  }

  /// The value with its bytes, or each candidate's bytes, changed.
  func mapBytes(
    _ transform: (SecretBytes) throws(SecretSourceError) -> SecretBytes
  ) throws(SecretSourceError) -> DesiredValue {
    var result = self
    switch content {
    case .known(let bytes): result.content = .known(try transform(bytes))
    case .ambiguous(let candidates):
      var seen: Set<SecretBytes> = []
      var transformed: [SecretBytes] = []
      for candidate in candidates {
        let bytes = try transform(candidate)
        if seen.insert(bytes).inserted { transformed.append(bytes) }
      }
      result.content = transformed.count == 1 ? .known(transformed[0]) : .ambiguous(transformed)
    case .generated, .unreadable: break
    }
    return result
  }
}

extension DesiredValue.Maker: CustomStringConvertible {
  /// `generator Password db`, or `function uuidv4`.
  public var description: String {
    switch self {
    case .generator(let reference): "generator \(reference)"
    case .functions(let names): "function \(names.joined(separator: ", "))"
    case .javaScript: "JavaScript that isn't run here"
    }
  }
}
