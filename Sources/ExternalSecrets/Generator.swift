// What makes values instead of reading them.

public import Basics

/// A generator of the group `generators.external-secrets.io`, a ClusterGenerator included.
public struct Generator: Sendable {
  /// The object it was decoded from.
  public var manifest: Manifest
  /// The generator's kind, such as `Password`; for a ClusterGenerator the kind it stands for (`spec.kind`).
  public var kind: String
  /// The generator's settings: its `spec`, for a ClusterGenerator the part of it for that kind.
  ///
  /// It is nil where a ClusterGenerator has none for its kind.
  public var settings: JSON?
  /// Where the settings stand.
  public var settingsPath: FieldPath

  /// The controller that should handle it; empty for the default one.
  public var controller: String { settings?["controller"]?.string ?? "" }

  /// Decodes a generator of any kind.
  public init(_ manifest: Manifest) {
    self.manifest = manifest
    guard manifest.objectKind == .clusterGenerator else {
      kind = manifest.kind
      settings = manifest.json["spec"] ?? [:]
      settingsPath = ["spec"]
      return
    }
    kind = manifest.json["spec"]?["kind"]?.string ?? ""
    let field = Self.clusterGeneratorField(kind)
    settings = manifest.json["spec"]?["generator"]?[field]
    settingsPath = ["spec", "generator", field]
  }

  /// The field of `spec.generator` of a ClusterGenerator that holds the settings of a kind.
  private static func clusterGeneratorField(_ kind: String) -> String {
    let prefix = kind.prefix { $0.isUppercase }
    // `UUID` → `uuidSpec`, `STSSessionToken` → `stsSessionTokenSpec`, `Password` → `passwordSpec`.
    let lowered = prefix.count == kind.count ? prefix.count : max(1, prefix.count - 1)
    return kind.prefix(lowered).lowercased() + kind.dropFirst(lowered) + "Spec"
  }
}
