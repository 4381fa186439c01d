// From a store with provider `aws` to a source, in the name of whoever the user wants to be.

public import AWS
internal import Basics
public import ExternalSecrets
public import Reconciliation
internal import Synchronization

/// Leads stores with provider `aws` to Secrets Manager and Parameter Store.
///
/// One of these serves a whole run: stores with the same identity and region share their answers.
public final class AWSSources: SecretSourceProvider {
  /// In whose name AWS is asked.
  public enum IdentityChoice: Sendable {
    /// The user's own, whatever the store says.
    ///
    /// `otherwise` stands in where the user has none at all: the store's, where they are among the files given.
    case own(otherwise: StoreCredentials? = nil)
    /// The user's own, through the roles that the store names (`--assume-store-role`).
    case ownThroughStoreRoles
    /// The store's, to the letter (`--as-controller`).
    case controller(StoreCredentials)
  }

  private struct Use: Hashable {
    let identity: AWSIdentity
    let region: String?
  }

  private let open: @Sendable () throws(AWSError) -> AWSSession
  private let opened = Mutex<Result<AWSSession, AWSError>?>(nil)
  /// In whose names and where AWS was asked, in the order of the first time.
  private let used = Mutex<[Use]>([])
  private let choice: IdentityChoice
  private let note: @Sendable (String) -> Void

  /// Sources over a session, which is opened when the first store needs it.
  ///
  /// - Parameters:
  ///   - identity: In whose name AWS is asked.
  ///   - note: Takes what is worth saying about identities, in sentences; may be called from any task.
  ///   - session: Opens the session: `AWSSession(environment, profile: …, region: …)`.
  public init(
    identity: IdentityChoice, note: @escaping @Sendable (String) -> Void = { _ in },
    session: @escaping @Sendable () throws(AWSError) -> AWSSession
  ) {
    self.choice = identity
    self.note = note
    self.open = session
  }

  /// The source of a store's values.
  public func source(for store: SecretStore, namespace: String) async throws(SecretSourceError) -> any SecretSource {
    guard case .aws(let provider)? = store.provider else {
      throw .notReadable(provider: store.provider?.name ?? "", reason: nil)
    }
    let session: AWSSession = try await AWSErrorWording(isController: false).translating { () throws(AWSError) in
      try self.session()
    }
    let region = session.chosenRegion ?? (provider.region.isEmpty ? nil : provider.region)
    let identity = StoreIdentity(
      choice: choice, store: store, provider: provider, namespace: namespace, region: region, session: session,
      note: note)
    let asked = try await identity.resolve()
    try store.retry?.check()
    let errors = use(asked, alternative: identity.alternative(to: asked), region: region, of: session)
    return try await errors.translating { () throws(AWSError) -> any SecretSource in
      switch provider.service {
      case .secretsManager:
        let client = try session.secretsManager(region: region, as: asked)
        return SecretsManagerSource(client, prefix: provider.prefix, errors: errors)
      case .parameterStore:
        let client = try session.parameterStore(region: region, as: asked)
        return ParameterStoreSource(client, prefix: provider.prefix, errors: errors)
      case .certificateManager: return CertificateManagerSource()
      case nil: return UnknownServiceSource()
      }
    }
  }

  /// The source of the values of a backend of kubernetes-external-secrets.
  ///
  /// Its own identity is its pod's, for which the user's stands in; the object's role is assumed where roles are.
  public func source(for backend: LegacyBackend) async throws(SecretSourceError) -> any LegacySource {
    do throws(AWSError) {
      let session = try session()
      var identity = AWSIdentity.own
      if let role = backend.roleARN, choice.assumesRoles {
        identity = .role(RoleAssumption(roleARN: role, sessionName: Self.legacySessionName), from: .own)
      }
      if choice.isController {
        note(
          "backend \(backend.type): kubernetes-external-secrets uses its pod's identity, which may differ from yours, "
            + "used here")
      }
      let region = session.chosenRegion ?? backend.region
      let isRoleLeftOut = backend.roleARN != nil && identity == .own
      let errors = use(
        identity, alternative: isRoleLeftOut ? .init(who: "the object's role", flag: "--assume-store-role") : nil,
        region: region, of: session)
      switch backend.awsService {
      case .secretsManager:
        let client = try session.secretsManager(region: region, as: identity)
        return LegacySecretsManagerSource(client: client, errors: errors)
      case .systemManager:
        let client = try session.parameterStore(region: region, as: identity)
        return LegacyParameterStoreSource(client: client, errors: errors)
      case nil: throw AWSError(.invalidRequest, message: "\(backend.type) is no service of AWS'")
      }
    } catch {
      throw await AWSErrorWording(isController: false).source(error)
    }
  }

  /// The name kubernetes-external-secrets gives to its sessions.
  private static let legacySessionName = "k8s-external-secrets"

  /// Remembers in whose name and where AWS is asked; the wording of what goes wrong then.
  private func use(
    _ identity: AWSIdentity, alternative: AWSErrorWording.Alternative?, region: String?, of session: AWSSession
  ) -> AWSErrorWording {
    used.withLock { used in
      let use = Use(identity: identity, region: region)
      if !used.contains(use) { used.append(use) }
    }
    return AWSErrorWording(isController: choice.isController && !identity.isOwn, alternative: alternative) {
      do throws(AWSError) { return try await session.callerIdentity(of: identity, region: region).arn } catch {
        // The denial itself is what the user has to see.
        return nil
      }
    }
  }

  /// The run's session; the same failure for everyone where the configuration makes no sense.
  private func session() throws(AWSError) -> AWSSession {
    let result = opened.withLock { opened in
      if let opened { return opened }
      let result: Result<AWSSession, AWSError>
      do throws(AWSError) { result = .success(try open()) } catch { result = .failure(error) }
      opened = result
      return result
    }
    return try result.get()
  }

  // MARK: What the run did

  /// What was asked of AWS; nil if no store needed it.
  public var totals: CallTotals? {
    guard case .success(let session)? = opened.withLock({ $0 }) else { return nil }
    return session.totals
  }

  /// As whom AWS was asked, in a sentence each, for `-v`.
  ///
  /// It asks STS, which takes a call each and needs no permission.
  public func identities() async -> [String] {
    guard case .success(let session)? = opened.withLock({ $0 }) else { return [] }
    var sentences: [String] = []
    for use in used.withLock({ $0 }) {
      do throws(AWSError) {
        let identity = try await session.callerIdentity(of: use.identity, region: use.region)
        let source = try await session.credentialSource(of: use.identity, region: use.region)
        sentences.append("AWS identity: \(identity.arn) (\(source))")
      } catch {
        sentences.append("AWS identity: unknown: \(error)")
      }
    }
    var seen: Set<String> = []
    return sentences.filter { seen.insert($0).inserted }
  }
}

extension AWSSources.IdentityChoice {
  /// Whether AWS is asked as the store says, to the letter.
  var isController: Bool { if case .controller = self { true } else { false } }

  /// Whether the roles that are named are assumed.
  var assumesRoles: Bool {
    switch self {
    case .own: false
    case .ownThroughStoreRoles, .controller: true
    }
  }
}

extension SecretStore.RetrySettings {
  /// Refuses an interval that isn't one, at which the controller's client for AWS isn't made.
  fileprivate func check() throws(SecretSourceError) {
    guard let retryInterval, Duration(go: retryInterval) == nil else { return }
    throw .failed(
      cause:
        "unable to initialize aws provider: retrySettings.retryInterval \(JSON.string(retryInterval).text()) is no "
        + "duration", hint: "write it like 10s or 1m30s")
  }
}
