// How objects point at each other.

internal import Basics

/// Which of the two kinds of store is meant.
public enum StoreKind: String, Sendable, Hashable, CaseIterable {
  /// A store of one namespace.
  case secretStore = "SecretStore"
  /// A store of the whole cluster.
  case clusterSecretStore = "ClusterSecretStore"

  /// The kind with its group.
  public var objectKind: ObjectKind { self == .secretStore ? .secretStore : .clusterSecretStore }
}

/// A reference to a store (`secretStoreRef`, `sourceRef.storeRef`).
public struct StoreReference: Sendable, Hashable {
  /// The store's name; empty where an object names none.
  public var name: String
  /// Its kind; a SecretStore unless the reference says otherwise.
  public var kind: StoreKind

  /// Refers to a store.
  public init(name: String, kind: StoreKind = .secretStore) {
    self.name = name
    self.kind = kind
  }

  init(_ reader: inout FieldReader) {
    name = reader.string("name") ?? ""
    kind = reader.choice("kind") ?? .secretStore
  }
}

extension StoreReference: CustomStringConvertible {
  /// `SecretStore aws`.
  public var description: String { "\(kind.rawValue) \(name)" }
}

/// A reference to a generator (`sourceRef.generatorRef`).
public struct GeneratorReference: Sendable, Hashable {
  /// The group and version; `generators.external-secrets.io/v1alpha1` unless the reference says otherwise.
  public var apiVersion: String
  /// The generator's kind, such as `Password`, or `ClusterGenerator`.
  public var kind: String
  /// The generator's name.
  public var name: String

  /// Refers to a generator.
  public init(apiVersion: String = "generators.external-secrets.io/v1alpha1", kind: String, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
  }

  init(_ reader: inout FieldReader) {
    apiVersion = reader.string("apiVersion") ?? "generators.external-secrets.io/v1alpha1"
    kind = reader.string("kind") ?? ""
    name = reader.string("name") ?? ""
  }

  /// The kind with its group.
  public var objectKind: ObjectKind { ObjectKind(apiVersion: apiVersion, kind: kind) }
}

extension GeneratorReference: CustomStringConvertible {
  /// `Password db`.
  public var description: String { "\(kind) \(name)" }
}

/// Where an entry takes its value from instead of the object's own store (`sourceRef`).
public struct SourceReference: Sendable, Hashable {
  /// Another store.
  public var store: StoreReference?
  /// A generator.
  public var generator: GeneratorReference?

  /// A source.
  public init(store: StoreReference? = nil, generator: GeneratorReference? = nil) {
    self.store = store
    self.generator = generator
  }

  init(_ reader: inout FieldReader) {
    store = reader.object("storeRef") { StoreReference(&$0) }
    generator = reader.object("generatorRef") { GeneratorReference(&$0) }
  }
}

/// A reference to one key of a Secret or ConfigMap (`secretRef`, `bearerToken` and the like).
public struct SecretKeySelector: Sendable, Hashable {
  /// The Secret's name.
  public var name: String
  /// Its namespace; only a cluster-scoped object may name one.
  public var namespace: String?
  /// The key.
  public var key: String

  /// Refers to a key of a Secret.
  public init(name: String, namespace: String? = nil, key: String) {
    self.name = name
    self.namespace = namespace
    self.key = key
  }

  init(_ reader: inout FieldReader) {
    name = reader.string("name") ?? ""
    namespace = reader.string("namespace")
    key = reader.string("key") ?? ""
  }
}

/// A reference to a ServiceAccount.
public struct ServiceAccountSelector: Sendable, Hashable {
  /// The ServiceAccount's name.
  public var name: String
  /// Its namespace; only a cluster-scoped object may name one.
  public var namespace: String?
  /// The audiences its token is asked for.
  public var audiences: [String]

  /// Refers to a ServiceAccount.
  public init(name: String, namespace: String? = nil, audiences: [String] = []) {
    self.name = name
    self.namespace = namespace
    self.audiences = audiences
  }

  init(_ reader: inout FieldReader) {
    name = reader.string("name") ?? ""
    namespace = reader.string("namespace")
    audiences = reader.strings("audiences")
  }
}
