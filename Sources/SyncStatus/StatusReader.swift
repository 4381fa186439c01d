// Reads all that `status` shows in a handful of lists, however many objects there are.

public import Basics
internal import ExternalSecrets
public import Kubernetes

/// Which ExternalSecrets are meant.
public struct StatusScope: Sendable, Hashable {
  /// The namespace; nil for all.
  public var namespace: String?
  /// Their names; none means all.
  public var names: [String]
  /// `-l`: a selector on labels.
  public var labelSelector: String?

  /// All ExternalSecrets of a namespace, or those that are named or selected.
  public init(namespace: String?, names: [String] = [], labelSelector: String? = nil) {
    self.namespace = namespace
    self.names = names
    self.labelSelector = labelSelector
  }
}

/// ExternalSecrets with all that was found out about them.
public struct StatusReport: Sendable {
  /// The ExternalSecrets, by namespace and name.
  public var items: [StatusItem]
  /// Names that don't exist.
  public var missing: [LocatedError]
  /// What couldn't be read, so that it is missing from the items.
  public var notes: [LocatedError]

  /// A report.
  public init(items: [StatusItem], missing: [LocatedError] = [], notes: [LocatedError] = []) {
    self.items = items
    self.missing = missing
    self.notes = notes
  }
}

/// Reads the state of ExternalSecrets from a cluster.
public struct StatusReader: Sendable {
  let client: KubernetesClient

  /// A reader of a cluster.
  public init(_ client: KubernetesClient) {
    self.client = client
  }

  /// Reads the ExternalSecrets of a scope, their stores, targets and newest warnings.
  ///
  /// What may not be read is left out and noted; only the ExternalSecrets themselves can't be done without.
  ///
  /// - Parameters:
  ///   - scope: Which ExternalSecrets.
  ///   - isWanted: Chooses among them.
  /// - Returns: What was found.
  /// - Throws: ``KubernetesError`` where no kind of ExternalSecret can be read.
  public func read(
    _ scope: StatusScope, where isWanted: @Sendable (LiveExternalSecret) -> Bool = { _ in true }
  ) async throws(KubernetesError) -> StatusReport {
    // Of many objects the targets are read side by side with them: both lists come in pages, one after the other.
    let isWhole = scope.names.isEmpty
    async let managed = attempt { () throws(KubernetesError) in isWhole ? try await self.managedSecrets(in: scope) : [:]
    }
    async let warnings = attempt { () throws(KubernetesError) in try await self.warnings(in: scope) }
    let objects = try await externalSecrets(scope).filter(isWanted)
    async let stores = attempt { () throws(KubernetesError) in try await self.stores(for: objects, in: scope) }
    let known = (try? await managed.get()) ?? [:]
    async let targets = attempt { () throws(KubernetesError) in
      try await self.targets(of: objects, in: scope, known: known)
    }
    var notes: [LocatedError] = []
    let healths = note(await stores, "the stores' health", in: &notes)
    let found = note(await targets, "the state of the targets", in: &notes)
    let events = note(await warnings, "the causes of failures", in: &notes)
    let items = objects.map { object in
      StatusItem(
        object,
        stores: object.stores.map { healths?[StoreKey($0, for: object)] ?? StoreHealth($0, .unknown) },
        target: found?.states[object.target] ?? .unknown, warning: events?[object.uid],
        redaction: Redaction(found?.values[object.target] ?? []))
    }
    return StatusReport(items: items, missing: await missing(scope, found: objects), notes: notes)
  }

  /// An error for each name that doesn't exist, with those it is near to.
  private func missing(_ scope: StatusScope, found: [LiveExternalSecret]) async -> [LocatedError] {
    let names = scope.names.filter { name in !found.contains { $0.name == name } }
    guard !names.isEmpty else { return [] }
    // Near names help; that they may not be listed is no error of its own.
    let all = (try? await externalSecrets(StatusScope(namespace: scope.namespace))) ?? []
    return names.map { name in
      let near = all.map(\.name).nearest(to: name)
      return LocatedError(
        "it doesn't exist",
        object: ObjectReference(kind: ObjectKind.externalSecret.name, namespace: scope.namespace, name: name),
        hint: near.isEmpty
          ? "`kubectl extsecret status -A` lists those that do" : "did you mean \(near.joined(separator: " or "))?")
    }
  }

  private func note<Value>(
    _ result: Result<Value, KubernetesError>, _ what: String, in notes: inout [LocatedError]
  ) -> Value? {
    do { return try result.get() } catch {
      var located = error.located
      located.message = "\(what) can't be read: \(located.message)"
      notes.append(located)
      return nil
    }
  }
}

/// The outcome of `body` as a value, so that several can be waited for side by side.
func attempt<Value: Sendable>(
  _ body: @Sendable () async throws(KubernetesError) -> Value
) async -> Result<Value, KubernetesError> {
  do { return .success(try await body()) } catch { return .failure(error) }
}
