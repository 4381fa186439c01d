// Access keys written down in ~/.aws/credentials or ~/.aws/config.

import Basics

/// The keys of a profile in one of the two files; a key of one never goes with the secret of the other.
struct SharedKeysProvider: CredentialProvider {
  let profile: AWSConfiguration.Profile
  /// Which of the two files is looked at: they stand at different places in the order.
  let isCredentialsFile: Bool

  var name: String { "keys of the profile \(profile.name) in the \(isCredentialsFile ? "credentials" : "config") file" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try keys() }

  func check() throws(CredentialFailure) { _ = try keys() }

  private func keys() throws(CredentialFailure) -> AWSCredentials {
    let settings = isCredentialsFile ? profile.credentials : profile.configuration
    guard let id = settings["aws_access_key_id"] else { throw .absent("no aws_access_key_id") }
    guard let secret = settings["aws_secret_access_key"] else {
      let place = settings.place(of: "aws_access_key_id") ?? profile.name
      throw .broken(name, "\(place): aws_access_key_id stands without aws_secret_access_key")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret),
      sessionToken: (settings["aws_session_token"] ?? settings["aws_security_token"]).map { SecretBytes(utf8: $0) },
      source: "profile \(profile.name)")
  }
}
