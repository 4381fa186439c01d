// Where a value comes from, so that a diff can say it.

public import Basics
public import ExternalSecrets

/// The entry of the spec a value came through, and the place it was read from.
public struct Origin: Sendable, Hashable {
  /// The entry: `spec.data[0]`, `spec.dataFrom[1].extract`.
  public var entry: FieldPath
  /// The store it was read from; for a legacy object one named for its backend.
  public var store: StoreReference?
  /// The generator that makes it.
  public var generator: GeneratorReference?
  /// The secret's name in the provider.
  public var remoteKey: String?
  /// The part of it; nil for the whole value.
  ///
  /// For an extracted member this is the member's own name, before any rewrite.
  public var property: String?
  /// Its version; nil for the current one.
  public var version: String?

  /// An origin.
  public init(
    entry: FieldPath, store: StoreReference? = nil, generator: GeneratorReference? = nil, remoteKey: String? = nil,
    property: String? = nil, version: String? = nil
  ) {
    self.entry = entry
    self.store = store
    self.generator = generator
    self.remoteKey = remoteKey
    self.property = property
    self.version = version
  }
}

/// Where a part of the desired object comes from.
public struct Provenance: Sendable, Hashable {
  /// The values it was made of; empty for what is written in the ExternalSecret or kept from the live object.
  ///
  /// Where very many values went into it, members of one secret count as one origin, and only some are listed.
  public var origins: [Origin]
  /// How many origins are not listed.
  public var omittedOrigins = 0
  /// The template that made it: `spec.target.template.data[url]`, `spec.target.template.templateFrom[0].literal`.
  public var template: FieldPath?
  /// Whether it is kept from the live object, put there by someone else.
  public var isKept: Bool

  /// A provenance.
  public init(origins: [Origin] = [], template: FieldPath? = nil, isKept: Bool = false) {
    self.origins = origins
    self.template = template
    self.isKept = isKept
  }

  /// How many origins are listed: a value made of thousands must not name thousands, each time.
  static let originLimit = 20

  /// The provenance of what is made of several values, in the order of the values.
  init(combining values: some Sequence<DesiredValue>, template: FieldPath? = nil) {
    var seen: Set<Origin> = []
    var origins: [Origin] = []
    for value in values {
      for origin in value.provenance.origins where seen.insert(origin).inserted { origins.append(origin) }
      omittedOrigins += value.provenance.omittedOrigins
    }
    if origins.count > Self.originLimit { origins = Self.collapsed(origins) }
    omittedOrigins += max(0, origins.count - Self.originLimit)
    self.origins = Array(origins.prefix(Self.originLimit))
    self.template = template
    self.isKept = false
  }

  /// One origin for each secret of each entry.
  private static func collapsed(_ origins: [Origin]) -> [Origin] {
    var seen: Set<Origin> = []
    return origins.compactMap { origin in
      var whole = origin
      whole.property = nil
      return seen.insert(whole).inserted ? whole : nil
    }
  }
}
