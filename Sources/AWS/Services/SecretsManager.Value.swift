// The value of a secret, as Secrets Manager answers with it.

public import Basics

extension SecretsManager {
  /// The value of a secret.
  public struct Value: Sendable, Hashable {
    /// The secret's name.
    public var name: String
    /// The secret's ARN.
    public var arn: String
    /// The value, if it was stored as text.
    public var text: SecretBytes?
    /// The value, if it was stored as bytes.
    public var binary: SecretBytes?
  }
}

extension SecretsManager.Value {
  /// Reads a value of AWS' answer; nil where name or ARN is missing.
  init?(_ json: JSON) {
    guard let name = json["Name"]?.string, let arn = json["ARN"]?.string else { return nil }
    let binary = json["SecretBinary"]?.string.flatMap { Base64.standard.decode($0) }
    self.init(
      name: name, arn: arn, text: json["SecretString"]?.string.map { SecretBytes(utf8: $0) },
      binary: binary.map(SecretBytes.init))
  }

  /// Whether this is the secret that was asked for by that name or ARN.
  func answers(to id: String) -> Bool {
    id == name || id == arn || (id.hasPrefix("arn:") && arn.hasPrefix(id + "-") && arn.utf8.count == id.utf8.count + 7)
  }
}
