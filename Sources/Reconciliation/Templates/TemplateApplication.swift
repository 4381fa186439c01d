// Templates: from the provider's data to the target's data, labels and annotations.

internal import Basics
internal import ExternalSecrets
internal import GoTemplate

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
  private let data: ProviderData
  private let renderer: TemplateRenderer
  /// The data every template sees, of an ambiguous value the first candidate.
  private let base: GoMap
  /// Where all values come from, for templates that look at everything.
  private let everything: Provenance

  init(data: ProviderData, renderer: TemplateRenderer) {
    self.data = data
    self.renderer = renderer
    base = data.entries.compactMapValues(\.bytes).templateData
    everything = Self.provenance(of: data.entries)
  }

  /// A template rendered to one value.
  ///
  /// - Parameters:
  ///   - text: The template.
  ///   - name: The name its errors carry: the key it stands under.
  ///   - path: Where it stands.
  ///   - decoding: How the result is decoded.
  /// - Returns: The value, with the values it was made of as its origins.
  /// - Throws: ``TemplateApplicationFailure`` where the controller would fail.
  func value(_ text: [UInt8], name: String, at path: FieldPath, decoding: DecodingStrategy = .none)
    throws(TemplateApplicationFailure) -> DesiredValue
  {
    let (template, inputs) = try prepare(text, name: name, at: path)
    if let unknown = inputs.unknown { return DesiredValue(unknown, provenance: inputs.provenance) }
    var results: [DesiredValue] = []
    for map in inputs.variations {
      let rendering = try render(template, map, at: path)
      let bytes = try decode(SecretBytes(rendering.bytes), decoding, key: name, at: path)
      results.append(DesiredValue(rendering.content(bytes), provenance: inputs.provenance))
    }
    return DesiredValue.oneOf(results)
  }

  /// A template rendered to a YAML map of strings (`KeysAndValues`).
  ///
  /// - Returns: The values by key; nil if the keys can't be known before the controller runs.
  func map(_ text: [UInt8], at path: FieldPath, decoding: DecodingStrategy) throws(TemplateApplicationFailure)
    -> Entries?
  {
    let (template, inputs) = try prepare(text, name: path.description, at: path)
    guard inputs.unknown == nil else { return nil }
    var results: [DataKey: [DesiredValue]] = [:]
    for map in inputs.variations {
      let rendering = try render(template, map, at: path)
      for (key, value) in try RenderedYAML(rendering.bytes, at: path).stringMap() {
        let bytes = try decode(value, decoding, key: key.text, at: path)
        results[key, default: []].append(DesiredValue(rendering.content(bytes), provenance: inputs.provenance))
      }
    }
    return results.mapValues(DesiredValue.oneOf)
  }

  /// A template rendered to any YAML value, for a path of a `target.manifest`.
  ///
  /// - Returns: The value; nil if it can't be known before the controller runs.
  func node(_ text: [UInt8], at path: FieldPath) throws(TemplateApplicationFailure) -> DesiredNode? {
    let (template, inputs) = try prepare(text, name: path.description, at: path)
    guard inputs.unknown == nil, let map = inputs.variations.first else { return nil }
    let rendering = try render(template, map, at: path)
    guard rendering.unpredictable.isEmpty else { return nil }
    return DesiredNode(derived: try RenderedYAML(rendering.bytes, at: path).document(), provenance: inputs.provenance)
  }

  // MARK: Inputs

  private struct Inputs {
    /// The data, once for each choice of an ambiguous value the template looks at.
    var variations: [GoMap] = []
    /// What the result is, if a value the template looks at has no bytes.
    var unknown: DesiredValue.Content?
    var provenance: Provenance
  }

  private func prepare(_ text: [UInt8], name: String, at path: FieldPath) throws(TemplateApplicationFailure)
    -> (ParsedTemplate, Inputs)
  {
    let template: ParsedTemplate
    do throws(TemplateFailure) { template = try renderer.parse(text, name: name) } catch {
      throw TemplateApplicationFailure(cause: error.cause, path: path, hint: error.hint)
    }
    return (template, inputs(of: template, at: path))
  }

  private func inputs(of template: ParsedTemplate, at path: FieldPath) -> Inputs {
    let used: Entries
    let mayNeedMore: Bool
    var provenance: Provenance
    if let keys = template.keys {
      used = Entries(uniqueKeysWithValues: keys.compactMap { key in data.entries[key].map { (key, $0) } })
      mayNeedMore = used.count < keys.count
      provenance = Self.provenance(of: used)
    } else {
      used = data.entries
      mayNeedMore = true
      provenance = everything
    }
    provenance.template = path
    var inputs = Inputs(provenance: provenance)
    // A key that isn't there may be among those of an entry whose keys can't be read.
    if mayNeedMore, !data.unknownEntries.isEmpty {
      inputs.unknown = .unreadable(provider: data.unknownProvider)
    } else if let missing = used.filter({ $0.value.bytes == nil }).min(by: { $0.key < $1.key }) {
      inputs.unknown = missing.value.content
    } else {
      inputs.variations = variations(used)
    }
    return inputs
  }

  private func variations(_ used: Entries) -> [GoMap] {
    guard used.values.contains(where: { !$0.isCertain }) else { return [base] }
    return Variations(used).maps.map { choice in
      let map = base.copy()
      for (key, value) in choice { map[Array(key.text.utf8)] = .string(value.reveal()) }
      return map
    }
  }

  private static func provenance(of entries: Entries) -> Provenance {
    Provenance(combining: entries.sorted { $0.key < $1.key }.map(\.value))
  }

  private func render(_ template: ParsedTemplate, _ data: GoMap, at path: FieldPath) throws(TemplateApplicationFailure)
    -> Rendering
  {
    do throws(TemplateFailure) { return try renderer.render(template, data) } catch {
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
