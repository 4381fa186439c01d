// Credentials in variables.

import Basics
import System

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_CREDENTIAL_EXPIRATION`.
struct EnvironmentProvider: CredentialProvider {
  let name = "environment variables"
  let variables: EnvironmentVariables
  /// The time of day.
  let now: @Sendable () -> Timestamp

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    let (id, secret) = try keys()
    var credentials = AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret),
      sessionToken: (variables.nonEmpty("AWS_SESSION_TOKEN") ?? variables.nonEmpty("AWS_SECURITY_TOKEN"))
        .map { SecretBytes(utf8: $0) }, source: name)
    if let text = variables.nonEmpty("AWS_CREDENTIAL_EXPIRATION") {
      guard let end = Timestamp(expiration: text) else {
        throw .broken(name, "AWS_CREDENTIAL_EXPIRATION is no time like 2030-01-01T00:00:00Z")
      }
      credentials.expiration = end
      try credentials.requireTimeLeft(at: now(), from: name, hint: "export new ones, or unset them")
    }
    return credentials
  }

  func check() throws(CredentialFailure) { _ = try keys() }

  private func keys() throws(CredentialFailure) -> (id: String, secret: String) {
    guard let id = variables.nonEmpty("AWS_ACCESS_KEY_ID") else { throw .absent("AWS_ACCESS_KEY_ID is not set") }
    guard let secret = variables.nonEmpty("AWS_SECRET_ACCESS_KEY") else {
      throw .broken(name, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")
    }
    return (id, secret)
  }
}
