// What is asked for: the answers from which an ExternalSecret is written.

public import Basics
public import ExternalSecrets

/// Everything that decides what an ExternalSecret looks like.
public struct ExternalSecretRequest: Sendable {
  /// The Secret it writes.
  public struct Target: Sendable {
    /// Its name; nil for the ExternalSecret's own.
    public var name: String?
    /// Its type, as the API names it; nil for Opaque, unsaid.
    public var type: String?
    /// Keys made by templates, in order.
    public var template: [(key: String, value: String)] = []
    /// What becomes of it when the controller writes.
    public var creationPolicy: CreationPolicy?
    /// What becomes of it when the data is gone.
    public var deletionPolicy: DeletionPolicy?

    /// A Secret of the ExternalSecret's own name, of type Opaque.
    public init() {}
  }

  /// The name.
  public var name: String
  /// The namespace; nil leaves it to whoever applies the manifest.
  public var namespace: String?
  /// The version of the API.
  public var version = "v1"
  /// Labels, in order.
  public var labels: [(key: String, value: String)] = []
  /// Annotations, in order.
  public var annotations: [(key: String, value: String)] = []
  /// The store.
  public var store: StoreReference?
  /// Single keys, in order.
  public var data: [RequestedKey] = []
  /// Remote secrets whose JSON members become keys, in order.
  public var extracts: [RemoteReference] = []
  /// A search among the remote secrets.
  public var find: FindQuery?
  /// A generator of values.
  public var generator: GeneratorReference?
  /// How often the provider is read; nil for an hour.
  public var refreshInterval: String?
  /// The Secret.
  public var target = Target()

  /// A request for an ExternalSecret of that name, for nothing yet.
  public init(name: String) { self.name = name }

  /// The name of the Secret.
  public var targetName: String { target.name ?? name }

  /// Whether anything is to be read from a store.
  public var needsStore: Bool { !data.isEmpty || !extracts.isEmpty || find != nil }

  /// The keys its entries provide, in order; nil where only the provider knows them.
  public var entryKeys: [String]? {
    guard extracts.isEmpty, find == nil else { return nil }
    guard let generator else { return data.map(\.secretKey) }
    return generator.kind == GeneratorDraft.passwordKind ? ["password"] + data.map(\.secretKey) : nil
  }

  /// The keys the Secret will have, in order; nil where only the provider knows them.
  ///
  /// - Throws: ``LocatedError`` where the type demands keys that can't be made.
  public func targetKeys() throws(LocatedError) -> [String]? {
    let template = try templatedKeys()
    return template.isEmpty ? entryKeys : template.map { $0.key }
  }

  /// The templated keys: those asked for, and those the type demands.
  func templatedKeys() throws(LocatedError) -> [(key: String, value: String)] {
    var template = target.template
    if let type = target.type.flatMap(SecretType.init(apiName:)) {
      let given = template.map { $0.key }
      let satisfies = type.requiredKeys.allSatisfy(given.contains) && (type != .basicAuth || !given.isEmpty)
      if template.isEmpty || !satisfies {
        template = try type.template(for: entryKeys).filter { !given.contains($0.key) } + template
      }
    }
    return template
  }
}
