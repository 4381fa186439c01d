import Basics
import HTTP
import Kubernetes
import Synchronization
import System
import Testing

@Suite("Talking to the API server")
struct KubernetesClientTests {
  private let found = #"{"kind": "Secret", "metadata": {"name": "a"}}"#
  private let missing = #"{"kind": "Status", "code": 404, "reason": "NotFound", "details": {"name": "a"}}"#

  @Test("A request carries token, impersonation and trust, and names itself")
  func headers() async throws {
    let server = ScriptedTransport([.response(200, found)])
    let client = KubernetesClient.scripted(server) {
      $0.authentication = .token(SecretBytes(utf8: "tok"))
      $0.impersonation.user = "jane"
      $0.impersonation.groups = ["a", "b"]
      $0.impersonation.extra = ["x/y": ["1"]]
      $0.certificateAuthority = [1]
      $0.tlsServerName = "name"
      $0.requestTimeout = .seconds(3)
      $0.proxyURL = "socks5://p:1"
    }
    #expect(try await client.get(.secrets, namespace: "n s", name: "a:b")?["kind"] == "Secret")
    let request = try #require(await server.requests.first)
    #expect(request.url == "https://test:443/api/v1/namespaces/n%20s/secrets/a%3Ab")
    #expect(request.headers["Authorization"] == "Bearer tok")
    #expect(request.headers["Impersonate-User"] == "jane")
    #expect(request.headers.fields.filter { $0.name == "Impersonate-Group" }.map(\.value) == ["a", "b"])
    #expect(request.headers["Impersonate-Extra-x%2Fy"] == "1")
    #expect(request.headers["User-Agent"] == "test")
    #expect(request.tls == TLSConfiguration(certificateAuthority: [1], serverName: "name"))
    #expect(request.timeout == .seconds(3))
    #expect(request.proxy == .url("socks5://p:1"))
  }

  @Test(
    "A name that would lead elsewhere is refused before anything is sent",
    arguments: [".", "..", "a/b", "../../kube-system", "a%2fb"])
  func names(name: String) async throws {
    let server = ScriptedTransport([.response(200, found)])
    let client = KubernetesClient.scripted(server)
    let asObject = try #require(await failure { _ = try await client.get(.secrets, namespace: "n", name: name) })
    #expect(asObject.located.message.hasPrefix("\"\(name)\" is no name of a Secret: it may not "))
    let asNamespace = try #require(await failure { _ = try await client.list(.secrets, namespace: name) })
    #expect(asNamespace.located.message.hasPrefix("\"\(name)\" is no name of a Namespace: it may not "))
    #expect(await server.requests.isEmpty)
  }

  @Test("A missing object is nil; a missing kind is an error that says how to install it")
  func notFound() async throws {
    let server = ScriptedTransport([.response(404, missing), .response(404, "404 page not found\n")])
    let client = KubernetesClient.scripted(server)
    #expect(try await client.get(.secrets, namespace: "n", name: "a") == nil)
    let externalSecrets = APIResource(group: "external-secrets.io", name: "externalsecrets", kind: "ExternalSecret")
    let error = try #require(await failure { _ = try await client.list(externalSecrets) })
    #expect(error == .notServed(externalSecrets))
    #expect(error.located.hint?.contains("CRDs") == true)
  }

