// Templates: from the provider's data to the target's data, labels and annotations.

internal import Basics
internal import ExternalSecrets
internal import YAML

/// Why a template can't be applied, at the place of the template.
struct TemplateApplicationFailure: Error {
  let cause: String
  let path: FieldPath
  let hint: String?
  /// Whether only this machine fails; the controller might not.
  var isUnavailable = false
}

/// Renders templates of one ExternalSecret over its data.
struct TemplateApplication {
  let data: ProviderData
  let renderer: TemplateRenderer

  /// A template rendered to one value.
  ///
  /// - Parameters:
  ///   - text: The template.
  ///   - name: The name its errors carry: the key it stands under.
  ///   - path: Where it stands.
  ///   - decoding: How the result is decoded.
  /// - Returns: The value, with the values it was made of as its origins.
  func value(_ text: [UInt8], name: String, at path: FieldPath, decoding: DecodingStrategy = .none)
    throws(TemplateApplicationFailure) -> DesiredValue
  {
    let inputs = try inputs(of: text, name: name, at: path)
    if let unknown = inputs.unknown { return DesiredValue(unknown, provenance: inputs.provenance) }
    var results: [DesiredValue] = []
    for map in inputs.variations {
      let rendering = try render(text, name: name, data: map, at: path)
      let bytes = try decode(SecretBytes(rendering.bytes), decoding, key: name, at: path)
      let content: DesiredValue.Content =
        rendering.unpredictable.isEmpty ? .known(bytes) : .generated(by: .functions(rendering.unpredictable))
      results.append(DesiredValue(content, provenance: inputs.provenance))
    }
    return DesiredValue.oneOf(results)
  }

  /// A template rendered to a YAML map of strings (`KeysAndValues`).
  ///
  /// - Returns: The values by key; nil if the keys can't be known before the controller runs.
  func map(_ text: [UInt8], at path: FieldPath, decoding: DecodingStrategy) throws(TemplateApplicationFailure)
    -> Entries?
  {
    let inputs = try inputs(of: text, name: path.description, at: path)
    guard inputs.unknown == nil else { return nil }
    var results: [DataKey: [DesiredValue]] = [:]
    for map in inputs.variations {
      let rendering = try render(text, name: path.description, data: map, at: path)
      for (key, value) in try RenderedYAML(rendering.bytes, at: path).stringMap() {
        let bytes = try decode(value, decoding, key: key.text, at: path)
        let content: DesiredValue.Content =
          rendering.unpredictable.isEmpty ? .known(bytes) : .generated(by: .functions(rendering.unpredictable))
        results[key, default: []].append(DesiredValue(content, provenance: inputs.provenance))
      }
    }
    return results.mapValues(DesiredValue.oneOf)
  }

  /// A template rendered to any YAML value, for a path of a `target.manifest`.
  ///
  /// - Returns: The value; nil if it can't be known before the controller runs.
  func node(_ text: [UInt8], at path: FieldPath) throws(TemplateApplicationFailure) -> DesiredNode? {
    let inputs = try inputs(of: text, name: path.description, at: path)
    guard inputs.unknown == nil, let map = inputs.variations.first else { return nil }
    let rendering = try render(text, name: path.description, data: map, at: path)
    guard rendering.unpredictable.isEmpty else { return nil }
    return DesiredNode(derived: try RenderedYAML(rendering.bytes, at: path).document(), provenance: inputs.provenance)
  }

  // MARK: Inputs

  private struct Inputs {
    /// The bytes of all known values, once for each choice of an ambiguous one the template looks at.
    var variations: [[DataKey: SecretBytes]]
    /// What the result is, if a value the template looks at has no bytes.
    var unknown: DesiredValue.Content?
    var provenance: Provenance
  }

  private func inputs(of text: [UInt8], name: String, at path: FieldPath) throws(TemplateApplicationFailure) -> Inputs {
    let references: TemplateReferences
    do throws(TemplateFailure) { references = try renderer.references(of: text, name: name) } catch {
      throw TemplateApplicationFailure(cause: error.cause, path: path, hint: error.hint)
    }
    let used: Entries
    var isMissing = false
    switch references {
    case .everything: used = data.entries
    case .keys(let keys):
      used = data.entries.filter { keys.contains($0.key) }
      isMissing = used.count < keys.count
    }
    var origins: [Origin] = []
    for (_, value) in used.sorted(by: { $0.key < $1.key }) {
      for origin in value.provenance.origins where !origins.contains(origin) { origins.append(origin) }
    }
    let provenance = Provenance(origins: origins, template: path)
    // A key that isn't known may be among those of an entry whose keys can't be read.
    if isMissing || references == .everything, !data.unknownEntries.isEmpty {
      return Inputs(variations: [], unknown: .unreadable(provider: data.unknownProvider), provenance: provenance)
    }
    let variations = Variations(used)
    let rest = data.entries.compactMapValues(\.bytes)
    return Inputs(
      variations: variations.maps.map { rest.merging($0) { $1 } }, unknown: variations.missing, provenance: provenance)
  }

  private func render(_ text: [UInt8], name: String, data: [DataKey: SecretBytes], at path: FieldPath)
    throws(TemplateApplicationFailure) -> Rendering
  {
    do throws(TemplateFailure) { return try renderer.render(text, name: name, data: data) } catch {
      throw TemplateApplicationFailure(cause: error.cause, path: path, hint: error.hint)
    }
  }

  private func decode(_ value: SecretBytes, _ strategy: DecodingStrategy, key: String, at path: FieldPath)
    throws(TemplateApplicationFailure) -> SecretBytes
  {
    do throws(SecretSourceError) { return try strategy.decode(value) } catch {
      throw TemplateApplicationFailure(
        cause: "failed to decode the rendered value for key \"\(key)\": it is not \(strategy.rawValue)", path: path,
        hint: "valuesDecodingStrategy: Auto decodes only what can be decoded")
    }
  }
}
