// Where values are read: the store that is used, or one that is written along.

import Arguments
import Basics
import ExternalSecrets
import Scaffolding

/// Options of `create` about the store.
struct CreateStoreOptions: Sendable {
  static let store = Option(
    "store", valueName: "name", abstract: "SecretStore to read from (the only usable one, if neither is given)",
    completion: .objects(resource: "secretstores", group: ObjectKind.externalSecretsGroup))
  static let clusterStore = Option(
    "cluster-store", valueName: "name", abstract: "ClusterSecretStore to read from",
    completion: .objects(resource: "clustersecretstores", group: ObjectKind.externalSecretsGroup))
  static let withStore = Flag(
    "with-store", abstract: "write a store for AWS too, and on stderr the IAM and trust policies it needs")
  static let service = Option<AWSProvider.Service>(
    "service", valueName: "SecretsManager|ParameterStore",
    abstract: "service of AWS' that --with-store and --legacy read (SecretsManager)",
    completion: .words(["SecretsManager", "ParameterStore"])
  ) { text throws(UsageError) in
    for service in [AWSProvider.Service.secretsManager, .parameterStore]
    where service.rawValue.lowercased() == text.lowercased() {
      return service
    }
    throw UsageError("\"\(text)\" is not a value of --service", hint: "use SecretsManager or ParameterStore")
  }
  static let role = Option(
    "role", valueName: "ARN", abstract: "role the store assumes, or with --service-account the role it has (IRSA)")
  /// It means the same as for the other commands, and besides what is written into the store.
  static let region = Option(
    "region", valueName: "name", abstract: "AWS region of the store that is written, and to look for secrets in")
  static let serviceAccount = Option(
    "service-account", valueName: "name", abstract: "ServiceAccount whose role the store reads with (IRSA)",
    completion: .objects(resource: "serviceaccounts", group: ""))
  static let secretRef = Option(
    "secret-ref", valueName: "name", abstract: "Secret with the access key the store reads with")

  static let group = CommandDescription.Group(
    "Store",
    [
      store.description, clusterStore.description, withStore.description, region.description,
      service.description, role.description, serviceAccount.description, secretRef.description,
    ])

  /// The store named; nil where none is.
  let reference: StoreReference?
  let writesStore: Bool
  let service: AWSProvider.Service
  let region: String?
  let role: String?
  let authentication: AWSStoreRequest.Authentication

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let store = try arguments.value(Self.store)
    let clusterStore = try arguments.value(Self.clusterStore)
    if store != nil, clusterStore != nil {
      throw UsageError("--store and --cluster-store don't go together", hint: "give one of them")
    }
    reference =
      store.map { StoreReference(name: $0) } ?? clusterStore.map { StoreReference(name: $0, kind: .clusterSecretStore) }
    writesStore = arguments[Self.withStore]
    service = try arguments.value(Self.service) ?? .secretsManager
    region = try arguments.value(Self.region)
    role = try arguments.value(Self.role)
    let account = try arguments.value(Self.serviceAccount)
    let secret = try arguments.value(Self.secretRef)
    if account != nil, secret != nil {
      throw UsageError("--service-account and --secret-ref don't go together", hint: "give one of them")
    }
    authentication =
      account.map(AWSStoreRequest.Authentication.serviceAccount)
      ?? secret.map(AWSStoreRequest.Authentication.secret) ?? .controller
    let isLegacy = arguments[CreateOutputOptions.legacy]
    if !writesStore, account != nil || secret != nil || (role != nil && !isLegacy) {
      throw UsageError(
        "--role, --service-account and --secret-ref are about a store that is written", hint: "add --with-store")
    }
    if isLegacy, reference != nil || writesStore {
      throw UsageError(
        "kubernetes-external-secrets knows no stores", hint: "use --service, --region and --role with --legacy")
    }
  }
}
