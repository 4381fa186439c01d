// What the controller's admission webhook refuses, beyond the schema.

public import Basics

/// The rules of the controller's validating webhook (August 2026).
public enum Admission {
  /// What the webhook would refuse of an object.
  ///
  /// - Parameter manifest: An ExternalSecret, SecretStore or ClusterSecretStore, as written; other kinds have no rules.
  /// - Returns: Every problem, in the webhook's words.
  public static func problems(_ manifest: Manifest) -> [LocatedError] {
    let json = Schema(apiVersion: manifest.apiVersion, kind: manifest.kind)?.defaulted(manifest.json) ?? manifest.json
    switch manifest.objectKind {
    case .externalSecret: return ExternalSecretRules(manifest, json["spec"] ?? .null, at: ["spec"]).problems()
    case .clusterExternalSecret:
      return ExternalSecretRules(
        manifest, json["spec"]?["externalSecretSpec"] ?? .null, at: ["spec", "externalSecretSpec"]
      ).problems()
    case .secretStore, .clusterSecretStore: return StoreRules(manifest, json["spec"] ?? .null).problems()
    default: return []
    }
  }
}
