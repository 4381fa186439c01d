// Where credentials are looked for, in the AWS CLI's order.

import Basics

extension APICaller {
  /// The user's own credentials.
  ///
  /// The order is the AWS CLI's: variables (unless a profile was named by a flag), the profile's role, web identity,
  /// Identity Center, keys in the credentials file, `aws login`, `credential_process`, keys in the config file, container,
  /// instance.
  func defaultChain(region: String) -> CredentialChain {
    let profile = configuration.currentProfile
    let usesVariables = !configuration.isProfileExplicit
    var providers: [any CredentialProvider] = []
    if usesVariables { providers.append(EnvironmentProvider(variables: environment.variables, now: environment.now)) }
    if configuration.profile(profile.name) != nil {
      providers.append(ProfileRoleProvider(caller: self, profile: profile, region: region, visited: []))
      providers += profileProviders(profile, usesVariables: usesVariables, cache: cliCache, region: region)
    } else {
      providers.append(
        WebIdentityProvider(
          caller: self, profile: profile, usesVariables: usesVariables, region: region, cache: cliCache))
      providers.append(MissingProfileProvider(profileName: profile.name))
    }
    providers.append(ContainerProvider(environment: environment))
    providers.append(InstanceMetadataProvider(environment: environment, configuration: configuration))
    return CredentialChain(name: "the default chain", providers: providers)
  }

  /// What `aws` has kept.
  var cliCache: CLICredentialCache { CLICredentialCache(environment: environment, configuration: configuration) }

  /// Where a profile's own credentials may be, its role apart.
  func profileProviders(
    _ profile: AWSConfiguration.Profile, usesVariables: Bool, cache: CLICredentialCache?, region: String
  ) -> [any CredentialProvider] {
    [
      WebIdentityProvider(caller: self, profile: profile, usesVariables: usesVariables, region: region, cache: cache),
      SSOProvider(caller: self, profile: profile, cache: cache),
      SharedKeysProvider(profile: profile, isCredentialsFile: true),
      LoginSessionProvider(caller: self, profile: profile, region: region),
      ProcessProvider(environment: environment, profile: profile),
      SharedKeysProvider(profile: profile, isCredentialsFile: false),
    ]
  }
}

/// The default profile of those who have none.
struct MissingProfileProvider: CredentialProvider {
  let profileName: String
  var name: String { "the profile \(profileName)" }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    throw .absent("it is neither in ~/.aws/config nor in ~/.aws/credentials")
  }
}
