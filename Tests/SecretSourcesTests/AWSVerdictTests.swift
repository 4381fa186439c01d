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

/// Whether what goes wrong with AWS goes wrong for the controller too.
@Suite(
  "Failures of stores with provider aws",
  .enabled(if: LoopbackServer.motoPython != nil, "moto is not installed: run script/servers/python"))
struct AWSVerdictTests: AWSStores {
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
      return try AWSSession(AWSEnvironment(variables: all, files: TokenFile(), transport: World.transport))
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
