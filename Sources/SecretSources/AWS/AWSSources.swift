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
    do throws(AWSError) {
      let session = try session()
      let region = session.chosenRegion ?? (provider.region.isEmpty ? nil : provider.region)
      let identity = try await identity(of: provider, store: store, namespace: namespace, region: region, session)
      let errors = use(identity, region: region, of: session)
      switch provider.service {
      case .secretsManager:
        let client = try session.secretsManager(region: region, as: identity)
        return SecretsManagerSource(client, prefix: provider.prefix, errors: errors)
      case .parameterStore:
        let client = try session.parameterStore(region: region, as: identity)
        return ParameterStoreSource(client, prefix: provider.prefix, errors: errors)
      case .certificateManager: return UnreadableSource(reason: "Certificate Manager is not read from here")
      case nil: return UnreadableSource(reason: "spec.provider.aws.service names no service of AWS' known here")
      }
    } catch {
      throw await AWSErrorWording(isController: choice.isController).source(error)
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
      let errors = use(identity, region: region, of: session)
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
      throw await AWSErrorWording(isController: choice.isController).source(error)
    }
  }

  /// The name kubernetes-external-secrets gives to its sessions.
  private static let legacySessionName = "k8s-external-secrets"

  /// Remembers in whose name and where AWS is asked; the wording of what goes wrong then.
  private func use(_ identity: AWSIdentity, region: String?, of session: AWSSession) -> AWSErrorWording {
    used.withLock { used in
      let use = Use(identity: identity, region: region)
      if !used.contains(use) { used.append(use) }
    }
    return AWSErrorWording(isController: choice.isController) {
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

  // MARK: Identities

  private func identity(
    of provider: AWSProvider, store: SecretStore, namespace: String, region: String?, _ session: AWSSession
  ) async throws(AWSError) -> AWSIdentity {
    let base: AWSIdentity
    switch choice {
    case .own(nil): return .own
    case .own(let credentials?):
      do throws(AWSError) {
        _ = try await session.credentialSource(region: region)
        return .own
      } catch {
        guard case .noCredentials = error.reason,
          let identity = try await credentials.identity(of: provider, store: store, namespace: namespace)
        else { return .own }
        note("\(store.manifest.reference): there are no AWS credentials of yours; those it refers to are used")
        base = identity
      }
    case .ownThroughStoreRoles: base = .own
    case .controller(let credentials):
      if let identity = try await credentials.identity(of: provider, store: store, namespace: namespace) {
        base = identity
      } else {
        base = .own
        note(
          "\(store.manifest.reference): it names no credentials, so the controller uses its own identity (IRSA, "
            + "Pod Identity or its node's role), which may differ from yours, used here")
      }
    }
    return Self.roles(of: provider, store: store, namespace: namespace).reduce(base) { .role($1, from: $0) }
  }

  /// The roles that the controller assumes for a store, in order: options apply to the last alone.
  private static func roles(of provider: AWSProvider, store: SecretStore, namespace: String) -> [RoleAssumption] {
    var roles = provider.additionalRoles.map { RoleAssumption(roleARN: $0) }
    guard let role = provider.role, !role.isEmpty else { return roles }
    var tags = provider.sessionTags.map { RoleAssumption.Tag(key: $0.key, value: $0.value) }
    if provider.sessionTagsPolicy != .none {
      var values = provider.sessionTagsPolicy == .custom ? provider.customSessionTags : [:]
      values = values.filter { !$0.key.isEmpty && !$0.value.isEmpty }
      values["esoNamespace"] = namespace
      values["esoStoreName"] = store.manifest.name
      values["esoStoreKind"] = store.kind.rawValue
      tags = values.sorted { $0.key < $1.key }.map { RoleAssumption.Tag(key: $0.key, value: $0.value) }
    }
    roles.append(
      RoleAssumption(
        roleARN: role, externalID: provider.externalID.flatMap { $0.isEmpty ? nil : $0 }, tags: tags,
        transitiveTagKeys: provider.transitiveTagKeys))
    return roles
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
  /// Whether what fails here fails in the controller too.
  var isController: Bool { if case .controller = self { true } else { false } }

  /// Whether the roles that are named are assumed.
  var assumesRoles: Bool {
    switch self {
    case .own: false
    case .ownThroughStoreRoles, .controller: true
    }
  }
}

/// A source whose values this program does not read.
struct UnreadableSource: SecretSource {
  let reason: String
  var description: String { "AWS" }
  private var error: SecretSourceError { .notReadable(provider: "aws", reason: reason) }
  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes { throw error }
  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] { throw error }
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] { throw error }
}
