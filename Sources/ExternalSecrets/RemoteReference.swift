// Which secret of a provider, and what of it.

internal import Basics

/// A place in a provider (`remoteRef`, `extract`).
public struct RemoteReference: Sendable, Hashable {
  /// The secret's name in the provider.
  public var key: String
  /// A part of its value: a gjson path for most providers; empty for the whole value.
  public var property: String
  /// A version in the provider's own terms; empty for the current one.
  public var version: String
  /// Whether tags are read in place of the value.
  public var metadataPolicy: MetadataPolicy
  /// How keys become valid; without effect on a single value.
  public var conversionStrategy: ConversionStrategy
  /// How the value is decoded.
  public var decodingStrategy: DecodingStrategy
  /// What happens to NUL bytes.
  public var nullBytePolicy: NullBytePolicy

  /// A place in a provider.
  public init(
    key: String, property: String = "", version: String = "", metadataPolicy: MetadataPolicy = .none,
    conversionStrategy: ConversionStrategy = .default, decodingStrategy: DecodingStrategy = .none,
    nullBytePolicy: NullBytePolicy = .ignore
  ) {
    self.key = key
    self.property = property
    self.version = version
    self.metadataPolicy = metadataPolicy
    self.conversionStrategy = conversionStrategy
    self.decodingStrategy = decodingStrategy
    self.nullBytePolicy = nullBytePolicy
  }

  init(_ reader: inout FieldReader) {
    key = reader.string("key") ?? ""
    property = reader.string("property") ?? ""
    version = reader.string("version") ?? ""
    metadataPolicy = reader.choice("metadataPolicy") ?? .none
    conversionStrategy = reader.choice("conversionStrategy") ?? .default
    decodingStrategy = reader.choice("decodingStrategy") ?? .none
    nullBytePolicy = reader.choice("nullBytePolicy") ?? .ignore
  }
}

/// A search among a provider's secrets (`find`).
public struct FindQuery: Sendable, Hashable {
  /// Where to search, in the provider's own terms.
  public var path: String?
  /// An RE2 expression the name must contain a match of; empty matches every name, nil is no search by name.
  public var name: String?
  /// Tags the secret must have.
  public var tags: [String: String]?
  /// How names become valid keys.
  public var conversionStrategy: ConversionStrategy
  /// How values are decoded.
  public var decodingStrategy: DecodingStrategy
  /// What happens to NUL bytes.
  public var nullBytePolicy: NullBytePolicy

  /// A search.
  public init(
    path: String? = nil, name: String? = nil, tags: [String: String]? = nil,
    conversionStrategy: ConversionStrategy = .default, decodingStrategy: DecodingStrategy = .none,
    nullBytePolicy: NullBytePolicy = .ignore
  ) {
    self.path = path
    self.name = name
    self.tags = tags
    self.conversionStrategy = conversionStrategy
    self.decodingStrategy = decodingStrategy
    self.nullBytePolicy = nullBytePolicy
  }

  init(_ reader: inout FieldReader) {
    path = reader.string("path")
    name = reader.object("name") { $0.string("regexp") ?? "" }
    tags = reader.stringMap("tags")
    conversionStrategy = reader.choice("conversionStrategy") ?? .default
    decodingStrategy = reader.choice("decodingStrategy") ?? .none
    nullBytePolicy = reader.choice("nullBytePolicy") ?? .ignore
  }
}
