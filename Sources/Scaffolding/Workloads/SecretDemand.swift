// What a workload's pods ask of Secrets.

public import Basics
public import ExternalSecrets

/// The keys of one Secret that the pods of a workload ask for.
public struct SecretDemand: Sendable, Hashable {
  /// The Secret's name.
  public var secret: String
  /// The keys asked for by name, in the order of the pod.
  public var keys: [String]
  /// Whether the Secret is asked for as a whole (`envFrom`, a volume without items), so that its keys aren't told.
  public var isWhole: Bool

  /// What the pods of a workload ask for, Secret by Secret, in the order of the pod.
  ///
  /// Secrets that a pod can do without (`optional: true`) count too; those that pull images don't.
  ///
  /// - Parameter workload: The workload.
  /// - Returns: The demands.
  public static func demands(of workload: Manifest) -> [SecretDemand] {
    guard let kind = WorkloadReference(workload)?.kind, let pod = workload.json[kind.podTemplate]?["spec"] else {
      return []
    }
    var demands: [SecretDemand] = []
    func add(_ secret: String?, key: String?) {
      guard let secret, !secret.isEmpty else { return }
      let index = demands.firstIndex { $0.secret == secret } ?? demands.count
      if index == demands.count { demands.append(SecretDemand(secret: secret, keys: [], isWhole: false)) }
      guard let key else { return demands[index].isWhole = true }
      if !demands[index].keys.contains(key) { demands[index].keys.append(key) }
    }
    for container in (pod["initContainers"]?.array ?? []) + (pod["containers"]?.array ?? []) {
      for variable in container["env"]?.array ?? [] {
        guard let reference = variable["valueFrom"]?["secretKeyRef"] else { continue }
        add(reference["name"]?.string, key: reference["key"]?.string)
      }
      for source in container["envFrom"]?.array ?? [] { add(source["secretRef"]?["name"]?.string, key: nil) }
    }
    for volume in pod["volumes"]?.array ?? [] {
      let sources = [volume["secret"]] + (volume["projected"]?["sources"]?.array ?? []).map { $0["secret"] }
      for case let secret? in sources {
        let name = (secret["secretName"] ?? secret["name"])?.string
        guard let items = secret["items"]?.array, !items.isEmpty else {
          add(name, key: nil)
          continue
        }
        for item in items { add(name, key: item["key"]?.string) }
      }
    }
    return demands
  }

  /// The demand that is meant: for the Secret named, or the only one there is.
  ///
  /// - Parameters:
  ///   - workload: The workload.
  ///   - secret: The Secret's name; nil where the only one is meant.
  /// - Returns: The demand.
  /// - Throws: ``LocatedError`` where there is none, or more than one.
  public static func demand(of workload: Manifest, on secret: String?) throws(LocatedError) -> SecretDemand {
    let all = demands(of: workload)
    let names = all.map(\.secret)
    let found = secret.map { name in all.filter { $0.secret == name } } ?? all
    guard let demand = found.first else {
      throw LocatedError(
        secret.map { "its pods ask for nothing of Secret \($0)" } ?? "its pods ask for no Secret",
        object: workload.reference,
        hint: names.isEmpty ? "wire one in with --inject" : "they ask for \(names.joined(separator: ", "))")
    }
    guard found.count == 1 else {
      throw LocatedError(
        "its pods ask for several Secrets: \(names.joined(separator: ", "))", object: workload.reference,
        hint: "say which one with --target")
    }
    guard !demand.keys.isEmpty else {
      throw LocatedError(
        "its pods take Secret \(demand.secret) as a whole: which keys they need isn't said", object: workload.reference,
        hint: "name the keys with --data, or take all with --from-remote REMOTEKEY")
    }
    return demand
  }
}
