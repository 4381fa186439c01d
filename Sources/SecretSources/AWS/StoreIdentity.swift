// In whose name a store with provider `aws` is read.

internal import AWS
internal import ExternalSecrets
internal import Reconciliation

/// Finds out who is to ask AWS for a store.
struct StoreIdentity {
  let choice: AWSSources.IdentityChoice
  let store: SecretStore
  let provider: AWSProvider
  /// The namespace of the ExternalSecret.
  let namespace: String
  /// The region asked; nil for the user's.
  let region: String?
  let session: AWSSession
  let note: @Sendable (String) -> Void

  /// The identity, through the roles that the store names where those are to be assumed.
  ///
  /// - Throws: Why the credentials that the store refers to can't be had.
  func resolve() async throws(SecretSourceError) -> AWSIdentity {
    let base: AWSIdentity
    switch choice {
    case .own(nil): return .own
    case .own(let credentials?):
      guard let named = try await standIn(credentials) else { return .own }
      base = named
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
    return roles.reduce(base) { .role($1, from: $0) }
  }

  /// The store's own credentials, for a user who has none at all; nil for one who has, and for a store without.
  private func standIn(_ credentials: StoreCredentials) async throws(SecretSourceError) -> AWSIdentity? {
    do throws(AWSError) {
      _ = try await session.credentialSource(region: region)
      return nil
    } catch {
      // Any other failure is said when a value is asked for.
      guard case .noCredentials = error.reason else { return nil }
      do throws(SecretSourceError) {
        let identity = try await credentials.identity(of: provider, store: store, namespace: namespace)
        if identity != nil {
          note("\(store.manifest.reference): there are no AWS credentials of yours; those it refers to are used")
        }
        return identity
      } catch .failed(let cause, _), .unavailable(let cause, _) {
        throw .unavailable(cause: "\(error), and the store's can't be had: \(cause)", hint: error.hint)
      } catch {
        throw error
      }
    }
  }

  /// The roles that the controller assumes for a store, in order: options apply to the last alone.
  private var roles: [RoleAssumption] {
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

  /// Who might get another answer than the user's own credentials do.
  func alternative(to identity: AWSIdentity) -> AWSErrorWording.Alternative? {
    guard identity == .own else { return nil }
    if !roles.isEmpty { return .init(who: "the store's role", flag: "--assume-store-role") }
    guard provider.usesWebIdentity || provider.usesAccessKeys else { return nil }
    return .init(who: "the store's own identity", flag: "--as-controller")
  }
}
