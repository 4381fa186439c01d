import AWS
import Basics
import ExternalSecrets
import HTTP
import LoopbackServers
import Reconciliation
import SecretSources
import Synchronization
import System
import Testing

/// In whose name, where and through which roles AWS is asked for a store.
@Suite(
  "Stores with provider aws",
  .enabled(if: LoopbackServer.motoPython != nil, "moto is not installed: run script/servers/python"))
struct AWSSourcesTests {
  private static let server = Result { try LoopbackServer.aws() }
  private static let transport = CurlTransport()
  private static let role = "arn:aws:iam::123456789012:role/"
  private static let missing = RemoteReference(key: "nowhere")

  /// Files of which there are none, and objects of which there are some.
  private struct World: FileReader, ClusterReader {
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

  private func store(_ aws: JSON, kind: String = "SecretStore") throws -> SecretStore {
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

  private func scenario(_ faults: [JSON] = []) async throws -> AWSScenario {
    try await AWSScenario(["faults": .array(faults)], server: Self.server.get(), transport: Self.transport)
  }

  private func sources(
    _ scenario: AWSScenario, _ identity: AWSSources.IdentityChoice, region: String? = nil,
    variables: [String: String] = ["AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own"],
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) -> AWSSources {
    AWSSources(identity: identity, note: note) { () throws(AWSError) in
      var variables = EnvironmentVariables(variables)
      variables["AWS_ENDPOINT_URL"] = scenario.address
      variables["AWS_EC2_METADATA_DISABLED"] = "true"
      return try AWSSession(
        AWSEnvironment(variables: variables, files: World(), transport: Self.transport), region: region)
    }
  }

  /// The form fields of the requests for roles, in order, but for what names the operation.
  private func roleRequests(_ scenario: AWSScenario) async throws -> [String] {
    try await scenario.requests().filter { $0["operation"]?.string?.hasPrefix("AssumeRole") == true }
      .compactMap { $0["body"]?.string }
      .map { body in
        body.split(separator: "&").filter { !$0.hasPrefix("Action=") && !$0.hasPrefix("Version=") }
          .joined(separator: " ")
          .replacing("arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2F", with: "…")
      }
  }

  // MARK: Whose credentials

  @Test("a preview asks with the user's own credentials, whatever roles the store names")
  func own() async throws {
    let scenario = try await scenario()
    let source = try await sources(scenario, .own()).source(
      for: store(["role": .string(Self.role + "reader")]), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
  }

  @Test("the store's roles are assumed in order; external ID, tags and transitive keys belong to the last")
  func roles() async throws {
    let scenario = try await scenario()
    let settings: JSON = [
      "additionalRoles": [.string(Self.role + "one"), .string(Self.role + "two")],
      "role": .string(Self.role + "last"), "externalID": "ex",
      "sessionTags": [["key": "team", "value": "shop"], ["key": "env", "value": "prod"]],
      "transitiveTagKeys": ["team"],
    ]
    let source = try await sources(scenario, .ownThroughStoreRoles).source(for: store(settings), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    #expect(try await scenario.calls() == ["AssumeRole": 3, "GetSecretValue": 1])
    let session = "RoleSessionName=kubectl-extsecret"
    #expect(
      try await roleRequests(scenario) == [
        "RoleArn=…one \(session)", "RoleArn=…two \(session)",
        "RoleArn=…last \(session) ExternalId=ex Tags.member.1.Key=team Tags.member.1.Value=shop "
          + "Tags.member.2.Key=env Tags.member.2.Value=prod TransitiveTagKeys.member.1=team",
      ])
  }

  @Test("sessionTagsPolicy tags sessions with namespace, store and kind, Custom with tags of one's own besides")
  func sessionTags() async throws {
    let scenario = try await scenario()
    let settings: JSON = [
      "role": .string(Self.role + "r"), "sessionTagsPolicy": "Custom",
      "customSessionTags": ["team": "shop", "esoNamespace": "forged", "empty": ""],
    ]
    let source = try await sources(scenario, .ownThroughStoreRoles)
      .source(for: store(settings, kind: "ClusterSecretStore"), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    #expect(
      try await roleRequests(scenario) == [
        "RoleArn=…r RoleSessionName=kubectl-extsecret Tags.member.1.Key=esoNamespace Tags.member.1.Value=shop "
          + "Tags.member.2.Key=esoStoreKind Tags.member.2.Value=ClusterSecretStore "
          + "Tags.member.3.Key=esoStoreName Tags.member.3.Value=store "
          + "Tags.member.4.Key=team Tags.member.4.Value=shop"
      ])
  }

  @Test("as the controller, the store's Secret has the keys, and its role is assumed with them")
  func controller() async throws {
    let scenario = try await scenario()
    let secret: JSON = [
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "aws", "namespace": "shop"],
      "data": ["id": "QUtJQUVYQU1QTEU=", "key": "c2VjcmV0ZXhhbXBsZQ=="],
    ]
    let settings: JSON = [
      "role": .string(Self.role + "r"),
      "auth": [
        "secretRef": [
          "accessKeyIDSecretRef": ["name": "aws", "key": "id"],
          "secretAccessKeySecretRef": ["name": "aws", "key": "key"],
        ]
      ],
    ]
    let credentials = StoreCredentials(cluster: World(objects: [Manifest(secret)]), requestToken: nil)
    let source = try await sources(scenario, .controller(credentials)).source(for: store(settings), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    let signers = try await scenario.requests().compactMap { $0["authorization"]?.string }
    #expect(signers.first?.contains("Credential=AKIAEXAMPLE/") == true && signers.count == 2)
    #expect(signers.last?.contains("Credential=ASIA") == true)
  }

  @Test("a ServiceAccount's token, for the audiences its annotation and the store name, becomes its annotated role")
  func serviceAccount() async throws {
    let scenario = try await scenario()
    let account: JSON = [
      "apiVersion": "v1", "kind": "ServiceAccount",
      "metadata": [
        "name": "reader", "namespace": "shop",
        "annotations": [
          "eks.amazonaws.com/role-arn": .string(Self.role + "irsa"), "eks.amazonaws.com/audience": "aud",
        ],
      ],
    ]
    let asked = Mutex<[String]>([])
    let credentials = StoreCredentials(cluster: World(objects: [Manifest(account)])) {
      (namespace, name, audiences) async throws(ClusterReadError) in
      asked.withLock { $0 = [namespace, name] + audiences }
      return SecretBytes(utf8: "made.up.token")
    }
    let settings: JSON = [
      "auth": ["jwt": ["serviceAccountRef": ["name": "reader", "namespace": "other", "audiences": ["more"]]]]
    ]
    let source = try await sources(scenario, .controller(credentials)).source(for: store(settings), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    // A SecretStore may not name another namespace.
    #expect(asked.withLock { $0 } == ["shop", "reader", "aud", "more"])
    #expect(
      try await roleRequests(scenario) == [
        "RoleArn=…irsa RoleSessionName=external-secrets-provider-aws WebIdentityToken=made.up.token"
      ])
  }

  @Test("a store without credentials is read with one's own as the controller, and that is said")
  func ambient() async throws {
    let said = Mutex("")
    let credentials = StoreCredentials(cluster: World(), requestToken: nil)
    _ = try await sources(try await scenario(), .controller(credentials), note: { text in said.withLock { $0 = text } })
      .source(for: store([:]), namespace: "shop")
    #expect(said.withLock { $0 }.contains("the controller uses its own identity"))
  }

  // MARK: Where

  @Test(
    "the region of a flag goes before the store's, the store's before the variables'", arguments: [nil, "ap-south-1"])
  func region(flag: String?) async throws {
    let scenario = try await scenario()
    let variables = [
      "AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own", "AWS_REGION": "us-east-2",
    ]
    let source = try await sources(scenario, .own(), region: flag, variables: variables)
      .source(for: store([:]), namespace: "shop")
    let region = flag ?? "eu-west-1"
    #expect(source.description == "AWS Secrets Manager in \(region)")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    let signature = try await scenario.requests().first?["authorization"]?.string
    #expect(signature?.contains("/\(region)/secretsmanager/") == true)
  }

  // MARK: Denials

  @Test("a denial that does not say whom it denies is completed by STS, which is asked once")
  func denied() async throws {
    let fault: JSON = [
      "operation": "GetSecretValue", "kind": "error", "code": "AccessDeniedException",
      "message": "Access to KMS is not allowed",
    ]
    let scenario = try await scenario([fault])
    let source = try await sources(scenario, .own()).source(for: store([:]), namespace: "shop")
    for key in ["a", "b"] {
      let error = await #expect(throws: SecretSourceError.self) { try await source.secret(RemoteReference(key: key)) }
      guard case .unavailable(let cause, let hint)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(cause.hasPrefix("arn:aws:sts::123456789012:user/moto may not use the KMS key that encrypts it"))
      #expect(hint?.contains("--assume-store-role") == true)
    }
    #expect(try await scenario.calls() == ["GetSecretValue": 2, "GetCallerIdentity": 1])
  }
}
