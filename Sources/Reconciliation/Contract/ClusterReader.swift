// What the engine needs from a cluster, be it a live one or the files given.

public import ExternalSecrets

/// Reads objects: stores, ConfigMaps, Secrets, generators, Namespaces, live targets.
public protocol ClusterReader: Sendable {
  /// Reads ahead all objects that will be asked for, in as few requests as possible.
  ///
  /// A failure here is not an error: it shows again when the object itself is asked for.
  func prefetch(_ queries: [ObjectQuery]) async

  /// One object; nil if there is none.
  ///
  /// A Namespace that files don't mention exists and carries its `kubernetes.io/metadata.name` label.
  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest?

  /// All objects of a kind.
  ///
  /// - Parameters:
  ///   - kind: The kind.
  ///   - namespace: Their namespace; nil for all, and for cluster-scoped kinds.
  ///   - labels: Which of them.
  /// - Returns: The objects; their order means nothing.
  /// - Throws: ``ClusterReadError`` if they can't be read.
  func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
    -> [Manifest]
}

extension ClusterReader {
  /// Reads nothing ahead.
  public func prefetch(_ queries: [ObjectQuery]) async {}
}

/// Names an object to read.
public struct ObjectQuery: Sendable, Hashable {
  /// Its kind.
  public var kind: ObjectKind
  /// The version to read it in; nil for whichever is served.
  public var version: String?
  /// Its namespace; nil for a cluster-scoped object.
  public var namespace: String?
  /// Its name.
  public var name: String

  /// Names an object.
  public init(_ kind: ObjectKind, version: String? = nil, namespace: String?, name: String) {
    self.kind = kind
    self.version = version
    self.namespace = namespace
    self.name = name
  }
}

/// Why an object could not be read, other than that there is none.
public struct ClusterReadError: Error, Sendable, Hashable {
  /// What happened, a sentence without a final period.
  public var message: String
  /// What to do.
  public var hint: String?

  /// An error.
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
