import Basics
import ExternalSecrets

/// Finds workloads that use a key which the ExternalSecret behind the Secret will not make.
///
/// With `--server` the workloads of the cluster are looked at too, and what would break them is found at the
/// ExternalSecret.
enum MissingWorkloadKey: Check {
  static let id = "workload-key"
  static let severity = Severity.error
  static let abstract = "A workload uses a key of a Secret that its ExternalSecret will not write."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    if let writer = SecretWriter(manifest) { return liveUses(of: writer, in: project) }
    return uses(in: manifest).compactMap { use in
      guard let writers = project.producers[use.secret], writers.count == 1, let writer = writers.first,
        let keys = writer.certainKeys, keys.isDisjoint(with: use.keys), let key = use.keys.first
      else { return nil }
      let near = keys.nearest(to: key)
      return finding(
        "the Secret \(use.secret.name) will have no key \(key): \(writer.manifest.reference) writes "
          + keys.sorted().joined(separator: ", "), in: manifest, at: use.path,
        hint: near.isEmpty
          ? "add an entry with \(writer.keyField): \(key)" : "did you mean \(near.joined(separator: ", "))?")
    }
  }

  /// What the cluster's workloads use of the Secret, and won't find.
  private static func liveUses(of writer: SecretWriter, in project: Project) -> [Finding] {
    guard let keys = writer.certainKeys, project.producers[writer.target]?.count == 1 else { return [] }
    let path: FieldPath =
      writer.manifest.json["spec"]?["target"]?["name"] == nil ? ["metadata", "name"] : ["spec", "target", "name"]
    return project.liveWorkloads.flatMap { workload in
      uses(in: workload).compactMap { use in
        guard use.secret == writer.target, keys.isDisjoint(with: use.keys), let key = use.keys.first else { return nil }
        return finding(
          "the Secret \(use.secret.name) will have no key \(key), which \(workload.reference) of the cluster uses "
            + "(\(use.path)); it is to have \(keys.sorted().joined(separator: ", "))", in: writer.manifest, at: path,
          hint: "add an entry with \(writer.keyField): \(key), or change the \(workload.kind) first")
      }
    }
  }

  // MARK: Uses

  /// A use of a Secret that a pod can't start without.
  private struct Use {
    var secret: ObjectReference
    /// The keys of which one is needed.
    var keys: [String]
    var path: FieldPath
  }

  /// Where the pods of each kind are described.
  static let podSpecs: [String: FieldPath] = [
    "Pod": ["spec"], "Deployment": ["spec", "template", "spec"], "StatefulSet": ["spec", "template", "spec"],
    "DaemonSet": ["spec", "template", "spec"], "ReplicaSet": ["spec", "template", "spec"],
    "Job": ["spec", "template", "spec"], "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
  ]

  private static func uses(in manifest: Manifest) -> [Use] {
    guard let path = podSpecs[manifest.kind], let pod = manifest.json[path] else { return [] }
    var uses: [Use] = []
    func add(_ name: JSON?, _ keys: [String], _ optional: JSON?, _ path: FieldPath) {
      guard let name = name?.string, !keys.isEmpty, optional?.bool != true else { return }
      let secret = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: name)
      uses.append(Use(secret: secret, keys: keys, path: path))
    }
    func addItems(_ source: JSON, name: JSON?, _ path: FieldPath) {
      for (index, item) in (source["items"]?.array ?? []).enumerated() {
        let at = path.member("items").element(index).member("key")
        add(name, [item["key"]?.string].compactMap { $0 }, source["optional"], at)
      }
    }
    for field in ["initContainers", "containers", "ephemeralContainers"] {
      for (index, container) in (pod[field]?.array ?? []).enumerated() {
        for (place, variable) in (container["env"]?.array ?? []).enumerated() {
          guard let reference = variable["valueFrom"]?["secretKeyRef"] else { continue }
          let at = path.member(field).element(index).member("env").element(place).member("valueFrom")
            .member("secretKeyRef").member("key")
          add(reference["name"], [reference["key"]?.string].compactMap { $0 }, reference["optional"], at)
        }
      }
    }
    for (index, volume) in (pod["volumes"]?.array ?? []).enumerated() {
      let at = path.member("volumes").element(index)
      if let secret = volume["secret"] { addItems(secret, name: secret["secretName"], at.member("secret")) }
      for (place, source) in (volume["projected"]?["sources"]?.array ?? []).enumerated() {
        guard let secret = source["secret"] else { continue }
        let place = at.member("projected").member("sources").element(place).member("secret")
        addItems(secret, name: secret["name"], place)
      }
    }
    for (index, reference) in (pod["imagePullSecrets"]?.array ?? []).enumerated() {
      let at = path.member("imagePullSecrets").element(index).member("name")
      add(reference["name"], [".dockerconfigjson", ".dockercfg"], nil, at)
    }
    return uses
  }
}
