// A kind of object as an API server serves it: group, version, plural name, scope.

/// A kind of object, under the name and version the API server serves it.
public struct APIResource: Sendable, Hashable {
  /// The API group; empty for the core group.
  public var group: String
  /// The version, such as `v1`.
  public var version: String
  /// The plural name in URLs, such as `externalsecrets`.
  public var name: String
  /// The kind in manifests, such as `ExternalSecret`.
  public var kind: String
  /// Whether its objects live in namespaces.
  public var isNamespaced: Bool

  /// Names a kind.
  public init(group: String = "", version: String = "v1", name: String, kind: String, isNamespaced: Bool = true) {
    self.group = group
    self.version = version
    self.name = name
    self.kind = kind
    self.isNamespaced = isNamespaced
  }

  /// `group/version`, or the version alone for the core group, as in manifests.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// `name.group`, as kubectl and the server's messages have it.
  public var qualifiedName: String { group.isEmpty ? name : "\(name).\(group)" }

  /// The path below the server's address.
  ///
  /// - Parameters:
  ///   - namespace: The namespace; nil for objects without one, and for all namespaces.
  ///   - object: The object's name; nil for the collection.
  ///   - subresource: Such as `status`.
  /// - Returns: The path, percent-encoded.
  /// - Throws: ``KubernetesError/invalidName(_:kind:problem:)`` for a name that would make it another path: `..` as the
  ///   namespace asks for all of them. The rules are the API server's (`IsValidPathSegmentName`).
  func path(
    namespace: String?, object: String? = nil, subresource: String? = nil
  ) throws(KubernetesError) -> String {
    if isNamespaced, let namespace { try Self.checkSegment(namespace, kind: "Namespace") }
    if let object { try Self.checkSegment(object, kind: kind) }
    var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    if isNamespaced, let namespace { path += "/namespaces/\(percentEncoded(namespace))" }
    path += "/\(name)"
    if let object { path += "/\(percentEncoded(object))" }
    if let subresource { path += "/\(subresource)" }
    return path
  }

  private static func checkSegment(_ name: String, kind: String) throws(KubernetesError) {
    let problem: String? =
      switch name {
      case "": "it may not be empty"
      case ".", "..": "it may not be \"\(name)\""
      case _ where name.contains("/"): "it may not contain \"/\""
      case _ where name.contains("%"): "it may not contain \"%\""
      default: nil
      }
    if let problem { throw .invalidName(name, kind: kind, problem: problem) }
  }
}

extension APIResource {
  /// Secrets.
  public static let secrets = APIResource(name: "secrets", kind: "Secret")
  /// ConfigMaps.
  public static let configMaps = APIResource(name: "configmaps", kind: "ConfigMap")
  /// Namespaces.
  public static let namespaces = APIResource(name: "namespaces", kind: "Namespace", isNamespaced: false)
  /// Events of the core group, which is where the controller's appear.
  public static let events = APIResource(name: "events", kind: "Event")
  /// ServiceAccounts.
  public static let serviceAccounts = APIResource(name: "serviceaccounts", kind: "ServiceAccount")
  /// Pods.
  public static let pods = APIResource(name: "pods", kind: "Pod")
  /// Deployments.
  public static let deployments = APIResource(group: "apps", name: "deployments", kind: "Deployment")
  /// StatefulSets.
  public static let statefulSets = APIResource(group: "apps", name: "statefulsets", kind: "StatefulSet")
  /// DaemonSets.
  public static let daemonSets = APIResource(group: "apps", name: "daemonsets", kind: "DaemonSet")
  /// Jobs.
  public static let jobs = APIResource(group: "batch", name: "jobs", kind: "Job")
  /// CronJobs, as served since 1.21.
  public static let cronJobs = APIResource(group: "batch", name: "cronjobs", kind: "CronJob")
  /// CustomResourceDefinitions.
  public static let customResourceDefinitions = APIResource(
    group: "apiextensions.k8s.io", name: "customresourcedefinitions", kind: "CustomResourceDefinition",
    isNamespaced: false)
  /// Leases, by which a controller shows that it is running.
  public static let leases = APIResource(group: "coordination.k8s.io", name: "leases", kind: "Lease")
  /// SelfSubjectAccessReviews: "may I?".
  static let selfSubjectAccessReviews = APIResource(
    group: "authorization.k8s.io", name: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview",
    isNamespaced: false)
}

/// Text as it stands in a URL's path or query: all but letters, digits and `-._~` encoded.
func percentEncoded(_ text: String) -> String {
  var output: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      output.append(byte)
    default:
      let digits = Array("0123456789ABCDEF".utf8)
      output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: output, as: UTF8.self)
}
