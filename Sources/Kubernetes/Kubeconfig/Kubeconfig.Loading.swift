// Which kubeconfig files are read: --kubeconfig, else KUBECONFIG, else ~/.kube/config.

import Basics
public import System
import YAML

extension Kubeconfig {
  /// Reads and merges the kubeconfig files that kubectl would.
  ///
  /// A file named by `path` must be there; of the files of `KUBECONFIG` and the one in the home directory those that
  /// are missing count as empty.
  ///
  /// - Parameters:
  ///   - path: `--kubeconfig`, if given.
  ///   - variables: `KUBECONFIG` and `HOME`.
  ///   - files: What reads them.
  /// - Returns: The merged kubeconfig; its ``files`` are those that were there.
  /// - Throws: ``KubeconfigError``.
  public static func load(
    path: String?, variables: EnvironmentVariables, files: any FileReader
  ) throws(KubeconfigError) -> Kubeconfig {
    var kubeconfigs: [Kubeconfig] = []
    for candidate in searchPath(path: path, variables: variables) {
      let text: [UInt8]
      do {
        text = try files.contents(of: candidate, limit: 16 << 20)
      } catch {
        if error.reason == .missing, path == nil { continue }
        throw .unreadable(path: candidate, reason: error.reasonText)
      }
      kubeconfigs.append(try Kubeconfig(text, file: candidate))
    }
    return Kubeconfig(merging: kubeconfigs)
  }

  /// Reads one kubeconfig file's text: YAML or JSON, the first document of it, as kubectl does.
  private init(_ text: [UInt8], file: String) throws(KubeconfigError) {
    let content = YAML.documents(text, file: file).first?.content ?? .success(.null)
    let json: JSON
    do { json = try content.get() } catch { throw .invalid(error) }
    try self.init(json, file: file)
  }

  /// The files that are looked for, the first taking precedence.
  ///
  /// - Parameters:
  ///   - path: `--kubeconfig`, if given.
  ///   - variables: `KUBECONFIG` and `HOME`.
  /// - Returns: Their paths, as written.
  public static func searchPath(path: String?, variables: EnvironmentVariables) -> [String] {
    if let path, !path.isEmpty { return [path] }
    if let list = variables.nonEmpty("KUBECONFIG") {
      var seen: Set<String> = []
      return list.split(separator: ":").map(String.init).filter { seen.insert($0).inserted }
    }
    return variables.nonEmpty("HOME").map { [$0 + "/.kube/config"] } ?? []
  }
}

extension ClusterConfiguration {
  /// Finds the cluster to talk to as kubectl does: kubeconfig and flags first, the pod's own service account last.
  ///
  /// - Parameters:
  ///   - overrides: kubectl's connection flags.
  ///   - variables: The environment.
  ///   - files: What reads kubeconfigs, certificates and tokens.
  /// - Returns: How to reach it, and as whom.
  /// - Throws: ``KubeconfigError``.
  public static func find(
    _ overrides: ConfigOverrides, variables: EnvironmentVariables, files: any FileReader
  ) throws(KubeconfigError) -> ClusterConfiguration {
    let kubeconfig = try Kubeconfig.load(
      path: overrides.kubeconfig, variables: variables, files: files)
    let saysNothing =
      kubeconfig.contexts.isEmpty && kubeconfig.clusters.isEmpty && overrides.context == nil
      && overrides.cluster == nil && overrides.server == nil && variables.nonEmpty("KUBERNETES_MASTER") == nil
    if saysNothing {
      if let inCluster = try inCluster(overrides, variables: variables, files: files) { return inCluster }
      throw .none(searched: Kubeconfig.searchPath(path: overrides.kubeconfig, variables: variables))
    }
    return try ClusterConfiguration(kubeconfig, overrides: overrides, variables: variables, files: files)
  }
}
