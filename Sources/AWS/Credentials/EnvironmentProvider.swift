// Credentials in variables.

import Basics
import System

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
struct EnvironmentProvider: CredentialProvider {
  let name = "environment variables"
  let variables: EnvironmentVariables

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    guard let id = variables.nonEmpty("AWS_ACCESS_KEY_ID") else { throw .absent("AWS_ACCESS_KEY_ID is not set") }
    guard let secret = variables.nonEmpty("AWS_SECRET_ACCESS_KEY") else {
      throw .broken(name, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret),
      sessionToken: (variables.nonEmpty("AWS_SESSION_TOKEN") ?? variables.nonEmpty("AWS_SECURITY_TOKEN"))
        .map { SecretBytes(utf8: $0) },
      expiration: variables.nonEmpty("AWS_CREDENTIAL_EXPIRATION").flatMap { Timestamp(rfc3339: $0) }, source: name)
  }
}
