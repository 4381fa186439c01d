// Which ExternalSecrets are previewed, and against what.

import Arguments

/// Options that `diff` and `render` share.
struct PreviewOptions: Sendable {
  static let offline = Flag("offline", abstract: "touch neither cluster nor AWS: the files given are the cluster")
  static let noCluster = Flag("no-cluster", abstract: "the files given are the cluster; AWS is still asked")
  static let allNamespaces = Flag("all-namespaces", short: "A", abstract: "the ExternalSecrets of all namespaces")
  static let selector = Option(
    "selector", short: "l", valueName: "selector", abstract: "only ExternalSecrets with these labels")
  static let values = Option(
    "values", valueName: "file",
    abstract: "values for stores that can't be read from here: {store: {remote key: value}}",
    completion: .files)
  static let ignoresRefreshPolicy = Flag(
    "ignore-refresh-policy", abstract: "show what a sync would write even where refreshPolicy holds it back")

  static let group = CommandDescription.Group(
    "What is previewed",
    [
      offline.description, noCluster.description, allNamespaces.description, selector.description, values.description,
      ignoresRefreshPolicy.description,
    ])

  static let argument = ArgumentDescription(
    "NAME", abstract: "ExternalSecrets of the cluster; those of the files given with -f otherwise",
    completion: .objects(resource: "externalsecrets", group: "external-secrets.io"))

  let files: FileOptions
  let cluster: ClusterOptions
  let aws: AWSOptions
  let output: OutputOptions
  let names: [String]
  let isOffline: Bool
  var isWithoutCluster: Bool
  let isInAllNamespaces: Bool
  let selector: String?
  let valuesFile: String?
  let ignoresRefreshPolicy: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    files = try FileOptions(arguments)
    cluster = try ClusterOptions(arguments)
    aws = try AWSOptions(arguments)
    output = try OutputOptions(arguments)
    names = arguments.arguments
    isOffline = arguments[Self.offline]
    isWithoutCluster = arguments[Self.noCluster] || isOffline
    isInAllNamespaces = arguments[Self.allNamespaces]
    selector = try arguments.value(Self.selector)
    valuesFile = try arguments.value(Self.values)
    ignoresRefreshPolicy = arguments[Self.ignoresRefreshPolicy]
    if isWithoutCluster, files.isEmpty {
      throw UsageError("--\(isOffline ? "offline" : "no-cluster") needs manifests", hint: "give them with -f")
    }
    if !names.isEmpty, isInAllNamespaces {
      throw UsageError("names and --all-namespaces don't go together", hint: "give either names or -A")
    }
    if !names.isEmpty, selector != nil {
      throw UsageError("names and --selector don't go together", hint: "give either names or -l")
    }
  }
}
