// The types of Secret that have demands, and the template that meets them.

import Basics

/// A type of Secret, by the name that `kubectl create secret` and people use.
public enum SecretType: String, Sendable, Hashable, CaseIterable {
  /// A certificate and its key.
  case tls
  /// Credentials for a container registry.
  case dockerconfigjson
  /// A user name, a password, or both.
  case basicAuth = "basic-auth"
  /// A private key.
  case sshAuth = "ssh-auth"
  /// Anything.
  case opaque

  /// The type as the API has it.
  public var apiName: String { self == .opaque ? "Opaque" : "kubernetes.io/\(rawValue)" }

  /// The type with that name in the API; nil for others.
  public init?(apiName: String) {
    guard let type = Self.allCases.first(where: { $0.apiName == apiName }) else { return nil }
    self = type
  }

  /// The keys that the API server demands.
  public var requiredKeys: [String] {
    switch self {
    case .tls: ["tls.crt", "tls.key"]
    case .dockerconfigjson: [".dockerconfigjson"]
    case .sshAuth: ["ssh-privatekey"]
    case .basicAuth, .opaque: []
    }
  }

  /// Names that provider keys carry where they mean what a required key means.
  private static let aliases: [String: [String]] = [
    "tls.crt": ["tls_crt", "crt", "cert", "certificate", "fullchain", "chain", "pem"],
    "tls.key": ["tls_key", "key", "privateKey", "private_key", "private-key", "privkey"],
    ".dockerconfigjson": ["dockerconfigjson", "dockerconfig", "config", "config.json", "auth"],
    "ssh-privatekey": ["ssh_privatekey", "privateKey", "private_key", "private-key", "id_rsa", "id_ed25519", "key"],
  ]
  private static let registryNames = ["registry", "server", "host", "url", "docker-server"]
  private static let userNames = ["username", "user", "login", "docker-username"]
  private static let passwordNames = ["password", "pass", "token", "docker-password"]

  /// The template that makes what the type demands of the keys there are.
  ///
  /// - Parameter keys: The keys that entries provide; nil where they can't be known.
  /// - Returns: The templated keys, in order; none where the keys can stay as they are.
  /// - Throws: ``LocatedError`` where the keys there are can't be made into those that are needed.
  func template(for keys: [String]?) throws(LocatedError) -> [(key: String, value: String)] {
    guard let keys else { return [] }
    let missing = requiredKeys.filter { !keys.contains($0) }
    if self == .basicAuth, !keys.contains("username"), !keys.contains("password") { return try basicAuth(keys) }
    guard !missing.isEmpty else { return [] }
    if self == .dockerconfigjson, let text = Self.dockerConfig(keys) { return [(".dockerconfigjson", text)] }
    var template: [(key: String, value: String)] = []
    for required in requiredKeys {
      let names = [required] + (Self.aliases[required] ?? [])
      let only = requiredKeys.count == 1 && keys.count == 1 ? keys.first : nil
      guard let key = names.first(where: keys.contains) ?? only else { throw needs(requiredKeys, keys) }
      template.append((required, Self.reference(key)))
    }
    return template
  }

  private func basicAuth(_ keys: [String]) throws(LocatedError) -> [(key: String, value: String)] {
    let pairs = [("username", Self.userNames), ("password", Self.passwordNames)].compactMap { key, names in
      names.first(where: keys.contains).map { (key: key, value: Self.reference($0)) }
    }
    guard !pairs.isEmpty else { throw needs(["username", "password"], keys) }
    return pairs
  }

  private func needs(_ required: [String], _ keys: [String]) -> LocatedError {
    LocatedError(
      "a Secret of type \(rawValue) needs \(required.joined(separator: " and ")), and the keys given are "
        + (keys.isEmpty ? "none" : keys.joined(separator: ", ")),
      hint:
        "name them with --data \(required.map { "\($0)=REMOTEKEY" }.joined(separator: " --data ")), or say how they "
        + "are made with --template \(required.first ?? "KEY")=TEXT")
  }

  /// The registry's login as a file of Docker's, each part a JSON string whatever is in it.
  private static func dockerConfig(_ keys: [String]) -> String? {
    guard let registry = registryNames.first(where: keys.contains), let user = userNames.first(where: keys.contains),
      let password = passwordNames.first(where: keys.contains)
    else { return nil }
    let (login, secret) = (argument(user), argument(password))
    return """
      {"auths":{ {{ \(argument(registry)) | toJson }}:{"username":{{ \(login) | toJson }},\
      "password":{{ \(secret) | toJson }},"auth":{{ printf "%s:%s" \(parenthesized(login)) \(parenthesized(secret)) \
      | b64enc | toJson }}}}}
      """
  }

  private static func reference(_ key: String) -> String { "{{ \(argument(key)) }}" }

  private static func parenthesized(_ text: String) -> String { text.hasPrefix(".") ? text : "(\(text))" }

  /// A key as a template names it: a field where it is an identifier, else by `index`.
  private static func argument(_ key: String) -> String {
    let isIdentifier =
      key.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) } ?? false
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    return isIdentifier ? ".\(key)" : "index . \"\(key)\""
  }
}
