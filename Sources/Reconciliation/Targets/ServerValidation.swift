// What the API server would say to the Secret: its own rules, stricter than the controller's (Kubernetes' `ValidateSecret`).

internal import Basics
internal import ExternalSecrets

/// Checks a desired Secret as the API server would.
struct ServerValidation {
  let object: DesiredObject
  let live: LiveSecret?

  /// The API server's limit for the sum of a Secret's values, in bytes.
  static let sizeLimit = 1 << 20
  /// The API server's limit for the sum of an object's annotations, in bytes.
  static let annotationLimit = 256 << 10

  /// A problem: a field and what is wrong with it, in the API server's words.
  struct Problem {
    let field: String
    let message: String
    var hint: String?
    /// What the ExternalSecret makes the field from; nil where it is not made by one place.
    var source: FieldPath?
  }

  /// Everything the API server would refuse.
  func problems() -> [Problem] { metadataProblems() + keys() + size() + contents() + update() }

  /// What it would refuse of the metadata, which is the same for all kinds.
  func metadataProblems() -> [Problem] { metadata() + finalizers() }

  private func metadata() -> [Problem] {
    var problems: [Problem] = []
    for (name, value) in object.labels.sorted(by: { $0.key < $1.key }) {
      if let problem = QualifiedName.problem(name) {
        problems.append(Problem(field: "metadata.labels", message: "Invalid value: \"\(name)\": \(problem)"))
      }
      guard let bytes = value.bytes else { continue }
      if let problem = bytes.withBytes({ QualifiedName.labelValueProblem($0) }) {
        problems.append(
          Problem(
            field: "metadata.labels[\(name)]", message: "Invalid value: \(problem)",
            hint: "use an annotation for values that are no labels", source: value.provenance.source))
      }
    }
    var total = 0
    for (name, value) in object.annotations.sorted(by: { $0.key < $1.key }) {
      if let problem = QualifiedName.problem(name.lowercased()) {
        problems.append(Problem(field: "metadata.annotations", message: "Invalid value: \"\(name)\": \(problem)"))
      }
      total += name.utf8.count + (value.bytes?.count ?? 0)
    }
    if total > Self.annotationLimit {
      problems.append(
        Problem(field: "metadata.annotations", message: "Too long: may not be more than \(Self.annotationLimit) bytes"))
    }
    return problems
  }

  /// Finalizers of Kubernetes' own kinds must be known, or have a prefix (`validateKubeFinalizerName`).
  private func finalizers() -> [Problem] {
    object.finalizers.enumerated().compactMap { index, name in
      let known = ["kubernetes", "orphan", "foregroundDeletion"]
      let bare = name.contains("/") || known.contains(name) ? nil : "is neither a standard name nor fully qualified"
      return (QualifiedName.problem(name) ?? bare).map {
        Problem(
          field: "metadata.finalizers[\(index)]", message: "Invalid value: \"\(name)\": \($0)",
          hint: "write it like example.com/name", source: ["spec", "target", "template", "metadata", "finalizers"])
      }
    }
  }

  private func keys() -> [Problem] {
    object.data.sorted { $0.key < $1.key }.compactMap { key, value in
      key.serverProblem.map {
        Problem(
          field: "data[\(key)]", message: "Invalid value: \"\(key)\": \($0)",
          hint: "rename the key: by secretKey, a rewrite, or the template", source: value.provenance.source)
      }
    }
  }

  private func size() -> [Problem] {
    let sizes = object.data.compactMapValues { $0.bytes?.count }
    let total = sizes.values.reduce(0, +)
    guard total > Self.sizeLimit else { return [] }
    let biggest = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
    let list = biggest.map { "\($0.key) (\($0.value) bytes)" }.joined(separator: ", ")
    return [
      Problem(
        field: "data", message: "Too long: may not be more than \(Self.sizeLimit) bytes, but is \(total)",
        hint: "the biggest keys are \(list)")
    ]
  }

  private func contents() -> [Problem] {
    // A required key may be among those that can't be known.
    let canMiss = object.unknownEntries.isEmpty
    func required(_ keys: [String]) -> [Problem] {
      guard canMiss else { return [] }
      return keys.filter { object.data[DataKey($0)] == nil }.map {
        Problem(field: "data[\($0)]", message: "Required value", hint: "type \(object.type ?? "") needs this key")
      }
    }
    switch object.type {
    case "kubernetes.io/dockercfg": return required([".dockercfg"]) + json(".dockercfg")
    case "kubernetes.io/dockerconfigjson": return required([".dockerconfigjson"]) + json(".dockerconfigjson")
    case "kubernetes.io/tls": return required(["tls.crt", "tls.key"])
    case "kubernetes.io/basic-auth":
      let missing = required(["username", "password"])
      return missing.count == 2 ? missing : []
    case "kubernetes.io/ssh-auth":
      let isEmpty = object.data["ssh-privatekey"]?.bytes?.isEmpty ?? false
      return isEmpty
        ? [Problem(field: "data[ssh-privatekey]", message: "Required value")] : required(["ssh-privatekey"])
    case "kubernetes.io/service-account-token":
      let name = "kubernetes.io/service-account.name"
      guard object.annotations[name]?.bytes?.isEmpty ?? (object.annotations[name] == nil) else { return [] }
      return [Problem(field: "metadata.annotations[\(name)]", message: "Required value")]
    default: return []
    }
  }

  private func json(_ key: String) -> [Problem] {
    guard let value = object.data[DataKey(key)], case .known(let bytes) = value.content else { return [] }
    let json = try? JSON.parse(bytes.reveal(), locating: false)
    guard json?.object == nil, json?.isNull != true else { return [] }
    return [
      Problem(
        field: "data[\(key)]", message: "Invalid value: it must be a JSON object", source: value.provenance.source)
    ]
  }

  private func update() -> [Problem] {
    guard let live, let type = object.type, type != live.type else { return [] }
    return [
      Problem(
        field: "type", message: "Invalid value: \"\(type)\": field is immutable (it is \"\(live.type)\")",
        hint: "delete the Secret so that it is created anew, or leave template.type as it is")
    ]
  }
}

extension Provenance {
  /// The place in the ExternalSecret that makes a value: its template, else its entry.
  var source: FieldPath? { template ?? origins.first?.entry }
}
