// Several kubeconfig files as one, by kubectl's rule: the first file to set something wins.

extension Kubeconfig {
  /// Merges kubeconfigs.
  ///
  /// Of entries with the same name only the first file's counts, as a whole: what a later file's entry of that name
  /// says besides is not added. The current context is the first one set.
  ///
  /// - Parameter kubeconfigs: The files, the first taking precedence.
  public init(merging kubeconfigs: [Kubeconfig]) {
    for kubeconfig in kubeconfigs {
      clusters.merge(kubeconfig.clusters) { first, _ in first }
      users.merge(kubeconfig.users) { first, _ in first }
      contexts.merge(kubeconfig.contexts) { first, _ in first }
      currentContext = currentContext ?? kubeconfig.currentContext
      files += kubeconfig.files
    }
  }
}
