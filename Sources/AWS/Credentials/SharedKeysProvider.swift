// Access keys written down in ~/.aws/credentials or ~/.aws/config.

import Basics

/// The keys of a profile in one of the two files.
struct SharedKeysProvider: CredentialProvider {
  let configuration: AWSConfiguration
  let profile: AWSConfiguration.Profile
  /// Which of the two files is looked at: they stand at different places in the order.
  let isCredentialsFile: Bool

  var name: String { "keys of the profile \(profile.name) in the \(isCredentialsFile ? "credentials" : "config") file" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    guard let id = profile["aws_access_key_id"],
      configuration.isInCredentialsFile("aws_access_key_id", of: profile) == isCredentialsFile
    else { throw .absent("no aws_access_key_id") }
    guard let secret = profile["aws_secret_access_key"] else {
      let place = profile.place(of: "aws_access_key_id") ?? profile.name
      throw .broken(name, "\(place): aws_access_key_id stands without aws_secret_access_key")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret),
      sessionToken: (profile["aws_session_token"] ?? profile["aws_security_token"]).map { SecretBytes(utf8: $0) },
      source: "profile \(profile.name)")
  }
}
