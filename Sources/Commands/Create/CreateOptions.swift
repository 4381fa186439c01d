// All that `create` is told.

import Arguments
import Basics
import Kubernetes

/// Options of `create`, a group a file.
struct CreateOptions: Sendable {
  static let argument = ArgumentDescription(
    "NAME", abstract: "name of the ExternalSecret; that of --from-secret or --target if left out", count: 0...1)

  /// The groups of the help, in its order.
  static let groups: [CommandDescription.Group] = [
    CreateKeyOptions.group, CreateStoreOptions.group, CreateTargetOptions.group, CreateUseOptions.group,
    CreateOutputOptions.group, ConvertOptions.group, FileOptions.group, OutputOptions.group,
    .init(AWSOptions.group.heading, AWSOptions.group.options.filter { $0.name != "region" }),
    .init(ClusterOptions.group.heading, ClusterOptions.group.options.filter { $0.name != "as" }),
  ]

  let name: String?
  let keys: CreateKeyOptions
  let store: CreateStoreOptions
  let target: CreateTargetOptions
  let use: CreateUseOptions
  let result: CreateOutputOptions
  let files: FileOptions
  let general: OutputOptions
  let aws: AWSOptions
  let cluster: ClusterOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = arguments.arguments.first
    keys = try CreateKeyOptions(arguments)
    store = try CreateStoreOptions(arguments)
    target = try CreateTargetOptions(arguments)
    use = try CreateUseOptions(arguments)
    result = try CreateOutputOptions(arguments)
    files = try FileOptions(arguments)
    general = try OutputOptions(arguments)
    aws = try AWSOptions(arguments)
    var cluster = try ClusterOptions(arguments)
    cluster.overrides.impersonation.user = use.impersonatedUser
    self.cluster = cluster
    if result.isLegacy, result.previews || keys.secret != nil {
      throw UsageError(
        "--legacy doesn't go with --preview and --from-secret", hint: "use render -f - for a preview of the manifest")
    }
    if use.writesSecret, result.isLegacy {
      throw UsageError(
        "--with-secret doesn't go with --legacy: the old controller makes the Secret itself", hint: "leave it out")
    }
  }

  /// Whether nothing says what is to be created, so that a person may be asked.
  var isBare: Bool { name == nil && !readsStore && keys.generator == nil && target.name == nil }

  /// Whether the answer depends on the cluster.
  var needsCluster: Bool {
    guard !result.isWithoutCluster else { return false }
    let readsLiveStore = !store.writesStore && !result.isLegacy && asksProvider
    let readsWorkload = (use.workload != nil || keys.workload != nil) && files.isEmpty
    return choosesStore || readsLiveStore || readsWorkload || keys.secret != nil || result.applies || result.previews
  }

  /// Whether the store is to be found among those there are.
  var choosesStore: Bool { store.reference == nil && !store.writesStore && !result.isLegacy && readsStore }

  /// Whether anything is read from a store once the controller runs.
  var readsStore: Bool {
    !keys.data.isEmpty || !keys.remotes.isEmpty || keys.find != nil || keys.secret != nil || keys.workload != nil
  }

  /// Whether the provider is asked before anything is written.
  var asksProvider: Bool {
    keys.secret != nil || keys.workload != nil || (!keys.remotes.isEmpty && !keys.extracts)
  }
}
