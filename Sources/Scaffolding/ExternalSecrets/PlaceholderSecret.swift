// An empty Secret for setups in which it has to exist before the controller has run.

import Basics

extension ExternalSecretRequest {
  /// The target Secret, empty: the keys its type demands are there, without a value.
  public var placeholder: ManifestDraft {
    var metadata: JSON.Members = ["name": .string(targetName)]
    metadata.append("namespace", unlessNil: namespace.map(JSON.string))
    var members: JSON.Members = ["apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata)]
    members.append("type", .string(target.type ?? "Opaque"))
    let type = target.type.flatMap(SecretType.init(apiName:))
    switch type {
    // The only type whose content the API server reads: an empty object.
    case .dockerconfigjson: members.append("data", [".dockerconfigjson": "e30="])
    case .basicAuth: members.append("data", ["username": "", "password": ""])
    case .tls, .sshAuth:
      let keys = (type?.requiredKeys ?? []).map { (key: $0, value: "") }
      members.append("data", unlessNil: JSON.Members.texts(keys))
    case .opaque, nil: break
    }
    return ManifestDraft(
      .object(members),
      comments: [.init([], ["Empty until the controller fills it. Don't apply it over one that is filled."])])
  }
}
