import Basics
import ExternalSecrets

/// Finds entries of legacy objects (`kubernetes-client.io/v1`) that kubernetes-external-secrets fails on, or reads
/// otherwise than they look.
///
/// An entry has a `key` and a `name`, or a `path`; only `systemManager` has paths, and only `secretsManager` has versions
/// besides those in the key; `isBinary` is not looked at for paths and in `dataFromWithOptions`.
enum LegacyEntryMistake: Check {
  static let id = "legacy-entry"
  static let severity = Severity.error
  static let abstract = "An entry of a legacy object makes the old controller fail, or means something else."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .legacyExternalSecret else { return [] }
    let object = LegacyExternalSecret.decode(manifest).object
    var findings: [Finding] = []
    var seen: [String: FieldPath] = [:]
    for entry in object.data {
      findings += check(entry, object)
      guard let name = entry.name, entry.path == nil, let earlier = seen.updateValue(entry.at, forKey: name) else {
        continue
      }
      findings.append(
        finding(
          "the key \(name) is written by \(earlier) already; this entry wins", in: manifest,
          at: entry.at.member("name"),
          hint: "name each key once", severity: .warning))
    }
    for entry in object.dataFromWithOptions where entry.isBinary {
      findings.append(
        finding(
          "isBinary is not looked at in dataFromWithOptions", in: manifest, at: entry.path.member("isBinary"),
          hint: "read the value by an entry of data", severity: .warning))
    }
    return findings
  }

  private static func check(_ entry: LegacyDataEntry, _ object: LegacyExternalSecret) -> [Finding] {
    let manifest = object.manifest
    var findings: [Finding] = []
    func add(_ message: String, _ field: String? = nil, hint: String, _ severity: Severity = .error) {
      let path = field.map { entry.at.member($0) } ?? entry.at
      findings.append(finding(message, in: manifest, at: path, hint: hint, severity: severity))
    }
    let isParameterStore = object.backend.awsService == .systemManager
    guard entry.path != nil else {
      if entry.key == nil { add("the entry has neither key nor path", hint: "add key: the remote secret's name") }
      if entry.name == nil {
        add("the entry has no name: the Secret's key would be \"undefined\"", hint: "add name: the Secret's key")
      }
      if entry.isRecursive {
        add("recursive is only looked at for a path", "recursive", hint: "leave it out", .warning)
      }
      if isParameterStore, entry.version.stage != nil || entry.version.id != nil {
        add(
          "systemManager doesn't look at versions", entry.version.id == nil ? "versionStage" : "versionId",
          hint: "write the version behind the key: \(entry.key ?? "name"):3", .warning)
      }
      return findings
    }
    if entry.key != nil { add("the entry has both key and path", "key", hint: "leave one of them out") }
    if object.backend.awsService == .secretsManager {
      add("secretsManager has no paths: the whole object fails", "path", hint: "name each secret by key")
    }
    if entry.property != nil {
      add("property with path finds nothing: no key is written", "property", hint: "leave property out")
    }
    if entry.isBinary { add("isBinary is not looked at for a path", "isBinary", hint: "leave it out", .warning) }
    return findings
  }
}
