// Credentials as programs and the metadata services of containers and instances write them.

import Basics

/// A JSON object with `AccessKeyId`, `SecretAccessKey`, `SessionToken` or `Token`, and `Expiration`.
struct CredentialDocument {
  let json: JSON
  /// The provider that got it, as messages name it.
  let provider: String
  /// Who wrote it, as messages name them.
  let author: String

  /// The credentials in it.
  ///
  /// - Parameter source: Where they came from, for people.
  /// - Returns: Credentials, ended or not.
  /// - Throws: What is missing or makes no sense; no value is shown.
  func credentials(source: String) throws(CredentialFailure) -> AWSCredentials {
    guard let id = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string, !id.isEmpty,
      !secret.isEmpty
    else { throw .broken(provider, "\(author) gave no AccessKeyId or no SecretAccessKey") }
    let token = json["SessionToken"]?.string ?? json["Token"]?.string
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret),
      sessionToken: token.flatMap { $0.isEmpty ? nil : SecretBytes(utf8: $0) }, expiration: try expiration(),
      source: source)
  }

  private func expiration() throws(CredentialFailure) -> Timestamp? {
    guard let member = json["Expiration"], !member.isNull else { return nil }
    guard let text = member.string, let end = Timestamp(expiration: text) else {
      throw .broken(provider, "\(author) gave an Expiration that is no time like 2030-01-01T00:00:00Z")
    }
    return end
  }
}

extension AWSCredentials {
  /// Refuses credentials that ended before they were handed out, as only those that someone kept can be.
  func requireTimeLeft(at time: Timestamp, from provider: String, hint: String) throws(CredentialFailure) {
    guard let expiration, expiration <= time else { return }
    throw .broken(
      provider, "they ended at \(expiration.rfc3339), and by this machine's clock it is \(time.rfc3339)", hint: hint)
  }
}
