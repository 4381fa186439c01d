// A role assumed with a token that another identity provider signed, such as a Kubernetes ServiceAccount's.

import Basics
import System

/// The role and token file of `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`, or of a profile.
struct WebIdentityProvider: CredentialProvider {
  let caller: APICaller
  let profile: AWSConfiguration.Profile
  /// Whether variables count: not for the source of another profile's role.
  let usesVariables: Bool
  let region: String

  let name = "web identity"

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    func setting(_ variable: String, _ name: String) -> String? {
      (usesVariables ? caller.environment.variables.nonEmpty(variable) : nil) ?? profile[name]
    }
    guard let path = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
      throw .absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
    }
    guard let role = setting("AWS_ROLE_ARN", "role_arn") else {
      throw .broken(name, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not")
    }
    let token: [UInt8]
    do throws(FileError) {
      token = try caller.environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      throw .broken(name, "the token: \(error)")
    }
    do throws(AWSError) {
      return try await STS(caller: caller, region: region).assume(
        roleARN: role, token: SecretBytes(token.trimmedOfWhiteSpace),
        sessionName: setting("AWS_ROLE_SESSION_NAME", "role_session_name"))
    } catch {
      throw .failed(error)
    }
  }
}

/// The role that a token in memory stands for: `auth.jwt` of a store.
struct TokenProvider: CredentialProvider {
  let caller: APICaller
  let roleARN: String
  let token: SecretBytes
  let sessionName: String
  let region: String

  let name = "web identity"

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    do throws(AWSError) {
      return try await STS(caller: caller, region: region).assume(
        roleARN: roleARN, token: token, sessionName: sessionName)
    } catch {
      throw .failed(error)
    }
  }
}

extension [UInt8] {
  /// The bytes without the white space around them.
  fileprivate var trimmedOfWhiteSpace: [UInt8] {
    Array(drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed())
  }
}
