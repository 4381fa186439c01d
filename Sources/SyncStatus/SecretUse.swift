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
  /// The keys it can't do without, sorted by the way each is used.
  ///
  /// A pod doesn't start while one is missing.
  public var needs: [Need]

  /// A key that is asked for by name and isn't marked as optional.
  public struct Need: Sendable, Hashable, Comparable {
    /// The Secret's key.
    public var key: String
    /// One of ``SecretUse/ways``.
    public var way: String

    /// By the way of use, then by key.
    public static func < (one: Need, other: Need) -> Bool { (one.way, one.key) < (other.way, other.key) }
  }

  /// The use that `object` makes of the Secret `secret`; nil if it makes none.
  ///
  /// - Parameters:
  ///   - object: A workload, a pod or a ServiceAccount.
  ///   - resource: Its kind.
  ///   - secret: The Secret's name.
  public init?(_ object: JSON, resource: APIResource, of secret: String) {
    let found =
      resource == .serviceAccounts
      ? Self.serviceAccount(object, secret).map { Found(way: $0) } : Self.podSpec(of: object, secret)
    guard !found.isEmpty else { return nil }
    ways = Set(found.map(\.way)).sorted()
    needs = Set(found.flatMap { use in use.keys.map { Need(key: $0, way: use.way) } }).sorted()
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

  /// A use found in an object.
  private struct Found {
    var way: String
    /// The keys it asks for by name.
    var keys: [String] = []

    init(way: String) { self.way = way }

    /// The keys of `asked`, unless `source`, which names the Secret, or one of them says that it may be missing.
    init(way: String, source: JSON?, asked: [JSON]) {
      self.way = way
      guard source?["optional"]?.bool != true else { return }
      keys = asked.filter { $0["optional"]?.bool != true }.compactMap { $0["key"]?.string }
    }
  }

  private static func podSpec(of object: JSON, _ secret: String) -> [Found] {
    let spec = object["spec"]
    // CronJobs nest a Job's template, pods have none.
    let pod =
      spec?["jobTemplate"]?["spec"]?["template"]?["spec"] ?? spec?["template"]?["spec"]
      ?? (object["kind"]?.string == "Pod" ? spec : nil)
    guard let pod else { return [] }
    func names(_ list: JSON?) -> Bool { list?.array?.contains { $0["name"]?.string == secret } ?? false }
    var found: [Found] = []
    for list in ["containers", "initContainers", "ephemeralContainers"] {
      for container in pod[list]?.array ?? [] {
        for variable in container["env"]?.array ?? [] {
          guard let reference = variable["valueFrom"]?["secretKeyRef"], reference["name"]?.string == secret else {
            continue
          }
          found.append(Found(way: "env \(variable["name"]?.string ?? "")", source: nil, asked: [reference]))
        }
        if container["envFrom"]?.array?.contains(where: { $0["secretRef"]?["name"]?.string == secret }) ?? false {
          found.append(Found(way: "envFrom"))
        }
      }
    }
    for volume in pod["volumes"]?.array ?? [] {
      let way = "volume \(volume["name"]?.string ?? "")"
      if let source = volume["secret"], source["secretName"]?.string == secret {
        found.append(Found(way: way, source: source, asked: source["items"]?.array ?? []))
      }
      for source in (volume["projected"]?["sources"]?.array ?? []).compactMap({ $0["secret"] })
      where source["name"]?.string == secret {
        found.append(Found(way: way, source: source, asked: source["items"]?.array ?? []))
      }
      if volume["csi"]?["nodePublishSecretRef"]?["name"]?.string == secret { found.append(Found(way: way)) }
    }
    if names(pod["imagePullSecrets"]) { found.append(Found(way: "imagePullSecrets")) }
    return found
  }
}
