// One operation of a service, before it is addressed, signed and sent.

import Basics

/// What is asked of a service.
struct AWSCall: Sendable {
  /// How the question is put.
  enum Message: Sendable {
    /// JSON to an operation named in a header (Secrets Manager, Systems Manager).
    case json(JSON)
    /// A form (STS), answered in XML.
    case form([(name: String, value: String)])
    /// A resource to read, with a header field that proves who asks (the portal of Identity Center).
    case resource(target: String, token: (name: String, value: SecretBytes))
    /// JSON to a path (the OpenID Connect service of Identity Center, AWS' sign-in), with a header field that proves who
    /// asks where one is wanted.
    case document(path: String, JSON, proof: (name: String, value: SecretBytes)? = nil)
  }

  let service: AWSService
  /// The operation's name, such as `GetSecretValue`.
  let operation: String
  let message: Message
  /// What is asked for, for messages about denials.
  let resource: String?
  /// Whether the answer is worth a second attempt; a hint isn't.
  let isEssential: Bool

  init(
    _ service: AWSService, _ operation: String, _ message: Message, resource: String? = nil, isEssential: Bool = true
  ) {
    self.service = service
    self.operation = operation
    self.message = message
    self.resource = resource
    self.isEssential = isEssential
  }

  /// The operation as IAM spells it.
  var action: String { "\(service.signingName):\(operation)" }

  /// The operation as the run's totals name it.
  var kind: String { "\(service.rawValue).\(operation)" }
}
