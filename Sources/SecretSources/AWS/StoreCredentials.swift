// The credentials that a store names (`auth`), read as the controller reads them.

internal import AWS
public import Basics
internal import ExternalSecrets
public import Reconciliation

/// Reads what a store's `auth` refers to.
public struct StoreCredentials: Sendable {
  /// A token of a ServiceAccount is asked for (TokenRequest).
  public typealias TokenRequest =
    @Sendable (_ namespace: String, _ name: String, _ audiences: [String]) async throws(ClusterReadError) -> SecretBytes

  private let cluster: any ClusterReader
  private let requestToken: TokenRequest?

  private static let roleAnnotation = "eks.amazonaws.com/role-arn"
  private static let audienceAnnotation = "eks.amazonaws.com/audience"
  /// The name the controller gives to its sessions.
  private static let sessionName = "external-secrets-provider-aws"

  /// Credentials out of a cluster.
  ///
  /// - Parameters:
  ///   - cluster: Where Secrets and ServiceAccounts are.
  ///   - requestToken: Asks for a ServiceAccount's token; nil where there is no live cluster.
  public init(cluster: any ClusterReader, requestToken: TokenRequest?) {
    self.cluster = cluster
    self.requestToken = requestToken
  }

  /// The identity that a store names, before any role; nil if it names none.
  ///
  /// As in the controller, `jwt` goes before `secretRef`, and only a ClusterSecretStore may name a namespace.
  func identity(
    of provider: AWSProvider, store: SecretStore, namespace: String
  ) async throws(SecretSourceError) -> AWSIdentity? {
    let isCluster = store.kind == .clusterSecretStore
    let reader = Reader(
      cluster: cluster, store: store.manifest.reference, namespace: namespace, mayNameNamespace: isCluster)
    if provider.usesWebIdentity {
      guard let account = provider.serviceAccount else {
        throw reader.failure("auth.jwt names no ServiceAccount", hint: "set auth.jwt.serviceAccountRef.name")
      }
      return try await webIdentity(account, reader)
    }
    guard provider.usesAccessKeys else { return nil }
    let secret = try await reader.value(provider.secretAccessKey, "secretAccessKeySecretRef")
    let id = try await reader.value(provider.accessKeyID, "accessKeyIDSecretRef")
    var token: SecretBytes?
    if let sessionToken = provider.sessionToken {
      token = try await reader.value(sessionToken, "sessionTokenSecretRef")
    }
    return .keys(
      AWSCredentials(
        accessKeyID: String(decoding: id.reveal(), as: UTF8.self), secretAccessKey: secret, sessionToken: token,
        source: "auth.secretRef of \(store.manifest.reference)"))
  }

  private func webIdentity(_ account: ServiceAccountSelector, _ reader: Reader) async throws(SecretSourceError)
    -> AWSIdentity
  {
    let namespace = reader.namespace(account.namespace)
    let annotations = try await reader.object(.serviceAccount, account.name, namespace).annotations
    guard let role = annotations[Self.roleAnnotation], !role.isEmpty else {
      throw reader.failure(
        "an IAM role must be associated with service account \(account.name) (namespace: \(namespace))",
        hint: "annotate it with \(Self.roleAnnotation)")
    }
    guard let requestToken else {
      throw reader.unavailable("the token of a ServiceAccount needs a live cluster", hint: "leave out --no-cluster")
    }
    let audience = annotations[Self.audienceAnnotation].flatMap { $0.isEmpty ? nil : $0 } ?? "sts.amazonaws.com"
    do throws(ClusterReadError) {
      let token = try await requestToken(namespace, account.name, [audience] + account.audiences)
      return .token(token, roleARN: role, sessionName: Self.sessionName)
    } catch {
      throw reader.unavailable(
        "no token for ServiceAccount \(namespace)/\(account.name): \(error.message)", hint: error.hint)
    }
  }
}

/// Reads objects that one store refers to.
private struct Reader {
  let cluster: any ClusterReader
  let store: ObjectReference
  let namespace: String
  let mayNameNamespace: Bool

  func namespace(_ named: String?) -> String { mayNameNamespace ? named ?? namespace : namespace }

  /// What the controller meets too.
  func failure(_ message: String, hint: String? = nil) -> SecretSourceError {
    .failed(cause: "no AWS credentials from \(store): \(message)", hint: hint)
  }

  /// What only this machine, or this user, can't do.
  func unavailable(_ message: String, hint: String? = nil) -> SecretSourceError {
    .unavailable(cause: "no AWS credentials from \(store): \(message)", hint: hint)
  }

  func object(_ kind: ObjectKind, _ name: String, _ namespace: String) async throws(SecretSourceError) -> Manifest {
    let found: Manifest?
    do throws(ClusterReadError) {
      found = try await cluster.object(ObjectQuery(kind, namespace: namespace, name: name))
    } catch {
      throw unavailable("\(kind.name) \(namespace)/\(name) can't be read: \(error.message)", hint: error.hint)
    }
    guard let found else {
      throw failure("there is no \(kind.name) \(namespace)/\(name)", hint: "create it, or correct the store's auth")
    }
    return found
  }

  func value(_ selector: SecretKeySelector?, _ field: String) async throws(SecretSourceError) -> SecretBytes {
    guard let selector else {
      throw failure("auth.secretRef lacks \(field)", hint: "name the Secret and its key there")
    }
    let namespace = namespace(selector.namespace)
    let secret = LiveSecret(try await object(.secret, selector.name, namespace))
    guard let value = secret.data[DataKey(selector.key)] else {
      throw failure(
        "\(field): the Secret \(namespace)/\(selector.name) has no key \(selector.key)",
        hint: "its keys are: \(secret.data.keys.sorted().map(\.text).joined(separator: ", "))")
    }
    return value
  }
}
