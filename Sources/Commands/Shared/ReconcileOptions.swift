// What `reconcile` is told.

import Arguments
import Basics
import ExternalSecrets
import ForcedSync
import Kubernetes

/// Options of `reconcile`.
struct ReconcileOptions: Sendable {
  enum DryRun: String, CaseIterable, Sendable {
    case none, client, server
  }

  static let all = Flag("all", abstract: "all ExternalSecrets of the namespace")
  static let store = Option("store", valueName: "name", abstract: "only those that read from this store")
  static let remoteKey = Option(
    "remote-key", valueName: "key", abstract: "only those that read this key of the provider, in all namespaces")
  static let waits = Flag("wait", abstract: "wait until each is synced or has failed (default true)")
  static let timeout = Option<Duration>(
    "timeout", valueName: "duration", abstract: "how long to wait, such as 30s (default 2m)"
  ) { text throws(UsageError) in
    if let duration = Duration(go: text), duration > .zero { return duration }
    throw UsageError("\"\(text)\" is not a duration to wait", hint: "write it like 30s or 2m")
  }
  static let invalidates = Flag(
    "invalidate", abstract: "force even CreatedOnce and refreshInterval 0: takes the target's data-hash annotation away"
  )
  static let restartsWorkloads = Flag(
    "restart-workloads", abstract: "restart the workloads that use a Secret whose data changed")
  static let confirmed = Flag("yes", short: "y", abstract: "restart without asking")
  static let explains = Flag("explain", abstract: "try what failed from here, and say what that comes to")
  static let dryRun = Option<DryRun>(choice: "dry-run", abstract: "only say what would be asked for")
  static let format = Option<ReconcileCommand.Format>(choice: "output", short: "o", abstract: "the form of the answer")

  static let selectionGroup = CommandDescription.Group(
    "Which ExternalSecrets",
    [
      all.description, SelectionOptions.allNamespaces.description, SelectionOptions.selector.description,
      FileOptions.filename.description, FileOptions.recursive.description, FileOptions.kustomize.description,
      store.description, remoteKey.description,
    ])
  static let group = CommandDescription.Group(
    "Reconcile options",
    [
      waits.description, timeout.description, invalidates.description, restartsWorkloads.description,
      confirmed.description, explains.description, dryRun.description, format.description,
    ])

  let cluster: ClusterOptions
  let output: OutputOptions
  let aws: AWSOptions
  let explains: Bool
  let sync: ForcedSyncOptions
  let restartsWorkloads: Bool
  let isConfirmed: Bool
  let format: ReconcileCommand.Format
  private let objects: SelectionOptions
  private let files: FileOptions
  private let store: String?
  private let remoteKey: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    cluster = try ClusterOptions(arguments)
    output = try OutputOptions(arguments)
    aws = try AWSOptions(arguments)
    explains = arguments[Self.explains]
    objects = try SelectionOptions(arguments)
    files = try FileOptions(arguments)
    store = try arguments.value(Self.store)
    remoteKey = try arguments.value(Self.remoteKey)
    restartsWorkloads = arguments[Self.restartsWorkloads]
    isConfirmed = arguments[Self.confirmed]
    format = try arguments.value(Self.format) ?? .text
    var sync = ForcedSyncOptions()
    sync.waits = !arguments.isGiven(Self.waits) || arguments[Self.waits]
    sync.timeout = try arguments.value(Self.timeout) ?? sync.timeout
    sync.invalidates = arguments[Self.invalidates]
    switch try arguments.value(Self.dryRun) ?? .none {
    case .none: sync.mode = .apply
    case .client: sync.mode = .clientDryRun
    case .server: sync.mode = .serverDryRun
    }
    self.sync = sync
    let isChosen =
      arguments[Self.all] || objects.isInAllNamespaces || objects.selector != nil || store != nil || remoteKey != nil
    if objects.names.isEmpty, files.isEmpty, !isChosen {
      throw UsageError(
        "reconcile needs to be told what to sync",
        hint: "name ExternalSecrets, or give --all, -A, -l, -f or --remote-key")
    }
    if restartsWorkloads, !sync.waits {
      throw UsageError("--restart-workloads needs to know what changed", hint: "leave out --wait=false")
    }
  }

  /// What is chosen.
  ///
  /// - Parameters:
  ///   - client: The cluster.
  ///   - environment: The world.
  ///   - reporter: What prints what is wrong with the files.
  /// - Returns: The choice.
  /// - Throws: ``LocatedError`` if the files hold nothing to sync.
  func selection(
    _ client: KubernetesClient, _ environment: Environment, _ reporter: Reporter
  ) async throws(LocatedError) -> SyncSelection {
    let overrides = cluster.overrides
    let isEverywhere = objects.isInAllNamespaces || (remoteKey != nil && overrides.namespace == nil)
    var selection = SyncSelection(namespace: isEverywhere ? nil : client.configuration.namespace)
    for name in objects.names {
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      switch (parts.count, parts.first?.lowercased()) {
      case (2, "clusterexternalsecret"), (2, "clusterexternalsecrets"), (2, "ces"):
        selection.clusterNames.append(parts[1])
      case (2, "externalsecret"), (2, "externalsecrets"), (2, "es"): selection.names.append(parts[1])
      default: selection.names.append(name)
      }
    }
    selection.labelSelector = objects.selector
    selection.store = store
    selection.remoteKey = remoteKey.map { RemoteKey($0) }
    guard !files.isEmpty else { return selection }
    let transport = environment.transport(output.tracing(in: environment))
    let loader = ManifestLoader(
      environment: environment, transport: { transport }, namespace: client.configuration.namespace, isOffline: false)
    let set = await loader.load(files)
    for failure in set.failures { reporter.error(failure) }
    let kinds: Set<ObjectKind> = [.externalSecret, .legacyExternalSecret, .clusterExternalSecret]
    selection.objects = set.manifests.filter { kinds.contains($0.objectKind) }.map(\.reference)
    guard !selection.objects.isEmpty else {
      throw LocatedError("there is no ExternalSecret in the files given", hint: "name one, or give other files")
    }
    return selection
  }

  /// The error for a choice that nothing fits.
  var nothingFound: LocatedError {
    if let remoteKey {
      return LocatedError(
        "no ExternalSecret reads \"\(remoteKey)\"",
        hint: "keys are written as in the provider, the store's prefix included")
    }
    return LocatedError(
      "there is no ExternalSecret to sync", hint: "`kubectl extsecret status -A` lists those there are")
  }
}
