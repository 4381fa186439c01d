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
  /// Where `aws` keeps the role's credentials; nil for the source of another profile's role, which it doesn't keep.
  let cache: CLICredentialCache?

  let name = "web identity"

  func check() throws(CredentialFailure) { _ = try settings() }

  private func settings() throws(CredentialFailure) -> (tokenPath: String, role: RoleAssumption) {
    func setting(_ variable: String, _ name: String) -> String? {
      (usesVariables ? caller.environment.variables.nonEmpty(variable) : nil) ?? profile[name]
    }
    guard let path = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
      throw .absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
    }
    guard let role = setting("AWS_ROLE_ARN", "role_arn") else {
      throw .broken(name, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not")
    }
    return (path, RoleAssumption(roleARN: role, sessionName: setting("AWS_ROLE_SESSION_NAME", "role_session_name")))
  }

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try await credentials(insteadOf: nil) }

  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials {
    let (path, role) = try settings()
    let source = "the role \(role.roleARN) by web identity"
    let key = CLICredentialCache.key(of: role)
    if let kept = cache?.credentials(under: key, source: source, insteadOf: refused) { return kept }
    let token: [UInt8]
    do throws(FileError) {
      token = try caller.environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      throw .broken(name, "the token: \(error)")
    }
    do throws(AWSError) {
      return try await STS(caller: caller, region: region).assume(
        roleARN: role.roleARN, token: SecretBytes(token.trimmedOfWhiteSpace), sessionName: role.sessionName)
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
