import AWS
import Basics
import ExternalSecrets
import HTTP
import LoopbackServers
import Reconciliation
import SecretSources
import System

/// Stores with provider `aws`, and the emulator that they lead to.
protocol AWSStores {}

extension AWSStores {
  static var role: String { "arn:aws:iam::123456789012:role/" }
  static var missing: RemoteReference { RemoteReference(key: "nowhere") }
  typealias World = AWSStoreWorld

  func store(_ aws: JSON, kind: String = "SecretStore") throws -> SecretStore {
    var settings: JSON.Members = ["service": "SecretsManager", "region": "eu-west-1"]
    for member in aws.object ?? [:] { settings[member.key] = member.value }
    return SecretStore.decode(
      Manifest([
        "apiVersion": "external-secrets.io/v1", "kind": .string(kind),
        "metadata": ["name": "store", "namespace": kind == "SecretStore" ? "shop" : nil],
        "spec": ["provider": ["aws": .object(settings)]],
      ])
    ).object
  }

  func scenario(_ faults: [JSON] = []) async throws -> AWSScenario {
    try await AWSScenario(["faults": .array(faults)], server: World.server.get(), transport: World.transport)
  }

  func sources(
    _ scenario: AWSScenario, _ identity: AWSSources.IdentityChoice, region: String? = nil,
    variables: [String: String] = ["AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own"],
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) -> AWSSources {
    AWSSources(identity: identity, note: note) { () throws(AWSError) in
      var variables = EnvironmentVariables(variables)
      variables["AWS_ENDPOINT_URL"] = scenario.address
      variables["AWS_EC2_METADATA_DISABLED"] = "true"
      return try AWSSession(
        AWSEnvironment(variables: variables, files: World(), transport: World.transport), region: region)
    }
  }

  /// The Secret with the keys AKIAEXAMPLE, and the `auth` that refers to it.
  static func keys(in namespace: String) -> Manifest {
    Manifest([
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "aws", "namespace": .string(namespace)],
      "data": ["id": "QUtJQUVYQU1QTEU=", "key": "c2VjcmV0ZXhhbXBsZQ=="],
    ])
  }
  static var keyReference: JSON {
    [
      "secretRef": [
        "accessKeyIDSecretRef": ["name": "aws", "key": "id"],
        "secretAccessKeySecretRef": ["name": "aws", "key": "key"],
      ]
    ]
  }

  /// The credentials of stores whose keys are in these namespaces.
  static func storeKeys(_ namespaces: String...) -> StoreCredentials {
    StoreCredentials(cluster: World(objects: namespaces.map(keys)), requestToken: nil)
  }

  /// The form fields of the requests for roles, in order, but for what names the operation.
  func roleRequests(_ scenario: AWSScenario) async throws -> [String] {
    try await scenario.requests().filter { $0["operation"]?.string?.hasPrefix("AssumeRole") == true }
      .compactMap { $0["body"]?.string }
      .map { body in
        body.split(separator: "&").filter { !$0.hasPrefix("Action=") && !$0.hasPrefix("Version=") }
          .joined(separator: " ")
          .replacing("arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2F", with: "…")
      }
  }
}

/// What is around the stores: no files, some objects, the emulator.
struct AWSStoreWorld: FileReader, ClusterReader {
  static let server = Result { try LoopbackServer.aws() }
  static let transport = CurlTransport()

  var objects: [Manifest] = []

  func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    throw FileError(path: path, reason: .missing)
  }

  func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
    objects.first { $0.objectKind == query.kind && $0.name == query.name && $0.namespace == query.namespace }
  }

  func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
    -> [Manifest]
  { [] }
}
