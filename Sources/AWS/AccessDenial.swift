// "You may not do that", in a form that can be acted upon.

public import Basics

/// Who may not do what with what, as far as AWS says it.
public struct AccessDenial: Sendable, Hashable {
  /// The identity's ARN.
  public var identity: String?
  /// The action, such as `secretsmanager:GetSecretValue` or `kms:Decrypt`.
  public var action: String
  /// The resource: an ARN, or the name that was asked for.
  public var resource: String?
  /// Why, in AWS' words: `because no identity-based policy allows …`, `with an explicit deny in …`.
  public var cause: String?
  /// The region of the resource.
  public var region: String

  /// Reads AWS' message.
  ///
  /// Its usual form is `User: ARN is not authorized to perform: ACTION on resource: RESOURCE because …`.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - operation: What was called, in IAM's spelling.
  ///   - resource: The name or ARN that was asked for.
  ///   - region: The region.
  public init(message: String, operation: String, resource: String?, region: String) {
    let words = message.split { $0.isWhitespace }
    func following(_ phrase: [Substring]) -> String? {
      let starts = words.indices.dropLast(phrase.count)
      guard let start = starts.first(where: { words[$0...].starts(with: phrase) }) else { return nil }
      return String(words[start + phrase.count])
    }
    identity = following(["User:"])
    let speaksOfKMS = message.contains("KMS") || message.contains("kms:")
    action = following(["perform:"]) ?? (speaksOfKMS ? "kms:Decrypt" : operation)
    self.resource = following(["on", "resource:"]) ?? (speaksOfKMS ? nil : resource)
    self.region = region
    cause = words.firstIndex { $0 == "because" || $0 == "with" }.map { words[$0...].joined(separator: " ") }
  }

  /// Whether the key may not be used, rather than the secret read.
  public var isKeyDenial: Bool { action.hasPrefix("kms:") }

  /// Whether a policy forbids it expressly, so that no further permission helps.
  public var isExplicit: Bool { cause?.contains("explicit deny") == true }

  /// The IAM statement that would allow it; nil where none would.
  public var statement: JSON? {
    guard !isExplicit else { return nil }
    return ["Effect": "Allow", "Action": .string(action), "Resource": .string(resourceARN)]
  }

  /// The resource as a policy names it.
  private var resourceARN: String {
    let name = resource ?? "*"
    guard !name.hasPrefix("arn:"), name != "*" else { return name }
    let account = identity?.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first ?? "*"
    let partition = Partition.of(region: region).name
    switch action.prefix(while: { $0 != ":" }) {
    // AWS adds a dash and six characters to a secret's name.
    case "secretsmanager": return "arn:\(partition):secretsmanager:\(region):\(account):secret:\(name)-??????"
    case "ssm":
      let path = name.hasPrefix("/") ? name : "/" + name
      return "arn:\(partition):ssm:\(region):\(account):parameter\(path)"
    default: return "*"
    }
  }
}

extension AccessDenial: CustomStringConvertible {
  /// The denial in one sentence.
  public var description: String {
    let who = identity ?? "this identity"
    let what = isKeyDenial ? "use the KMS key that encrypts it (\(action))" : "do \(action)"
    return "\(who) may not \(what)" + (resource.map { " on \($0)" } ?? "") + (cause.map { ", \($0)" } ?? "")
  }
}
