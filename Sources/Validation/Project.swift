// All that was given, indexed: what checks of references look things up in.

import Basics
public import ExternalSecrets

/// The manifests of one run.
public struct Project: Sendable {
  /// Every manifest.
  public let manifests: [Manifest]
  /// The release of the controller that will read them, if it is known.
  public let controller: ControllerVersion?
  /// Schemas of kinds beyond the built-in ones, and of those the cluster has them otherwise.
  let schemas: SchemaLibrary?
  private let byName: [ObjectReference: Manifest]
  /// ExternalSecrets by the Secret they write.
  let producers: [ObjectReference: [ExternalSecret]]

  /// A project of these manifests.
  public init(_ manifests: [Manifest], controller: ControllerVersion? = nil, schemas: SchemaLibrary? = nil) {
    self.manifests = manifests
    self.schemas = schemas
    self.controller = controller
    byName = Dictionary(
      manifests.filter { $0.objectKind != .legacyExternalSecret }.map { ($0.reference, $0) }, uniquingKeysWith: { $1 })
    var producers: [ObjectReference: [ExternalSecret]] = [:]
    for manifest in manifests where manifest.objectKind == .externalSecret {
      let externalSecret = ExternalSecret.decode(manifest).object
      guard externalSecret.spec.target.manifest == nil else { continue }
      let target = ObjectReference(kind: "Secret", namespace: manifest.namespace, name: externalSecret.targetName)
      producers[target, default: []].append(externalSecret)
    }
    self.producers = producers
  }

  /// The manifest of that kind and name, if it was given.
  func manifest(_ kind: String, namespace: String?, name: String) -> Manifest? {
    byName[ObjectReference(kind: kind, namespace: namespace, name: name)]
  }

  /// Whether a text holds a variable that something else fills in later (Flux's `${NAME}`): nothing is certain of it.
  static func hasSubstitution(_ text: String) -> Bool { text.contains("${") }
}

extension ExternalSecret {
  /// The keys of the Secret it writes, if they are certain from the manifest alone.
  var certainKeys: Set<String>? {
    let template = spec.target.template
    let isReplacing =
      template.map { !($0.data.isEmpty && $0.templateFrom.isEmpty) && $0.mergePolicy != .merge } ?? false
    guard template?.templateFrom.isEmpty ?? true, ![.merge, .createOrMerge].contains(spec.target.creationPolicy) else {
      return nil
    }
    let templated = Set((template?.data ?? [:]).keys)
    if isReplacing { return templated }
    return dataKeys.map { $0.union(templated) }
  }

  /// The keys its template sees, if they are certain from the manifest alone.
  var dataKeys: Set<String>? {
    spec.dataFrom.isEmpty ? Set(spec.data.map(\.secretKey)) : nil
  }
}
