import Basics
import ExternalSecrets

/// Finds workloads that use a key which the ExternalSecret behind the Secret will not make.
enum MissingWorkloadKey: Check {
  static let id = "workload-key"
  static let severity = Severity.error
  static let abstract = "A workload uses a key of a Secret that its ExternalSecret will not write."

  /// Where the pods of each kind are described.
  private static let podSpecs: [String: FieldPath] = [
    "Pod": ["spec"], "Deployment": ["spec", "template", "spec"], "StatefulSet": ["spec", "template", "spec"],
    "DaemonSet": ["spec", "template", "spec"], "ReplicaSet": ["spec", "template", "spec"],
    "Job": ["spec", "template", "spec"], "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
  ]

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard let path = podSpecs[manifest.kind], let pod = manifest.json[path] else { return [] }
    var findings: [Finding] = []
    for field in ["initContainers", "containers"] {
      for (index, container) in (pod[field]?.array ?? []).enumerated() {
        for (place, variable) in (container["env"]?.array ?? []).enumerated() {
          guard let reference = variable["valueFrom"]?["secretKeyRef"] else { continue }
          let at = path.member(field).element(index).member("env").element(place).member("valueFrom").member(
            "secretKeyRef")
          findings += check(
            reference["name"], key: reference["key"], reference["optional"], at.member("key"), manifest, project)
        }
      }
    }
    for (index, volume) in (pod["volumes"]?.array ?? []).enumerated() {
      guard let secret = volume["secret"] else { continue }
      for (place, item) in (secret["items"]?.array ?? []).enumerated() {
        let at = path.member("volumes").element(index).member("secret").member("items").element(place).member("key")
        findings += check(secret["secretName"], key: item["key"], secret["optional"], at, manifest, project)
      }
    }
    return findings
  }

  private static func check(
    _ name: JSON?, key: JSON?, _ optional: JSON?, _ path: FieldPath, _ manifest: Manifest, _ project: Project
  ) -> [Finding] {
    guard let name = name?.string, let key = key?.string, optional?.bool != true else { return [] }
    let target = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: name)
    guard let writers = project.producers[target], writers.count == 1, let writer = writers.first,
      let keys = writer.certainKeys, !keys.contains(key)
    else { return [] }
    let near = keys.nearest(to: key)
    return [
      finding(
        "the Secret \(name) will have no key \(key): \(writer.manifest.reference) writes "
          + keys.sorted().joined(separator: ", "), in: manifest, at: path,
        hint: near.isEmpty
          ? "add an entry with \(writer.keyField): \(key)" : "did you mean \(near.joined(separator: ", "))?")
    ]
  }
}
