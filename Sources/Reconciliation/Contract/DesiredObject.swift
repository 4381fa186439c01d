// The object the controller would write, in a form that can be shown without its values.

public import Basics
public import ExternalSecrets

/// A value of the desired object, as far as it can be known before the controller runs.
public struct DesiredValue: Sendable, Hashable {
  /// What is known of it.
  public enum Content: Sendable, Hashable {
    /// These bytes.
    case known(SecretBytes)
    /// One of these, in the order of the keys they came from; which one, the controller leaves to chance.
    case ambiguous([SecretBytes])
    /// Made anew whenever the controller syncs.
    case generated(by: Maker)
    /// Whatever the provider holds: its values can't be read from here.
    case unreadable(provider: String)
  }

  /// What makes a value anew whenever the controller syncs.
  public enum Maker: Sendable, Hashable {
    /// A generator.
    case generator(GeneratorReference)
    /// Functions of a template, such as `uuidv4` or `now`; sorted.
    case functions([String])
    /// JavaScript of a legacy template that isn't run here.
    case javaScript
  }

  /// What is known of it.
  public var content: Content
  /// Whether a secret may be in it, so that it must be redacted.
  public var isSecret: Bool
  /// Where it comes from.
  public var provenance: Provenance

  /// A value.
  public init(_ content: Content, isSecret: Bool = true, provenance: Provenance = Provenance()) {
    self.content = content
    self.isSecret = isSecret
    self.provenance = provenance
  }

  /// A text that is written in a manifest and holds no secret.
  public init(plain text: String) {
    self.init(.known(SecretBytes(utf8: text)), isSecret: false)
  }

  /// The bytes if they are known; of an ambiguous value the first candidate.
  public var bytes: SecretBytes? {
    switch content {
    case .known(let bytes): bytes
    case .ambiguous(let candidates): candidates.first
    case .generated, .unreadable: nil
    }
  }

  /// Whether the controller will write these very bytes.
  public var isCertain: Bool { if case .known = content { true } else { false } }
}

/// A part of an object of another kind than Secret.
public indirect enum DesiredNode: Sendable, Hashable {
  /// As it stands in the ExternalSecret or the live object: no secret is in it.
  case plain(PlainJSON)
  /// A string made from secrets.
  case string(DesiredValue)
  /// A number, `true`, `false` or `null` made from secrets: the bytes are its JSON text.
  case literal(DesiredValue)
  /// An object; members in their order.
  case object([Member])
  /// An array.
  case array([DesiredNode])

  /// A member of an object.
  public struct Member: Sendable, Hashable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var node: DesiredNode

    /// A member.
    public init(_ name: String, _ node: DesiredNode) {
      self.name = name
      self.node = node
    }
  }

  /// JSON that can be compared and hashed by its text.
  public struct PlainJSON: Sendable, Hashable {
    /// The value.
    public var json: JSON

    /// Wraps a value.
    public init(_ json: JSON) {
      self.json = json
    }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(json.text()) }
  }
}

/// The object the controller would write.
public struct DesiredObject: Sendable {
  /// Its group and version.
  public var apiVersion: String
  /// Its kind: `Secret` unless `target.manifest` says otherwise.
  public var kind: String
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String
  /// Its labels, bookkeeping included.
  public var labels: [String: DesiredValue]
  /// Its annotations, bookkeeping included.
  public var annotations: [String: DesiredValue]
  /// Its finalizers.
  public var finalizers: [String]
  /// Its owners, as Kubernetes writes them; the `uid` of one that isn't in a cluster yet is empty.
  public var ownerReferences: [JSON]
  /// A Secret's type; nil for other kinds.
  public var type: String?
  /// Whether a Secret is immutable; nil where it says nothing.
  public var isImmutable: Bool?
  /// A Secret's data, not base64-encoded; empty for other kinds.
  public var data: [DataKey: DesiredValue]
  /// Everything besides apiVersion, kind and metadata of another kind than Secret; empty for Secrets.
  public var body: [DesiredNode.Member]
  /// Entries whose keys can't be known (`dataFrom` of a provider that can't be read): more keys will be there.
  public var unknownEntries: [FieldPath]

  /// An object with nothing but its names.
  public init(apiVersion: String = "v1", kind: String = "Secret", namespace: String, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
    labels = [:]
    annotations = [:]
    finalizers = []
    ownerReferences = []
    data = [:]
    body = []
    unknownEntries = []
  }

  /// Whether it is a core Secret.
  public var isSecret: Bool { apiVersion == "v1" && kind == "Secret" }

  /// Whether every byte of it is known before the controller runs.
  public var isCertain: Bool {
    unknownEntries.isEmpty && data.values.allSatisfy(\.isCertain) && labels.values.allSatisfy(\.isCertain)
      && annotations.values.allSatisfy(\.isCertain) && body.allSatisfy(\.node.isCertain)
  }
}

extension DesiredNode {
  /// Whether every byte of it is known before the controller runs.
  public var isCertain: Bool {
    switch self {
    case .plain: true
    case .string(let value), .literal(let value): value.isCertain
    case .object(let members): members.allSatisfy(\.node.isCertain)
    case .array(let nodes): nodes.allSatisfy(\.isCertain)
    }
  }
}
