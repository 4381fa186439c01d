// The settings of one run: variables, then the profile, as the AWS CLI combines them.

import Basics
import HTTP
import System

/// What variables and the configuration files of the user say.
public struct AWSConfiguration: Sendable {
  /// The profile in use.
  public let profileName: String
  /// Whether the profile was named by a flag, which switches credentials in variables off.
  let isProfileExplicit: Bool
  let variables: EnvironmentVariables
  private let region: String?
  /// The paths of the configuration file and of the credentials file.
  private let paths: [String]
  /// The profiles that either file has.
  private let profiles: [String: Profile]
  private let ssoSessions: [String: ConfigurationFile.Section]
  private let services: [String: ConfigurationFile.Section]
  /// The authorities of `AWS_CA_BUNDLE`, `ca_bundle` or `REQUESTS_CA_BUNDLE`.
  private(set) var certificateAuthority: [UInt8]?
  private let proxies: ProxyEnvironment

  private static let fileLimit = 4 << 20

  /// Reads the configuration files.
  ///
  /// - Parameters:
  ///   - environment: Variables and files.
  ///   - profile: The profile of the `--profile` flag; nil takes `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, or `default`.
  ///   - region: The region of a flag; nil takes `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's.
  /// - Throws: ``AWSError`` for a file that can't be read or makes no sense, and for a profile that is in neither.
  public init(_ environment: AWSEnvironment, profile: String? = nil, region: String? = nil) throws(AWSError) {
    let variables = environment.variables
    self.variables = variables
    self.region = region
    isProfileExplicit = profile != nil
    // The order of version 2 of the CLI; boto3 has the other: https://github.com/boto/botocore/issues/1725.
    let named = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].lazy
      .compactMap { name in variables.nonEmpty(name).map { (name: $0, place: name) } }.first
    let chosen = profile.map { (name: $0, place: "--profile") } ?? named
    profileName = chosen?.name ?? "default"
    let configuration = try Self.file(environment, "AWS_CONFIG_FILE", "config")
    let credentials = try Self.file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    paths = [configuration.path, credentials.path]
    profiles = Profile.all(configuration: configuration, credentials: credentials)
    ssoSessions = configuration.sections(ofKind: "sso-session")
    services = configuration.sections(ofKind: "services")
    proxies = ProxyEnvironment(variables)
    certificateAuthority = nil
    if let chosen, self.profile(chosen.name) == nil { throw missingProfile(chosen.name, namedBy: chosen.place) }
    let variable = setting("AWS_CA_BUNDLE", "ca_bundle") == nil ? "REQUESTS_CA_BUNDLE" : "AWS_CA_BUNDLE"
    guard let bundle = setting(variable, "ca_bundle") else { return }
    do throws(FileError) {
      let path = Self.expand(bundle, variables)
      certificateAuthority = try environment.files.contents(of: path, limit: Self.fileLimit)
    } catch {
      throw mistake(in: variable, "ca_bundle", "a file of certificates: \(error)")
    }
  }

  private static func file(
    _ environment: AWSEnvironment, _ variable: String, _ name: String
  ) throws(AWSError) -> ConfigurationFile {
    let path = path(inVariable: variable, or: "~/.aws/\(name)", environment.variables)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.files.contents(of: path, limit: fileLimit)
    } catch {
      // Only a file that isn't there is no mistake.
      if case .missing = error.reason { return ConfigurationFile(missing: path) }
      throw AWSError(.configuration(LocatedError("can't read the AWS configuration: \(error)")))
    }
    do throws(LocatedError) {
      return try ConfigurationFile(bytes, path: path)
    } catch {
      throw AWSError(.configuration(error))
    }
  }

  // MARK: Profiles

  /// The profile of that name, if either file has it.
  func profile(_ name: String) -> Profile? { profiles[name] }

  /// The profile in use; one without settings if there is none.
  var currentProfile: Profile { profile(profileName) ?? Profile(name: profileName) }

  /// The settings of `[sso-session name]`.
  func ssoSession(_ name: String) -> Settings? {
    ssoSessions[name].map { Settings(file: paths[0], values: $0.settings) }
  }

  /// The names of all profiles, sorted.
  public var profileNames: [String] { profiles.keys.sorted() }

  /// That a profile is in neither file.
  func missingProfile(_ name: String, namedBy place: String) -> AWSError {
    let near = profileNames.nearest(to: name)
    let hint =
      near.isEmpty
      ? "add it with `aws configure --profile \(name)`, or correct \(place)" : "did you mean \(near.listed("or"))?"
    let files = paths.listed("nor in")
    return AWSError(
      .configuration(LocatedError("the profile \(name) that \(place) names is neither in \(files)", hint: hint)))
  }

  // MARK: Settings

  /// A variable, or the profile's setting where the variable is unset or empty.
  func setting(_ variable: String, _ name: String) -> String? { variables.nonEmpty(variable) ?? currentProfile[name] }

  /// That a setting makes no sense: it says where it stands.
  func mistake(in variable: String, _ name: String, _ demand: String) -> AWSError {
    let isVariable = variables.nonEmpty(variable) != nil
    let place = isVariable ? variable : "\(name) (\(currentProfile.place(of: name) ?? profileName))"
    return AWSError(.configuration(LocatedError("\(place) must be \(demand)")))
  }

  /// A setting that is switched on by `true`.
  func flag(_ variable: String, _ name: String) -> Bool { setting(variable, name)?.lowercased() == "true" }

  /// The region to use where nothing nearer to the request names one.
  public var defaultRegion: String? { chosenRegion?.name }

  /// The default region, if it can be one.
  func checkedDefaultRegion() throws(AWSError) -> String? {
    guard let (name, place) = chosenRegion else { return nil }
    try RegionName.check(name, from: place)
    return name
  }

  /// The default region, and where it stands.
  private var chosenRegion: (name: String, place: String)? {
    if let region, !region.isEmpty { return (region, "--region") }
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
      if let name = variables.nonEmpty(variable) { return (name, variable) }
    }
    let profile = currentProfile
    return profile["region"].map { ($0, "region (\(profile.place(of: "region") ?? profile.name))") }
  }

  /// What the user configured as a service's address.
  ///
  /// - Throws: That there is no such `[services …]` as the profile names, if that counts.
  func endpointURL(of service: AWSService) throws(AWSError) -> String? {
    if let url = variables.nonEmpty("AWS_ENDPOINT_URL_\(service.configurationName.uppercased())")
      ?? variables.nonEmpty("AWS_ENDPOINT_URL")
    {
      return url
    }
    let profile = currentProfile
    guard let name = profile["services"] else { return profile["endpoint_url"] }
    guard let section = services[name], !section.settings.isEmpty else {
      let place = profile.place(of: "services") ?? profile.name
      throw AWSError(
        .configuration(LocatedError("\(place): there is no section [services \(name.visible)] with settings")))
    }
    return section.settings[service.configurationName]?.nested["endpoint_url"] ?? profile["endpoint_url"]
  }

  /// The proxy for a URL.
  func proxy(for url: String) -> ProxySetting { proxies.proxy(for: url) }
}

extension [String] {
  /// The words as a sentence has them: `a, b or c`.
  func listed(_ conjunction: String) -> String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
