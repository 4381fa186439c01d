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

  /// The Secret with the keys AKIAEXAMPLE, and the `auth` that refers to it.
  private static func keys(in namespace: String) -> Manifest {
    Manifest([
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "aws", "namespace": .string(namespace)],
      "data": ["id": "QUtJQUVYQU1QTEU=", "key": "c2VjcmV0ZXhhbXBsZQ=="],
    ])
  }
  private static let keyReference: JSON = [
    "secretRef": [
      "accessKeyIDSecretRef": ["name": "aws", "key": "id"], "secretAccessKeySecretRef": ["name": "aws", "key": "key"],
    ]
  ]

  /// The credentials of stores whose keys are in these namespaces.
  private static func storeKeys(_ namespaces: String...) -> StoreCredentials {
    StoreCredentials(cluster: World(objects: namespaces.map(keys)), requestToken: nil)
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
    let settings: JSON = ["role": .string(Self.role + "r"), "auth": Self.keyReference]
    let credentials = Self.storeKeys("shop")
    let source = try await sources(scenario, .controller(credentials)).source(for: store(settings), namespace: "shop")
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    let signers = try await scenario.requests().compactMap { $0["authorization"]?.string }
    #expect(signers.first?.contains("Credential=AKIAEXAMPLE/") == true && signers.count == 2)
    #expect(signers.last?.contains("Credential=ASIA") == true)
  }

  @Test("stores of two namespaces that refer to the same key share what it reads")
  func sameKey() async throws {
    let scenario = try await scenario()
    let sources = sources(scenario, .controller(Self.storeKeys("shop", "other")))
    for namespace in ["shop", "other"] {
      let source = try await sources.source(
        for: store(["auth": Self.keyReference], kind: "ClusterSecretStore"), namespace: namespace)
      await #expect(throws: SecretSourceError.notFound) { try await source.secret(Self.missing) }
    }
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
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
    let source = try await sources(scenario, .own()).source(
      for: store(["role": .string(Self.role + "r")]), namespace: "shop")
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

  @Test("where something isn't there, the store's roles and credentials are hinted at if they were left out")
  func alternatives() async throws {
    let scenario = try await scenario()
    let withRole = try await sources(scenario, .own()).source(
      for: store(["role": .string(Self.role + "r")]), namespace: "shop")
    #expect(withRole.absenceHint?.hasSuffix("the store's role may look elsewhere: --assume-store-role") == true)
    let withKeys = try await sources(scenario, .own()).source(
      for: store(["auth": ["secretRef": [:]]]), namespace: "shop")
    #expect(withKeys.absenceHint?.hasSuffix("the store's own identity may look elsewhere: --as-controller") == true)
    let plain = try await sources(scenario, .own()).source(for: store([:]), namespace: "shop")
    #expect(plain.absenceHint == "look in another region (--region) or account (--profile)")
    let assumed = try await sources(scenario, .ownThroughStoreRoles).source(
      for: store(["role": .string(Self.role + "r")]), namespace: "shop")
    #expect(assumed.absenceHint == plain.absenceHint)
  }

  // MARK: Whether the controller fails too

  /// What asking a source came to.
  private enum Verdict: Equatable {
    case value
    case absent
    case controllerFails(String)
    case onlyHere(String)
    case unread
  }

  private func verdict(_ body: () async throws(SecretSourceError) -> Void) async -> Verdict {
    do throws(SecretSourceError) {
      try await body()
      return .value
    } catch .notFound {
      return .absent
    } catch .failed(let cause, _) {
      return .controllerFails(cause)
    } catch .unavailable(let cause, _) {
      return .onlyHere(cause)
    } catch {
      return .unread
    }
  }

  @Test(
    "credentials that can't be had are no missing secret, and no failure of the controller's",
    arguments: ["ResourceNotFoundException", "InvalidIdentityToken"], [false, true])
  func failingCredentials(code: String, isAsController: Bool) async throws {
    let scenario = try await scenario([
      ["operation": "AssumeRoleWithWebIdentity", "kind": "xml", "status": 400, "code": .string(code), "message": "no"]
    ])
    let variables = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/null", "AWS_ROLE_ARN": Self.role + "r", "AWS_REGION": "eu-west-1",
    ]
    let identity: AWSSources.IdentityChoice =
      isAsController ? .controller(StoreCredentials(cluster: World(), requestToken: nil)) : .own()
    let sources = AWSSources(identity: identity) { () throws(AWSError) in
      var all = EnvironmentVariables(variables)
      all["AWS_ENDPOINT_URL"] = scenario.address
      return try AWSSession(AWSEnvironment(variables: all, files: TokenFile(), transport: Self.transport))
    }
    let source = try await sources.source(for: store([:]), namespace: "shop")
    guard case .onlyHere = await verdict({ () throws(SecretSourceError) in _ = try await source.secret(Self.missing) })
    else {
      Issue.record("taken for the controller's answer")
      return
    }
    #expect(try await scenario.calls() == ["AssumeRoleWithWebIdentity": 1])
  }

  /// A token, whatever the path.
  private struct TokenFile: FileReader {
    func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
      guard path == "/dev/null" else { throw FileError(path: path, reason: .missing) }
      return Array("a.b.c".utf8)
    }
  }

  @Test(
    "of what a store refers to, what isn't there fails the controller, and what may not be read fails only this run",
    arguments: [
      (["secretRef": ["accessKeyIDSecretRef": ["name": "aws", "key": "id"]]], "lacks secretAccessKeySecretRef", true),
      (["secretRef": [:]], "lacks secretAccessKeySecretRef", true),
      (
        ["secretRef": ["secretAccessKeySecretRef": ["name": "none", "key": "id"]]], "there is no Secret shop/none",
        true
      ),
      (
        ["secretRef": ["secretAccessKeySecretRef": ["name": "secret", "key": "id"]]],
        "Secret shop/secret can't be read: forbidden", false
      ),
      (["jwt": ["serviceAccountRef": ["name": "plain"]]], "an IAM role must be associated with service account", true),
      (["jwt": ["serviceAccountRef": ["name": "irsa"]]], "needs a live cluster", false),
    ] as [(JSON, String, Bool)])
  func storeCredentials(auth: JSON, cause: String, failsController: Bool) async throws {
    struct Cluster: ClusterReader {
      func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
        if query.name == "secret" { throw ClusterReadError("forbidden") }
        guard query.kind == .serviceAccount else { return nil }
        let annotations: JSON = query.name == "irsa" ? ["eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/r"] : [:]
        return Manifest([
          "apiVersion": "v1", "kind": "ServiceAccount",
          "metadata": ["name": .string(query.name), "namespace": "shop", "annotations": annotations],
        ])
      }

      func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
        -> [Manifest]
      { [] }
    }
    let credentials = StoreCredentials(cluster: Cluster(), requestToken: nil)
    let sources = sources(try await scenario(), .controller(credentials))
    let store = try store(["auth": auth])
    let found = await verdict { () throws(SecretSourceError) in
      _ = try await sources.source(for: store, namespace: "shop")
    }
    switch found {
    case .controllerFails(let text): #expect(failsController && text.contains(cause), "\(text)")
    case .onlyHere(let text): #expect(!failsController && text.contains(cause), "\(text)")
    default: Issue.record("\(found)")
    }
  }

  @Test("an interval of retries that is no duration keeps the controller from making its client")
  func retryInterval() async throws {
    var store = try store([:])
    let manifest: JSON = [
      "apiVersion": "external-secrets.io/v1", "kind": "SecretStore",
      "metadata": ["name": "store", "namespace": "shop"],
      "spec": [
        "retrySettings": ["retryInterval": "10"],
        "provider": ["aws": ["service": "SecretsManager", "region": "eu-west-1"]],
      ],
    ]
    store = SecretStore.decode(Manifest(manifest)).object
    let sources = sources(try await scenario(), .own())
    let asked = store
    let found = await verdict { () throws(SecretSourceError) in
      _ = try await sources.source(for: asked, namespace: "shop")
    }
    guard case .controllerFails(let cause) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(cause.contains(#"retrySettings.retryInterval "10" is no duration"#))
  }

  @Test("Certificate Manager fails where the controller's does, and is not read otherwise")
  func certificates() async throws {
    let source = try await sources(try await scenario(), .own())
      .source(for: store(["service": "CertificateManager"]), namespace: "shop")
    let arn = RemoteReference(key: "arn:aws:acm:eu-west-1:1:certificate/c")
    let read = await verdict { () throws(SecretSourceError) in _ = try await source.secret(arn) }
    #expect(read == .unread)
    let extract = await verdict { () throws(SecretSourceError) in _ = try await source.secretMap(arn) }
    #expect(extract == .controllerFails("operation not supported by AWS Certificate Manager provider: extract"))
  }

  // MARK: Searches

  private func found(_ sources: AWSSources) async throws -> Verdict {
    let source = try await sources.source(for: store([:]), namespace: "shop")
    return await verdict { () throws(SecretSourceError) in
      let query = FindQuery(path: "app", name: "^app/")
      let keys = try await source.find(query).map(\.key.text)
      #expect(keys == ["app/a"])
    }
  }

  @Test("what the user may not read is missing in no search; the controller passes over what it may not read")
  func deniedItem() async throws {
    let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
    func answer(_ denied: String) -> JSON {
      let pages: JSON = [
        "SecretValues": [["Name": "app/a", "ARN": .string(arn + "app/a-abcdef"), "SecretString": "a"]],
        "Errors": [
          ["SecretId": .string(arn + denied + "-abcdef"), "ErrorCode": "AccessDeniedException", "Message": "no"]
        ],
      ]
      return ["operation": "BatchGetSecretValue", "kind": "answer", "body": .string(pages.text())]
    }
    let own = try await found(sources(try await scenario([answer("app/b")]), .own()))
    guard case .onlyHere(let cause) = own else {
      Issue.record("\(own)")
      return
    }
    #expect(cause.contains("may not do secretsmanager:GetSecretValue on app/b"))
    #expect(try await found(sources(try await scenario([answer("other/b")]), .own())) == .value)
    let credentials = Self.storeKeys("shop")
    let controller = try await sources(try await scenario([answer("app/b")]), .controller(credentials))
      .source(for: store(["auth": Self.keyReference]), namespace: "shop")
    #expect(try await controller.find(FindQuery(path: "app", name: "^app/")).map(\.key.text) == ["app/a"])
    let denied = try await scenario([
      ["operation": "BatchGetSecretValue", "kind": "error", "code": "AccessDeniedException", "message": "no"]
    ])
    let forbidden = try await sources(denied, .controller(credentials))
      .source(for: store(["auth": Self.keyReference]), namespace: "shop")
    let verdict = await verdict { () throws(SecretSourceError) in
      _ = try await forbidden.find(FindQuery(path: "app", name: "^app/"))
    }
    guard case .controllerFails = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(try await denied.calls() == ["BatchGetSecretValue": 1, "GetCallerIdentity": 1])
  }
}
