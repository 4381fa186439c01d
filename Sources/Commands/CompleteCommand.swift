// kubectl extsecret __complete: what completion scripts and kubectl ask.

import Arguments
import Basics
import ExternalSecrets
import Kubernetes

/// Proposes what fits at the end of a command line, in the protocol of kubectl's plugins (that of cobra).
///
/// One proposal a line, a tab and a few words behind it; then a line with a colon and what the shell is to do: 0 lets it
/// complete files, 4 doesn't.
struct CompleteCommand: Command {
  static let description = CommandDescription(
    "__complete", abstract: "Propose completions.",
    argument: ArgumentDescription("WORD", abstract: "the words typed so far"), groups: [], isHidden: true)

  private let words: [String]

  init(_ arguments: ParsedArguments) throws(UsageError) { words = arguments.arguments }

  func run(in environment: Environment) async -> Int32 {
    var lines: [String] = []
    var directive = 4
    switch Completer(CommandTable.descriptions).answer(words) {
    case .words(let candidates):
      lines = candidates.map { $0.abstract.isEmpty ? $0.word : "\($0.word)\t\($0.abstract)" }
    case .lookUp(.files, _): directive = 0
    case .lookUp(let what, let prefix):
      let current = (words.last ?? "").dropFirst(prefix.count)
      lines = await names(what, environment).filter { $0.hasPrefix(current) }.map { prefix + $0 }
    }
    environment.print((lines + [":\(directive)"]).joined(separator: "\n") + "\n")
    return 0
  }

  /// Live names; none where the cluster doesn't answer, for a completion is no place for errors.
  private func names(_ what: Completion, _ environment: Environment) async -> [String] {
    guard let arguments = try? ParsedArguments(connectionWords, for: Self.connection),
      let cluster = try? ClusterOptions(arguments), let output = try? OutputOptions(arguments)
    else { return [] }
    let kubeconfig = try? Kubeconfig.load(
      path: cluster.overrides.kubeconfig, variables: environment.variables, files: environment.files)
    switch what {
    case .contexts: return (kubeconfig?.contexts.keys).map { $0.sorted() } ?? []
    case .clusters: return (kubeconfig?.clusters.keys).map { $0.sorted() } ?? []
    case .users: return (kubeconfig?.users.keys).map { $0.sorted() } ?? []
    case .none, .files, .words: return []
    case .namespaces, .objects: break
    }
    guard let client = try? ClusterConnection.client(cluster, output, environment, timeout: .seconds(3)) else {
      return []
    }
    var resource: APIResource? = .namespaces
    if case .objects(let name, let group) = what {
      resource = try? await client.served(name, group: group, versions: ["v1", "v1beta1"])
    }
    guard let resource else { return [] }
    let list = try? await client.list(resource, namespace: client.configuration.namespace) {
      $0["metadata"]?["name"]?.string
    }
    return (list?.items ?? []).sorted()
  }

  private static let connection = CommandDescription(
    "", abstract: "", argument: ArgumentDescription("WORD", abstract: ""),
    groups: [ClusterOptions.group, OutputOptions.group])

  /// The words that say which cluster is meant; the others would be unknown to a parser of cluster options.
  private var connectionWords: [String] {
    var kept: [String] = []
    var rest = words.dropLast()[...]
    while let word = rest.popFirst() {
      let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
      let option = Self.connection.options.first {
        word == "-\($0.short.map(String.init) ?? "")" || word.hasPrefix("--") && $0.name == name
      }
      guard let option else { continue }
      kept.append(word)
      if option.form == .value, !word.contains("="), let value = rest.popFirst() { kept.append(value) }
    }
    return kept
  }
}
