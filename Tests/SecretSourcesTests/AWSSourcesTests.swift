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
struct AWSSourcesTests: AWSStores {
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

  @Test(
    "names that are near are looked for among the first pages only, once a run",
    arguments: [
      ("SecretsManager", "ListSecrets", "SecretList"), ("ParameterStore", "DescribeParameters", "Parameters"),
    ])
  func nearNames(service: String, operation: String, list: String) async throws {
    // An account without end.
    let page: JSON = [list: [["Name": "pre/prod/api"], ["Name": "other"]], "NextToken": "more"]
    let scenario = try await scenario([
      ["operation": .string(operation), "kind": "answer", "body": .string(page.text())]
    ])
    let source = try await sources(scenario, .own()).source(
      for: store(["service": .string(service), "prefix": "pre/"]), namespace: "shop")
    for _ in 0..<2 { #expect(await Set(source.names(near: "prod/apj")) == ["prod/api"]) }
    #expect(try await scenario.calls() == [operation: 5])
  }

  @Test("a hint at near names is worth one attempt, not the patience that a value is")
  func impatientHint() async throws {
    let scenario = try await scenario([
      ["operation": "ListSecrets", "kind": "error", "code": "ThrottlingException", "message": "Rate exceeded"]
    ])
    let source = try await sources(scenario, .own()).source(for: store([:]), namespace: "shop")
    #expect(await source.names(near: "prod/apj").isEmpty)
    #expect(try await scenario.calls() == ["ListSecrets": 1])
  }
}
