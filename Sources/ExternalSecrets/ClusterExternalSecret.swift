// One ExternalSecret for many namespaces.

internal import Basics

/// A ClusterExternalSecret: it makes the same ExternalSecret in each namespace it selects.
public struct ClusterExternalSecret: Sendable {
  /// The object it was decoded from.
  public var manifest: Manifest
  /// What each ExternalSecret wants.
  public var externalSecretSpec: ExternalSecretSpec
  /// The name of each ExternalSecret; its own if empty.
  public var externalSecretName: String
  /// The labels of each ExternalSecret.
  public var labels: [String: String]
  /// The annotations of each ExternalSecret.
  public var annotations: [String: String]
  /// Selectors of namespaces, the deprecated `namespaceSelector` first; one that matches is enough.
  public var namespaceSelectors: [LabelSelector]
  /// Namespaces by name, besides those selected.
  public var namespaces: [String]
  /// How often namespaces are looked at again, a duration as Go writes it.
  public var refreshTime: String?

  /// Decodes a ClusterExternalSecret of either version.
  public static func decode(_ manifest: Manifest) -> Decoded<ClusterExternalSecret> {
    manifest.decoded { reader in
      var object = ClusterExternalSecret(
        manifest: manifest, externalSecretSpec: ExternalSecretSpec(), externalSecretName: "", labels: [:],
        annotations: [:], namespaceSelectors: [], namespaces: [], refreshTime: nil)
      _ = reader.value("status")
      _ = reader.object("spec") { spec in
        object.externalSecretSpec =
          spec.object("externalSecretSpec") { ExternalSecretSpec(&$0) } ?? ExternalSecretSpec()
        object.externalSecretName = spec.string("externalSecretName") ?? ""
        let metadata = spec.object("externalSecretMetadata") {
          ($0.stringMap("labels") ?? [:], $0.stringMap("annotations") ?? [:])
        }
        (object.labels, object.annotations) = metadata ?? ([:], [:])
        let single = spec.object("namespaceSelector") { LabelSelector(&$0) }
        object.namespaceSelectors =
          [single].compactMap { $0 } + spec.objects("namespaceSelectors") { LabelSelector(&$0) }
        object.namespaces = spec.strings("namespaces")
        object.refreshTime = spec.string("refreshTime")
      }
      return object
    }
  }

  /// The name of each ExternalSecret it makes.
  public var childName: String { externalSecretName.isEmpty ? manifest.name : externalSecretName }
}
