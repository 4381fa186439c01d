// What can be wrong with the way to a cluster, before the first request.

public import Basics

/// Why no cluster could be made out of the kubeconfig files and flags.
public enum KubeconfigError: Error, Sendable, Hashable {
  /// There is no kubeconfig; these places were looked at.
  case none(searched: [String])
  /// The file asked for can't be read.
  case unreadable(path: String, reason: String)
  /// A file says something that can't be understood, or contradicts itself.
  case invalid(LocatedError)
  /// There are kubeconfigs, but none names a current context, and none was asked for.
  case noCurrentContext(known: [String], files: [String])
  /// A name that no file defines.
  case unknown(Entry, name: String, known: [String], files: [String])
  /// A context refers to a cluster that no file defines.
  case danglingCluster(context: String, cluster: String, known: [String])
  /// A cluster has no server.
  case noServer(cluster: String)
  /// An entry that is there but can't be used: what is wrong, in which entry, and what to do.
  case unusable(Entry, name: String, problem: String, hint: String?)

  /// The kinds of entry a kubeconfig has.
  public enum Entry: String, Sendable {
    /// `contexts[]`.
    case context
    /// `clusters[]`.
    case cluster
    /// `users[]`.
    case user
  }
}

extension KubeconfigError {
  /// The error as it is shown: what, where, and what to do.
  public var located: LocatedError {
    switch self {
    case .none(let searched):
      return LocatedError(
        "no kubeconfig: \(searched.isEmpty ? "nowhere to look" : searched.joined(separator: ", ") + " not found")",
        hint: "name one with --kubeconfig or KUBECONFIG")
    case .unreadable(let path, let reason):
      return LocatedError(
        "can't read the file: \(reason)", file: path, hint: "check --kubeconfig, KUBECONFIG and the files they refer to"
      )
    case .invalid(let error):
      return error
    case .noCurrentContext(let known, let files):
      return LocatedError(
        "no context is chosen: \(files.joined(separator: ", ")) set\(files.count == 1 ? "s" : "") no current-context",
        hint: known.isEmpty
          ? "add a context with `kubectl config set-context`, or give --server"
          : "choose one with --context or `kubectl config use-context`: \(Self.list(known))")
    case .unknown(let entry, let name, let known, let files):
      return LocatedError(
        "\(entry.rawValue) \"\(name)\" is not in \(files.isEmpty ? "any kubeconfig" : files.joined(separator: ", "))",
        hint: Self.suggestion(for: name, among: known, of: entry))
    case .danglingCluster(let context, let cluster, let known):
      return LocatedError(
        "context \"\(context)\" refers to cluster \"\(cluster)\", which no kubeconfig defines",
        hint: Self.suggestion(for: cluster, among: known, of: .cluster))
    case .noServer(let cluster):
      return LocatedError(
        cluster.isEmpty ? "no cluster is chosen" : "cluster \"\(cluster)\" has no server",
        hint: "set it with `kubectl config set-cluster`, or give --server")
    case .unusable(let entry, let name, let problem, let hint):
      return LocatedError(name.isEmpty ? problem : "\(entry.rawValue) \"\(name)\": \(problem)", hint: hint)
    }
  }

  private static func suggestion(for name: String, among known: [String], of entry: Entry) -> String {
    let near = known.nearest(to: name)
    if !near.isEmpty { return "did you mean \(near.map { "\"\($0)\"" }.joined(separator: " or "))?" }
    return known.isEmpty ? "no \(entry.rawValue) is defined" : "there are: \(list(known))"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.sorted().prefix(10)
    return shown.joined(separator: ", ") + (names.count > shown.count ? ", … (\(names.count))" : "")
  }
}
