// Wiring a Secret into a workload: the strategic-merge patch that does it.

public import Basics
public import ExternalSecrets

/// How a Secret's keys reach a container.
public enum WiringForm: String, Sendable, Hashable, CaseIterable {
  /// A variable for each key.
  case env
  /// A variable for each key there will be.
  case envFrom
  /// A file for each key there will be.
  case volume
}

/// What is wired into which container.
public struct Wiring: Sendable {
  /// How.
  public var form: WiringForm
  /// The Secret's name.
  public var secret: String
  /// The Secret's keys; nil where only the provider knows them.
  public var keys: [String]?
  /// The container; nil for the workload's default one.
  public var container: String?
  /// Where files appear; nil for `/etc/secrets/<Secret>`.
  public var mountPath: String?

  /// A wiring.
  public init(
    _ form: WiringForm, secret: String, keys: [String]?, container: String? = nil, mountPath: String? = nil
  ) {
    self.form = form
    self.secret = secret
    self.keys = keys
    self.container = container
    self.mountPath = mountPath
  }

  /// The patch that wires the Secret into a workload.
  ///
  /// What is wired in already is left out.
  ///
  /// - Parameter workload: The workload as it is.
  /// - Returns: The patch; nil where there is nothing left to do.
  /// - Throws: ``LocatedError`` where it can't be done.
  public func patch(of workload: Manifest) throws(LocatedError) -> ManifestDraft? {
    guard let reference = WorkloadReference(workload), let pod = workload.json[reference.kind.podTemplate]?["spec"]
    else {
      throw LocatedError("describes no pods", object: workload.reference, hint: "name a Deployment or the like")
    }
    let target = try container(of: pod, workload, reference)
    let name = target["name"]?.string ?? ""
    var notes: [String] = []
    var container: JSON.Members = ["name": .string(name)]
    var spec: JSON.Members = [:]
    switch form {
    case .env:
      let variables = try variables(in: target, workload, &notes)
      guard !variables.isEmpty else { return nil }
      container.append("env", .array(variables))
    case .envFrom:
      let present = target["envFrom"]?.array ?? []
      guard !present.contains(where: { $0["secretRef"]?["name"]?.string == secret }) else { return nil }
      // The list is replaced as a whole: what is in it has to be said again.
      container.append("envFrom", .array(present + [["secretRef": ["name": .string(secret)]]]))
      if !present.isEmpty { notes.append("envFrom is replaced as a whole: its present entries stand here too.") }
    case .volume:
      let mounts = target["volumeMounts"]?.array ?? []
      let path = mountPath ?? "/etc/secrets/\(secret)"
      let volumes = pod["volumes"]?.array ?? []
      let present = volumes.first { $0["secret"]?["secretName"]?.string == secret }?["name"]?.string
      if let present, mounts.contains(where: { $0["name"]?.string == present }) { return nil }
      if let other = mounts.first(where: { $0["mountPath"]?.string == path })?["name"]?.string {
        throw LocatedError(
          "container \(name) has the volume \(other) at \(path)", object: workload.reference,
          hint: "choose another place with --mount-path")
      }
      let volume = present ?? Self.volumeName(secret, besides: volumes.compactMap { $0["name"]?.string })
      container.append(
        "volumeMounts", [["name": .string(volume), "mountPath": .string(path), "readOnly": true]])
      if present == nil {
        spec.append("volumes", [["name": .string(volume), "secret": ["secretName": .string(secret)]]])
      }
    }
    var merged: JSON.Members = ["containers": [.object(container)]]
    for member in spec { merged.append(member) }
    return ManifestDraft(
      object(reference, workload, spec: .object(merged)),
      comments: [
        .init(
          [],
          [
            "A patch, no manifest: kubectl patch \(reference.kind.rawValue.lowercased()) \(reference.name) --patch-file FILE",
            "(or under patches: in kustomization.yaml).",
          ] + notes)
      ], purpose: .patch)
  }

  private func object(_ reference: WorkloadReference, _ workload: Manifest, spec: JSON) -> JSON {
    var metadata: JSON.Members = ["name": .string(reference.name)]
    metadata.append("namespace", unlessNil: workload.json["metadata"]?["namespace"])
    let inner = reference.kind.podTemplate.member("spec").steps.reversed().reduce(spec) { json, step in
      if case .member(let name) = step { return .object(JSON.Members([.init(key: name, value: json)])) }
      return json
    }
    var members: JSON.Members = [
      "apiVersion": .string(workload.apiVersion), "kind": .string(reference.kind.rawValue),
      "metadata": .object(metadata),
    ]
    members.append("spec", unlessNil: inner["spec"])
    return .object(members)
  }

  /// The container named, or the one that kubectl takes too: the annotated one, else the first.
  private func container(
    of pod: JSON, _ workload: Manifest, _ reference: WorkloadReference
  ) throws(LocatedError) -> JSON {
    let containers = pod["containers"]?.array ?? []
    let names = containers.compactMap { $0["name"]?.string }
    let annotations = workload.json[reference.kind.podTemplate]?["metadata"]?["annotations"]
    let wanted = container ?? annotations?["kubectl.kubernetes.io/default-container"]?.string ?? names.first
    guard let found = containers.first(where: { $0["name"]?.string == wanted }) else {
      throw LocatedError(
        wanted.map { "there is no container \($0)" } ?? "there is no container", object: workload.reference,
        hint: "the containers are \(names.joined(separator: ", "))")
    }
    return found
  }

  private func variables(
    in container: JSON, _ workload: Manifest, _ notes: inout [String]
  ) throws(LocatedError) -> [JSON] {
    guard let keys else {
      throw LocatedError(
        "a variable for each key needs to know the keys, and only the provider knows them",
        hint: "use --as envFrom or --as volume, or name the keys with --data or --from-remote")
    }
    var keyOfVariable: [String: String] = [:]
    var list: [JSON] = []
    for key in keys {
      let name = Self.variableName(key)
      if let other = keyOfVariable.updateValue(key, forKey: name) {
        throw LocatedError(
          "the keys \(other) and \(key) would both be the variable \(name)", hint: "use --as volume, or rename one")
      }
      var source: JSON.Members = ["secretKeyRef": ["name": .string(secret), "key": .string(key)]]
      var variable: JSON.Members = ["name": .string(name)]
      if let present = (container["env"]?.array ?? []).first(where: { $0["name"]?.string == name }) {
        if present["valueFrom"]?["secretKeyRef"]?["name"]?.string == secret,
          present["valueFrom"]?["secretKeyRef"]?["key"]?.string == key
        {
          continue
        }
        if present["value"] != nil {
          notes.append("\(name) was written in the workload itself: value: null takes that away.")
          variable.append("value", .null)
        } else {
          notes.append("\(name) came from somewhere else before.")
          // Sources are merged too, and a variable may have only one.
          for member in present["valueFrom"]?.object ?? [:] where member.key != "secretKeyRef" {
            source.append(member.key, .null)
          }
        }
      }
      variable.append("valueFrom", .object(source))
      list.append(.object(variable))
    }
    return list
  }

  /// A key as the name of a variable: `tls.key` is `TLS_KEY`.
  static func variableName(_ key: String) -> String {
    let name = String(
      decoding: key.uppercased().utf8.map { "-.".utf8.contains($0) ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    guard let first = name.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return name }
    return "_" + name
  }

  /// A volume's name, an RFC 1123 label that no other volume has.
  private static func volumeName(_ secret: String, besides names: [String]) -> String {
    let base = String(secret.replacing(".", with: "-").prefix(60))
    guard names.contains(base) else { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !names.contains($0) } ?? base
  }
}