  @Test("403 says who may not do what, and the RBAC rule that would allow it")
  func forbidden() async throws {
    let status = """
      {"kind": "Status", "reason": "Forbidden", "message": "secrets \\"a\\" is forbidden: User \\"jane\\" cannot get resource \\"secrets\\" in …",
       "details": {"name": "a", "kind": "secrets"}}
      """
    let client = KubernetesClient.scripted(ScriptedTransport([.response(403, status)]))
    let error = try #require(await failure { _ = try await client.get(.secrets, namespace: "team", name: "a") })
    #expect(error.located.message == #"user "jane" may not get secrets "a" in namespace "team""#)
    #expect(
      error.located.hint == """
        this rule would allow it:
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: kubectl-extsecret, namespace: "team"}
        rules:
        - apiGroups: [""]
          resources: ["secrets"]
          verbs: ["get"]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: kubectl-extsecret, namespace: "team"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: kubectl-extsecret}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "jane"}
        """)
    let clusterWide = ResourceAttributes("list", .secrets).grant(to: "system:serviceaccount:ns:robot")
    #expect(clusterWide.contains("kind: ClusterRole\n"))
    #expect(clusterWide.contains(#"- {kind: ServiceAccount, namespace: "ns", name: "robot"}"#))
  }

  @Test("The server's message and causes are kept")
  func causes() async throws {
    let status = """
      {"kind": "Status", "reason": "Invalid", "message": "it is invalid",
       "details": {"name": "a", "causes": [{"field": "spec.x", "message": "must be set", "reason": "FieldValueRequired"}]}}
      """
    let client = KubernetesClient.scripted(ScriptedTransport([.response(422, status)]))
    let error = try #require(
      await failure { _ = try await client.patch(.secrets, namespace: "n", name: "a", [:]) })
    #expect(
      error.located.description
        == "Secret n/a: patch secrets \"a\" in namespace \"n\": it is invalid; spec.x: must be set")
  }

  @Test("An expired token is said to be expired")
  func expiredToken() async throws {
    let claims = Base64.url.encode(Array(#"{"exp": 1000}"#.utf8)).filter { $0 != "=" }
    let client = KubernetesClient.scripted(ScriptedTransport([.response(401, #"{"kind": "Status"}"#)])) {
      $0.authentication = .token(SecretBytes(utf8: "h.\(claims).s"))
    }
    let error = try #require(await failure { _ = try await client.get(.secrets, namespace: "n", name: "a") })
    #expect(error.located.message.hasSuffix("they expired at 1970-01-01T00:16:40Z"))
  }

  @Test("429 and 5xx are met with the wait the server asks for")
  func retryAfter() async throws {
    let server = ScriptedTransport([
      .response(429, "busy", ["Retry-After": "0"]), .response(503, "", ["Retry-After": "0"]), .response(200, found),
    ])
    #expect(try await KubernetesClient.scripted(server).get(.secrets, namespace: "n", name: "a") != nil)
    #expect(await server.requests.count == 3)
  }

  @Test("What may have happened is not done again: a create that the connection broke under")
  func notRepeated() async {
    let server = ScriptedTransport([.failure(.reset), .response(201, found)])
    let error = await failure {
      _ = try await KubernetesClient.scripted(server).create([:], as: .secrets, namespace: "n")
    }
    #expect(error == .connection(HTTPError(.reset, server: "https://test:443")))
  }

  @Test("A refused connection is final at first, and a restart once the server has answered")
  func restart() async throws {
    let down = KubernetesClient.scripted(ScriptedTransport([.failure(.refused), .response(200, found)]))
    #expect(await failure { _ = try await down.get(.secrets, namespace: "n", name: "a") } != nil)
    let server = ScriptedTransport([
      .response(200, found), .failure(.refused), .failure(.refused), .response(200, found),
    ])
    let client = KubernetesClient.scripted(server)
    for _ in 0..<2 { #expect(try await client.get(.secrets, namespace: "n", name: "a") != nil) }
  }

  @Test("A list is read page by page; where the server has forgotten the state it begins anew")
  func pages() async throws {
    let server = ScriptedTransport([
      .response(200, #"{"items": [{"n": 1}], "metadata": {"continue": "c1", "resourceVersion": "5"}}"#),
      .response(410, #"{"kind": "Status", "code": 410, "reason": "Expired"}"#),
      .response(200, #"{"items": [{"n": 1}], "metadata": {"continue": "c2", "resourceVersion": "9"}}"#),
      .response(200, #"{"items": [{"n": 2}], "metadata": {"resourceVersion": "9"}}"#),
    ])
    let list = try await KubernetesClient.scripted(server).list(
      .secrets, options: ListOptions(labelSelector: "a=b,c", pageSize: 1)
    ) { $0["n"]?.int }
    #expect(list == ObjectList(items: [1, 2], resourceVersion: "9"))
    #expect(
      await server.requests.map {
        $0.url.replacing("https://test:443/api/v1/secrets?labelSelector=a%3Db%2Cc", with: "")
      }
        == ["&limit=1", "&limit=1&continue=c1", "&limit=1", "&limit=1&continue=c2"])
  }

  @Test("The items of a list say what they are")
  func typedItems() async throws {
    let server = ScriptedTransport([.response(200, #"{"items": [{"data": {}}]}"#)])
    let list = try await KubernetesClient.scripted(server).list(.secrets)
    #expect(list.items == [["apiVersion": "v1", "kind": "Secret", "data": [:]]])
  }

  @Test("The kind is found in the first version that is understood and served, asked for once")
  func discovery() async throws {
    let server = ScriptedTransport([
      .response(404, ""),
      .response(
        200, #"{"resources": [{"name": "x/status", "kind": "X"}, {"name": "x", "kind": "X", "namespaced": true}]}"#),
    ])
    let client = KubernetesClient.scripted(server)
    let expected = APIResource(group: "g", version: "v1beta1", name: "x", kind: "X")
    for _ in 0..<2 { #expect(try await client.served("x", group: "g", versions: ["v1", "v1beta1"]) == expected) }
    #expect(await server.requests.count == 2)
  }

  @Test("The server's warnings are passed on, each once")
  func warnings() async throws {
    let headers: HTTPHeaders = ["Warning": #"299 - "v1beta1 is \"old\"""#]
    let server = ScriptedTransport([.response(200, found, headers), .response(200, found, headers)])
    let heard = Heard()
    let client = KubernetesClient.scripted(server, warn: { heard.add($0) })
    for _ in 0..<2 { _ = try await client.get(.secrets, namespace: "n", name: "a") }
    #expect(heard.texts == [#"v1beta1 is "old""#])
  }

  @Test("Writes say who writes, and a dry run is one")
  func writes() async throws {
    let server = ScriptedTransport([.response(200, found), .response(200, found)])
    let client = KubernetesClient.scripted(server)
    _ = try await client.patch(
      .secrets, namespace: "n", name: "a", ["status": [:]], subresource: "status", options: WriteOptions(isDryRun: true)
    )
    _ = try await client.patch(.secrets, namespace: "n", name: "a", [:], kind: .apply, force: true)
    let requests = await server.requests
    #expect(
      requests.map { $0.url.replacing("https://test:443/api/v1/namespaces/n/secrets/a", with: "") } == [
        "/status?fieldManager=kubectl-extsecret&dryRun=All&fieldValidation=Strict",
        "?fieldManager=kubectl-extsecret&fieldValidation=Strict&force=true",
      ])
    #expect(
      requests.map { $0.headers["Content-Type"] } == ["application/merge-patch+json", "application/apply-patch+yaml"])
  }

  @Test("An answer that isn't JSON is told apart from a refusal")
  func unreadable() async {
    let client = KubernetesClient.scripted(ScriptedTransport([.response(200, "<html>sign in</html>")]))
    let error = await failure { _ = try await client.serverVersion() }
    guard case .unreadable = error else { Issue.record("\(String(describing: error))"); return }
  }
}

/// What a client warned of.
final class Heard: Sendable {
  private let list = Mutex<[String]>([])
  var texts: [String] { list.withLock { $0 } }
  func add(_ text: String) { list.withLock { $0.append(text) } }
}

/// The error that `body` ends with.
func failure(_ body: () async throws -> Void) async -> KubernetesError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? KubernetesError
  }
}
