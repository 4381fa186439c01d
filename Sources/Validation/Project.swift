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
  /// ExternalSecrets of either project by the Secret they write.
  let producers: [ObjectReference: [SecretWriter]]

  /// A project of these manifests.
  public init(_ manifests: [Manifest], controller: ControllerVersion? = nil, schemas: SchemaLibrary? = nil) {
    self.manifests = manifests
    self.schemas = schemas
    self.controller = controller
    byName = Dictionary(
      manifests.filter { $0.objectKind != .legacyExternalSecret }.map { ($0.reference, $0) }, uniquingKeysWith: { $1 })
    producers = Dictionary(grouping: manifests.compactMap(SecretWriter.init), by: \.target)
  }

  /// The manifest of that kind and name, if it was given.
  func manifest(_ kind: String, namespace: String?, name: String) -> Manifest? {
    byName[ObjectReference(kind: kind, namespace: namespace, name: name)]
  }

  /// Whether a text holds a variable that something else fills in later (Flux's `${NAME}`): nothing is certain of it.
  static func hasSubstitution(_ text: String) -> Bool { text.contains("${") }
}
