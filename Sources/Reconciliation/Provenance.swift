// Where a value comes from, so that a diff can say it.

public import Basics
public import ExternalSecrets

/// The entry of the spec a value came through, and the place it was read from.
public struct Origin: Sendable, Hashable {
  /// The entry: `spec.data[0]`, `spec.dataFrom[1].extract`.
  public var entry: FieldPath
  /// The store it was read from.
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
  public var origins: [Origin]
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
}
