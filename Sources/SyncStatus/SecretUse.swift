// Who uses a Secret: the workloads whose pods read it, and the ServiceAccounts that hand it out.

public import Basics
public import Kubernetes

/// A way an object uses a Secret.
public struct SecretUse: Sendable, Hashable {
  /// The object that uses it.
  public var user: ObjectReference
  /// The kind of that object, as the API server serves it.
  public var resource: APIResource
  /// Whether it is a Deployment that is paused: it does nothing about changes.
  public var isPaused: Bool
  /// How: `env DB_PASSWORD`, `envFrom`, `volume tls`, `imagePullSecrets`; sorted, each once.
  public var ways: [String]

  /// The use that `object` makes of the Secret `secret`; nil if it makes none.
  ///
  /// - Parameters:
  ///   - object: A workload, a pod or a ServiceAccount.
  ///   - resource: Its kind.
  ///   - secret: The Secret's name.
  public init?(_ object: JSON, resource: APIResource, of secret: String) {
    let ways = resource == .serviceAccounts ? Self.serviceAccount(object, secret) : Self.podSpec(of: object, secret)
    guard !ways.isEmpty else { return nil }
    self.ways = Set(ways).sorted()
    self.resource = resource
    isPaused = object["spec"]?["paused"]?.bool ?? false
    user = ObjectReference(
      kind: resource.kind, namespace: object["metadata"]?["namespace"]?.string,
      name: object["metadata"]?["name"]?.string ?? "")
  }

  /// Whether restarting it makes it see new data: pods read variables only when they start.
  public var isRestartable: Bool {
    [APIResource.deployments, .statefulSets, .daemonSets].contains(resource)
  }

  private static func serviceAccount(_ object: JSON, _ secret: String) -> [String] {
    ["secrets", "imagePullSecrets"].filter { list in
      object[list]?.array?.contains { $0["name"]?.string == secret } ?? false
    }
  }

  private static func podSpec(of object: JSON, _ secret: String) -> [String] {
    let spec = object["spec"]
    // CronJobs nest a Job's template, pods have none.
    let pod =
      spec?["jobTemplate"]?["spec"]?["template"]?["spec"] ?? spec?["template"]?["spec"]
      ?? (object["kind"]?.string == "Pod" ? spec : nil)
    guard let pod else { return [] }
    func names(_ list: JSON?) -> Bool { list?.array?.contains { $0["name"]?.string == secret } ?? false }
    var ways: [String] = []
    for list in ["containers", "initContainers", "ephemeralContainers"] {
      for container in pod[list]?.array ?? [] {
        for variable in container["env"]?.array ?? []
        where variable["valueFrom"]?["secretKeyRef"]?["name"]?.string == secret {
          ways.append("env \(variable["name"]?.string ?? "")")
        }
        if container["envFrom"]?.array?.contains(where: { $0["secretRef"]?["name"]?.string == secret }) ?? false {
          ways.append("envFrom")
        }
      }
    }
    for volume in pod["volumes"]?.array ?? [] {
      let projected = volume["projected"]?["sources"]?.array ?? []
      let isUsed =
        volume["secret"]?["secretName"]?.string == secret
        || projected.contains { $0["secret"]?["name"]?.string == secret }
        || volume["csi"]?["nodePublishSecretRef"]?["name"]?.string == secret
      if isUsed { ways.append("volume \(volume["name"]?.string ?? "")") }
    }
    if names(pod["imagePullSecrets"]) { ways.append("imagePullSecrets") }
    return ways
  }
}
