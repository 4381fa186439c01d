// Kinds that describe pods, and where in them the pods are described.

public import Basics
public import ExternalSecrets

/// A kind of workload.
public enum WorkloadKind: String, Sendable, Hashable, CaseIterable {
  /// Pods that are alike.
  case deployment = "Deployment"
  /// Pods with names of their own.
  case statefulSet = "StatefulSet"
  /// A pod on each node.
  case daemonSet = "DaemonSet"
  /// Pods at times.
  case cronJob = "CronJob"

  /// The kind with its group.
  public var objectKind: ObjectKind { ObjectKind(group: group, name: rawValue) }

  private var group: String { self == .cronJob ? "batch" : "apps" }

  /// Where the pods are described.
  public var podTemplate: FieldPath {
    self == .cronJob ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"]
  }

  /// The names that kubectl knows it by.
  private var names: [String] {
    let plural = rawValue.lowercased() + "s"
    let short: [String] =
      switch self {
      case .deployment: ["deploy"]
      case .statefulSet: ["sts"]
      case .daemonSet: ["ds"]
      case .cronJob: ["cj"]
      }
    return short + [rawValue.lowercased(), plural]
  }

  /// The kind that kubectl knows by that name.
  init?(named name: String) {
    guard let kind = Self.allCases.first(where: { $0.names.contains(name.lowercased()) }) else { return nil }
    self = kind
  }
}

/// A workload, named as kubectl names objects: `deploy/web`.
public struct WorkloadReference: Sendable, Hashable, CustomStringConvertible {
  /// The kind.
  public var kind: WorkloadKind
  /// The name.
  public var name: String

  /// Refers to a workload.
  public init(kind: WorkloadKind, name: String) {
    self.kind = kind
    self.name = name
  }

  /// Reads `deploy/web`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - option: The option it was given with, for the error.
  /// - Throws: ``LocatedError`` where it has another shape.
  public init(parsing text: String, option: String) throws(LocatedError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = WorkloadKind(named: String(parts[0])), !parts[1].isEmpty else {
      throw LocatedError(
        "\"\(text)\" is not a workload", hint: "write \(option) deploy/NAME; sts, ds and cronjob are known as well")
    }
    try ExternalSecretRequest.checkName(String(parts[1]), of: "a workload", hint: "check \(option)")
    self.init(kind: kind, name: String(parts[1]))
  }

  /// The workload that a manifest is; nil for other objects.
  public init?(_ manifest: Manifest) {
    guard let kind = WorkloadKind.allCases.first(where: { $0.objectKind == manifest.objectKind }) else { return nil }
    self.init(kind: kind, name: manifest.name)
  }

  /// `deployment/web`.
  public var description: String { "\(kind.rawValue.lowercased())/\(name)" }
}
