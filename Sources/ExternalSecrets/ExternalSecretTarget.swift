// The object an ExternalSecret writes, and the template it is made by.

internal import Basics

/// The object to write (`spec.target`).
public struct ExternalSecretTarget: Sendable, Hashable {
  /// Its name; the ExternalSecret's own if absent.
  public var name: String?
  /// What becomes of it when the controller writes.
  public var creationPolicy: CreationPolicy
  /// What becomes of it when the provider has no data any more.
  public var deletionPolicy: DeletionPolicy
  /// How it is made from the data; nil writes the data as it is.
  public var template: ExternalSecretTemplate?
  /// Another kind of object than a Secret.
  public var manifest: ManifestReference?
  /// Whether the Secret can't be changed once it exists.
  public var isImmutable: Bool

  /// A target.
  public init(
    name: String? = nil, creationPolicy: CreationPolicy = .owner, deletionPolicy: DeletionPolicy = .retain,
    template: ExternalSecretTemplate? = nil, manifest: ManifestReference? = nil, isImmutable: Bool = false
  ) {
    self.name = name
    self.creationPolicy = creationPolicy
    self.deletionPolicy = deletionPolicy
    self.template = template
    self.manifest = manifest
    self.isImmutable = isImmutable
  }

  init(_ reader: inout FieldReader) {
    name = reader.string("name")
    creationPolicy = reader.choice("creationPolicy") ?? .owner
    deletionPolicy = reader.choice("deletionPolicy") ?? .retain
    template = reader.object("template") { ExternalSecretTemplate(&$0) }
    manifest = reader.object("manifest") { ManifestReference(&$0) }
    isImmutable = reader.bool("immutable") ?? false
  }
}

/// The kind of object to write in place of a Secret (`spec.target.manifest`).
public struct ManifestReference: Sendable, Hashable {
  /// Its group and version.
  public var apiVersion: String
  /// Its kind.
  public var kind: String

  /// Refers to a kind.
  public init(apiVersion: String, kind: String) {
    self.apiVersion = apiVersion
    self.kind = kind
  }

  init(_ reader: inout FieldReader) {
    apiVersion = reader.string("apiVersion") ?? ""
    kind = reader.string("kind") ?? ""
  }

  /// The kind with its group.
  public var objectKind: ObjectKind { ObjectKind(apiVersion: apiVersion, kind: kind) }
}

/// How the target is made from the data (`spec.target.template`).
public struct ExternalSecretTemplate: Sendable, Hashable {
  /// The Secret's type; empty for the live one's, else Opaque.
  public var type: String
  /// The template engine's version.
  public var engineVersion: TemplateEngineVersion
  /// Labels, templated.
  public var labels: [String: String]
  /// Annotations, templated.
  public var annotations: [String: String]
  /// Finalizers, not templated.
  public var finalizers: [String]
  /// Whether the provider's keys are kept beside the template's.
  public var mergePolicy: TemplateMergePolicy
  /// Templates by key.
  public var data: [String: String]
  /// Templates that stand elsewhere, in order.
  public var templateFrom: [TemplateFrom]

  /// A template.
  public init(
    type: String = "", engineVersion: TemplateEngineVersion = .v2, labels: [String: String] = [:],
    annotations: [String: String] = [:], finalizers: [String] = [], mergePolicy: TemplateMergePolicy = .replace,
    data: [String: String] = [:], templateFrom: [TemplateFrom] = []
  ) {
    self.type = type
    self.engineVersion = engineVersion
    self.labels = labels
    self.annotations = annotations
    self.finalizers = finalizers
    self.mergePolicy = mergePolicy
    self.data = data
    self.templateFrom = templateFrom
  }

  init(_ reader: inout FieldReader) {
    type = reader.string("type") ?? ""
    engineVersion = reader.choice("engineVersion") ?? .v2
    let metadata = reader.object("metadata") {
      ($0.stringMap("labels") ?? [:], $0.stringMap("annotations") ?? [:], $0.strings("finalizers"))
    }
    (labels, annotations, finalizers) = metadata ?? ([:], [:], [])
    mergePolicy = reader.choice("mergePolicy") ?? .replace
    data = reader.stringMap("data") ?? [:]
    templateFrom = reader.objects("templateFrom") { TemplateFrom(&$0) }
  }
}

/// Templates that stand elsewhere (`spec.target.template.templateFrom[]`).
public struct TemplateFrom: Sendable, Hashable {
  /// Entries of a ConfigMap or Secret.
  public struct Source: Sendable, Hashable {
    /// One entry.
    public struct Item: Sendable, Hashable {
      /// Its key.
      public var key: String
      /// What of it is a template.
      public var templateAs: TemplateScope

      /// An entry.
      public init(key: String, templateAs: TemplateScope = .values) {
        self.key = key
        self.templateAs = templateAs
      }
    }

    /// The ConfigMap's or Secret's name.
    public var name: String
    /// Its entries, in order.
    public var items: [Item]

    /// Entries of a ConfigMap or Secret.
    public init(name: String, items: [Item]) {
      self.name = name
      self.items = items
    }

    init(_ reader: inout FieldReader) {
      name = reader.string("name") ?? ""
      items = reader.objects("items") {
        Item(key: $0.string("key") ?? "", templateAs: $0.choice("templateAs") ?? .values)
      }
    }
  }

  /// Entries of a ConfigMap.
  public var configMap: Source?
  /// Entries of a Secret.
  public var secret: Source?
  /// Where the result goes: `Data`, `Labels`, `Annotations`, or a path when `target.manifest` is set.
  public var target: String
  /// A template that stands here.
  public var literal: String?
  /// How rendered values are decoded.
  public var valuesDecodingStrategy: DecodingStrategy

  /// Templates that stand elsewhere.
  public init(
    configMap: Source? = nil, secret: Source? = nil, target: String = "Data", literal: String? = nil,
    valuesDecodingStrategy: DecodingStrategy = .none
  ) {
    self.configMap = configMap
    self.secret = secret
    self.target = target
    self.literal = literal
    self.valuesDecodingStrategy = valuesDecodingStrategy
  }

  init(_ reader: inout FieldReader) {
    configMap = reader.object("configMap") { Source(&$0) }
    secret = reader.object("secret") { Source(&$0) }
    target = reader.string("target") ?? "Data"
    literal = reader.string("literal")
    valuesDecodingStrategy = reader.choice("valuesDecodingStrategy") ?? .none
  }
}
