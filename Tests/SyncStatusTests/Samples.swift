import Basics
import ExternalSecrets
import Kubernetes
import SyncStatus

/// Objects as a cluster would have them.
enum Sample {
  static let externalSecrets = APIResource.externalSecrets(.externalSecret)
  static let legacy = APIResource.externalSecrets(.legacyExternalSecret)
  static let now = Timestamp(seconds: 1_800_000_000)

  /// The time of `seconds` ago.
  static func ago(_ seconds: Int) -> String { now.advanced(by: .seconds(-seconds)).rfc3339 }

  /// A live ExternalSecret `team/db`; each text is a JSON object.
  static func externalSecret(
    metadata: String = "{}", spec: String = "{}", status: String? = nil
  ) throws -> LiveExternalSecret {
    var object: JSON.Members = [
      "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "spec": try JSON.parse(spec),
    ]
    var names: JSON.Members = ["namespace": "team", "name": "db", "uid": "1", "generation": 1]
    for member in try JSON.parse(metadata).object ?? [:] { names[member.key] = member.value }
    object["metadata"] = .object(names)
    if let status { object["status"] = try JSON.parse(status) }
    return LiveExternalSecret(.object(object), resource: externalSecrets)
  }

  /// A status with the Ready condition.
  static func status(
    ready: Bool, reason: String, message: String = "", since: Int = 0, lastSync: Int? = nil, version: String? = nil
  ) -> String {
    let refresh = lastSync.map { #", "refreshTime": "\#(ago($0))""# } ?? ""
    let synced = version.map { #", "syncedResourceVersion": "\#($0)""# } ?? ""
    return """
      {"conditions": [{"type": "Ready", "status": "\(ready ? "True" : "False")", "reason": "\(reason)",
        "message": "\(message)", "lastTransitionTime": "\(ago(since))"}]\(refresh)\(synced)}
      """
  }

  static func store(_ ready: String?, controller: String = "", name: String = "aws") throws -> StoreHealth {
    let status = ready.map { #", "status": {"conditions": [\#($0)]}"# } ?? ""
    return StoreHealth(
      try JSON.parse(
        """
        {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": {"name": "\(name)"},
         "spec": {"controller": "\(controller)", "provider": {"aws": {"service": "SecretsManager"}}}\(status)}
        """))
  }

  static func warning(_ message: String) -> Event {
    Event([
      "type": "Warning", "reason": "UpdateFailed", "message": .string(message), "count": 3,
      "lastTimestamp": .string(ago(60)),
    ])
  }
}
