// Another role, assumed with credentials one has.

import Basics

/// A role, assumed with the credentials of another identity.
struct AssumeRoleProvider: CredentialProvider {
  let caller: APICaller
  let role: RoleAssumption
  let source: CredentialCache
  let region: String

  var name: String { "the role \(role.roleARN)" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    var code: String?
    if let serialNumber = role.mfaSerialNumber {
      guard let ask = caller.environment.askForMFACode else {
        throw .broken(
          name, "it wants a code of the MFA device \(serialNumber), and there is no terminal to ask at",
          hint: "run `aws sts assume-role` yourself and export the credentials, or run this on a terminal")
      }
      code = await ask(serialNumber)
      guard code?.isEmpty == false else { throw .broken(name, "no code of the MFA device \(serialNumber) was given") }
    }
    do throws(AWSError) {
      return try await STS(caller: caller, region: region).assume(role, code: code, as: source)
    } catch {
      throw .failed(error)
    }
  }
}

/// The role of a profile (`role_arn`), assumed with `source_profile` or `credential_source`.
struct ProfileRoleProvider: CredentialProvider {
  let caller: APICaller
  let profile: AWSConfiguration.Profile
  let region: String
  /// The profiles whose roles lead here.
  let visited: [String]

  var name: String { "the role of the profile \(profile.name)" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try await credentials(insteadOf: nil) }

  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials {
    let (role, source) = try settings()
    let key = CLICredentialCache.key(of: role)
    let name = "the role \(role.roleARN)"
    if let kept = caller.cliCache.credentials(under: key, source: name, insteadOf: refused) { return kept }
    let cache = CredentialCache(source, now: caller.environment.now)
    return try await AssumeRoleProvider(caller: caller, role: role, source: cache, region: region).credentials()
  }

  func check() throws(CredentialFailure) { _ = try settings() }

  /// The role, and who assumes it, neither of whom needs to be asked if the role's credentials have been kept.
  private func settings() throws(CredentialFailure) -> (role: RoleAssumption, source: any CredentialProvider) {
    guard let arn = profile["role_arn"], profile["web_identity_token_file"] == nil else { throw .absent("no role_arn") }
    let role = RoleAssumption(
      roleARN: arn, sessionName: profile["role_session_name"], externalID: profile["external_id"],
      duration: try duration(), mfaSerialNumber: profile["mfa_serial"])
    let source = try sourceProvider()
    do throws(CredentialFailure) { try source.check() } catch { throw .failed(error.error(of: source.name)) }
    return (role, source)
  }

  /// How long the session shall last, in seconds; the AWS CLI passes a word over in silence, and the session then ends
  /// earlier than its owner thinks.
  private func duration() throws(CredentialFailure) -> Int? {
    guard let text = profile["duration_seconds"] else { return nil }
    guard let seconds = Int(text), seconds > 0 else {
      let place = profile.place(of: "duration_seconds") ?? profile.name
      throw .broken(name, "\(place): duration_seconds must be a number of seconds, such as 3600")
    }
    return seconds
  }

  private func sourceProvider() throws(CredentialFailure) -> any CredentialProvider {
    let place = profile.place(of: "role_arn") ?? profile.name
    switch (profile["source_profile"], profile["credential_source"]) {
    case (_?, _?): throw .broken(name, "\(place): source_profile and credential_source exclude each other")
    case (nil, nil): throw .broken(name, "\(place): role_arn wants a source_profile or a credential_source")
    case (nil, let source?): return try provider(ofSource: source, place: place)
    case (let source?, nil):
      guard let sourceProfile = caller.configuration.profile(source) else {
        throw .failed(caller.configuration.missingProfile(source, namedBy: "source_profile (\(place))"))
      }
      let isItself = source == profile.name
      let hasKeys = sourceProfile["aws_access_key_id"] != nil || sourceProfile["aws_secret_access_key"] != nil
      guard !visited.contains(source), !isItself || hasKeys else {
        let circle = (visited + [profile.name, source]).joined(separator: " → ")
        throw .broken(name, "\(place): the source profiles go round in a circle: \(circle)")
      }
      // A profile with keys of its own gives those, even if it has a role as well.
      let providers = caller.profileProviders(sourceProfile, usesVariables: false, cache: nil, region: region)
      guard !hasKeys else { return CredentialChain(name: "the profile \(source)", providers: providers) }
      let role = ProfileRoleProvider(
        caller: caller, profile: sourceProfile, region: region, visited: visited + [profile.name])
      return CredentialChain(name: "the profile \(source)", providers: [role] + providers)
    }
  }

  private func provider(ofSource source: String, place: String) throws(CredentialFailure) -> any CredentialProvider {
    switch source.lowercased() {
    case "environment": return EnvironmentProvider(variables: caller.environment.variables, now: caller.environment.now)
    case "ecscontainer": return ContainerProvider(environment: caller.environment)
    case "ec2instancemetadata":
      return InstanceMetadataProvider(environment: caller.environment, configuration: caller.configuration)
    default:
      throw .broken(
        name, "\(place): credential_source must be Environment, Ec2InstanceMetadata or EcsContainer, not \(source)")
    }
  }
}
