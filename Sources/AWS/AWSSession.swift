// The front door of this room: one session a run.

public import Basics
import Synchronization

/// Who asks AWS.
public indirect enum AWSIdentity: Sendable, Hashable {
  /// The user, as the AWS CLI would find their credentials.
  case own
  /// Whoever has these keys.
  case keys(AWSCredentials)
  /// A role that trusts the signer of this token.
  case token(SecretBytes, roleARN: String, sessionName: String)
  /// A role that another identity assumes.
  case role(RoleAssumption, from: AWSIdentity)

  /// Whether it begins with the user's own credentials, whatever roles are assumed with them.
  public var isOwn: Bool {
    switch self {
    case .own: true
    case .keys, .token: false
    case .role(_, let source): source.isOwn
    }
  }
}

/// A run's dealings with AWS: configuration, identities, connections and answers, each found out once.
public final class AWSSession: Sendable {
  private struct Key: Hashable {
    let service: AWSService
    let region: String
    let identity: AWSIdentity
  }

  private struct State {
    var identities: [Key: CredentialCache] = [:]
    var secretsManagers: [Key: SecretsManager] = [:]
    var parameterStores: [Key: ParameterStore] = [:]
  }

  private let caller: APICaller
  private let state = Mutex(State())
  private let callerIdentities: SharedReads<Key, CallerIdentity>

  /// Reads the user's configuration; nothing is asked of AWS yet.
  ///
  /// - Parameters:
  ///   - environment: The world outside.
  ///   - profile: The profile of a flag.
  ///   - region: The region of a flag.
  /// - Throws: ``AWSError`` where the configuration makes no sense.
  public init(_ environment: AWSEnvironment, profile: String? = nil, region: String? = nil) throws(AWSError) {
    let configuration = try AWSConfiguration(environment, profile: profile, region: region)
    caller = try APICaller(environment, configuration)
    chosenRegion = region
    callerIdentities = SharedReads(CallStatistics())
  }

  /// What was asked of AWS so far.
  public var totals: CallTotals { caller.statistics.totals }

  /// The profile in use.
  public var profileName: String { caller.configuration.profileName }

  /// The region of the flag, which goes before what stores name; nil without the flag.
  public let chosenRegion: String?

  /// The region to use where nothing nearer to the request names one.
  public var defaultRegion: String? { caller.configuration.defaultRegion }

  /// Secrets Manager.
  ///
  /// - Parameters:
  ///   - region: The region; nil takes the user's.
  ///   - identity: Who asks.
  /// - Returns: The same client for the same region and identity.
  /// - Throws: ``AWSError/Reason/noRegion``, or that a region can't be called that.
  public func secretsManager(region: String? = nil, as identity: AWSIdentity = .own) throws(AWSError) -> SecretsManager
  {
    let key = Key(service: .secretsManager, region: try resolve(region), identity: identity)
    let credentials = try credentials(of: identity, region: key.region)
    return state.withLock { state in
      let client = state.secretsManagers[key] ?? SecretsManager(caller, identity: credentials, region: key.region)
      state.secretsManagers[key] = client
      return client
    }
  }

  /// Parameter Store.
  ///
  /// - Parameters:
  ///   - region: The region; nil takes the user's.
  ///   - identity: Who asks.
  /// - Returns: The same client for the same region and identity.
  /// - Throws: ``AWSError/Reason/noRegion``, or that a region can't be called that.
  public func parameterStore(region: String? = nil, as identity: AWSIdentity = .own) throws(AWSError) -> ParameterStore
  {
    let key = Key(service: .parameterStore, region: try resolve(region), identity: identity)
    let credentials = try credentials(of: identity, region: key.region)
    return state.withLock { state in
      let client = state.parameterStores[key] ?? ParameterStore(caller, identity: credentials, region: key.region)
      state.parameterStores[key] = client
      return client
    }
  }

  /// Who an identity is, by AWS' own word.
  public func callerIdentity(of identity: AWSIdentity = .own, region: String? = nil) async throws(AWSError)
    -> CallerIdentity
  {
    let key = Key(service: .sts, region: try resolve(region), identity: identity)
    let credentials = try credentials(of: identity, region: key.region)
    return try await callerIdentities.value(key) { [caller] in
      await capture { () async throws(AWSError) in
        try await STS(caller: caller, region: key.region).callerIdentity(credentials)
      }
    }
  }

  /// Where an identity's credentials came from, for people: `environment variables`, `profile dev`.
  public func credentialSource(of identity: AWSIdentity = .own, region: String? = nil) async throws(AWSError) -> String
  {
    try await credentials(of: identity, region: try resolve(region)).credentials().source
  }

  private func resolve(_ region: String?) throws(AWSError) -> String {
    if let region, !region.isEmpty {
      try RegionName.check(region, from: region == chosenRegion ? "--region" : nil)
      return region
    }
    guard let region = try caller.configuration.checkedDefaultRegion() else { throw AWSError(.noRegion) }
    return region
  }

  /// The credentials of an identity; STS is asked in the region of the request, or in the user's own.
  private func credentials(of identity: AWSIdentity, region: String) throws(AWSError) -> CredentialCache {
    let region = identity == .own ? try caller.configuration.checkedDefaultRegion() ?? region : region
    let key = Key(service: .sts, region: region, identity: identity)
    if let known = state.withLock({ $0.identities[key] }) { return known }
    let provider: any CredentialProvider =
      switch identity {
      case .own: caller.defaultChain(region: region)
      case .keys(let keys): StaticProvider(known: keys)
      case .token(let token, let roleARN, let sessionName):
        TokenProvider(caller: caller, roleARN: roleARN, token: token, sessionName: sessionName, region: region)
      case .role(let role, let source):
        AssumeRoleProvider(
          caller: caller, role: role, source: try credentials(of: source, region: region), region: region)
      }
    return state.withLock { state in
      let cache = state.identities[key] ?? CredentialCache(provider, now: caller.environment.now)
      state.identities[key] = cache
      return cache
    }
  }
}
