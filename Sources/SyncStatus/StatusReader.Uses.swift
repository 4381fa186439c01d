// Who uses the target of one ExternalSecret.

public import Basics
public import Kubernetes

extension StatusReader {
  /// The kinds of object whose use of Secrets is looked at.
  static let users: [APIResource] = [
    .deployments, .statefulSets, .daemonSets, .jobs, .cronJobs, .pods, .serviceAccounts,
  ]

  /// The objects that use a Secret.
  ///
  /// Pods that a workload made are left out: the workload stands for them.
  ///
  /// - Parameters:
  ///   - secret: The Secret's name.
  ///   - namespace: Its namespace.
  /// - Returns: The uses, workloads first, and what couldn't be read.
  public func uses(ofSecret secret: String, namespace: String) async -> (uses: [SecretUse], notes: [LocatedError]) {
    var uses: [SecretUse] = []
    var notes: [LocatedError] = []
    for resource in Self.users {
      let listed = await attempt { () throws(KubernetesError) in
        try await client.list(resource, namespace: namespace) { json in
          // What another object made is that object's.
          let isOwned = !(json["metadata"]?["ownerReferences"]?.array ?? []).isEmpty
          return isOwned && resource != .serviceAccounts ? nil : SecretUse(json, resource: resource, of: secret)
        }.items
      }
      switch listed {
      case .success(let found): uses += found
      case .failure(.notServed): continue
      case .failure(let error):
        var located = error.located
        located.message = "whether \(resource.name) use it isn't known: \(located.message)"
        notes.append(located)
      }
    }
    return (uses, notes)
  }
}

extension StatusReader {
  /// The names of the keys that a Secret has now.
  ///
  /// - Parameters:
  ///   - secret: The Secret's name.
  ///   - namespace: Its namespace.
  /// - Returns: The names, sorted; nil where it isn't there.
  /// - Throws: ``KubernetesError``.
  public func keys(ofSecret secret: String, namespace: String) async throws(KubernetesError) -> [String]? {
    guard let json = try await client.get(.secrets, namespace: namespace, name: secret) else { return nil }
    return (json["data"]?.object.map { $0.map(\.key) } ?? []).sorted()
  }
}
