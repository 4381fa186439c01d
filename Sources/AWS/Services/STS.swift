// The Security Token Service: who am I, and becoming someone else.

import Basics
import HTTP

/// Who an identity is.
public struct CallerIdentity: Sendable, Hashable {
  /// The account.
  public var account: String
  /// The ARN of the user or of the session of a role.
  public var arn: String
}

/// A role to assume, and how.
public struct RoleAssumption: Sendable, Hashable {
  /// The role's ARN.
  public var roleARN: String
  /// The name of the session; nil takes one that says who is at work.
  public var sessionName: String?
  /// The external ID that the role's trust policy may ask for.
  public var externalID: String?
  /// Tags of the session, in order.
  public var tags: [Tag]
  /// Which tags stay when further roles are assumed.
  public var transitiveTagKeys: [String]
  /// How long the session lasts, in seconds; nil takes an hour.
  public var duration: Int?
  /// The serial number of the MFA device that has to agree.
  public var mfaSerialNumber: String?

  /// A tag of a session.
  public struct Tag: Sendable, Hashable {
    /// The tag's key.
    public var key: String
    /// The tag's value.
    public var value: String

    /// A tag.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A role to assume.
  public init(
    roleARN: String, sessionName: String? = nil, externalID: String? = nil, tags: [Tag] = [],
    transitiveTagKeys: [String] = [], duration: Int? = nil, mfaSerialNumber: String? = nil
  ) {
    self.roleARN = roleARN
    self.sessionName = sessionName
    self.externalID = externalID
    self.tags = tags
    self.transitiveTagKeys = transitiveTagKeys
    self.duration = duration
    self.mfaSerialNumber = mfaSerialNumber
  }

  /// The session's name where none is given.
  static let defaultSessionName = "kubectl-extsecret"
}

/// STS in one region.
struct STS: Sendable {
  let caller: APICaller
  let region: String

  func callerIdentity(_ identity: CredentialCache) async throws(AWSError) -> CallerIdentity {
    let call = AWSCall(.sts, "GetCallerIdentity", .form([]))
    let result = try await result(of: call, identity)
    guard let account = result.first("Account")?.text, let arn = result.first("Arn")?.text else {
      throw AWSError(.malformedAnswer, operation: call.action, region: region)
    }
    return CallerIdentity(account: account, arn: arn)
  }

  func assume(_ role: RoleAssumption, code: String? = nil, as identity: CredentialCache) async throws(AWSError)
    -> AWSCredentials
  {
    var fields = [
      ("RoleArn", role.roleARN), ("RoleSessionName", role.sessionName ?? RoleAssumption.defaultSessionName),
    ]
    if let duration = role.duration { fields.append(("DurationSeconds", String(duration))) }
    if let externalID = role.externalID { fields.append(("ExternalId", externalID)) }
    for (index, tag) in role.tags.enumerated() {
      fields += [("Tags.member.\(index + 1).Key", tag.key), ("Tags.member.\(index + 1).Value", tag.value)]
    }
    for (index, key) in role.transitiveTagKeys.enumerated() {
      fields.append(("TransitiveTagKeys.member.\(index + 1)", key))
    }
    if let serialNumber = role.mfaSerialNumber { fields.append(("SerialNumber", serialNumber)) }
    if let code { fields.append(("TokenCode", code)) }
    let call = AWSCall(.sts, "AssumeRole", .form(fields.map { ($0.0, $0.1) }), resource: role.roleARN)
    return try credentials(try await result(of: call, identity), call, source: "the role \(role.roleARN)")
  }

  func assume(
    roleARN: String, token: SecretBytes, sessionName: String?
  ) async throws(AWSError) -> AWSCredentials {
    let call = AWSCall(
      .sts, "AssumeRoleWithWebIdentity",
      .form([
        ("RoleArn", roleARN), ("RoleSessionName", sessionName ?? RoleAssumption.defaultSessionName),
        ("WebIdentityToken", String(decoding: token.reveal(), as: UTF8.self)),
      ]), resource: roleARN)
    return try credentials(try await result(of: call, nil), call, source: "the role \(roleARN) by web identity")
  }

  /// What stands in the `…Result` of the answer.
  private func result(of call: AWSCall, _ identity: CredentialCache?) async throws(AWSError) -> XMLElement {
    let answer = try await caller.answer(call, region: region, identity: identity)
    guard let result = XMLElement(answer.response.body)?.first(call.operation + "Result") else {
      throw AWSError(.malformedAnswer, operation: call.action, region: region)
    }
    return result
  }

  private func credentials(_ result: XMLElement, _ call: AWSCall, source: String) throws(AWSError) -> AWSCredentials {
    guard let keys = result.first("Credentials"), let id = keys.first("AccessKeyId")?.text,
      let secret = keys.first("SecretAccessKey")?.text, let token = keys.first("SessionToken")?.text
    else { throw AWSError(.malformedAnswer, operation: call.action, region: region) }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret), sessionToken: SecretBytes(utf8: token),
      expiration: keys.first("Expiration").flatMap { Timestamp(rfc3339: $0.text) }, source: source)
  }
}
