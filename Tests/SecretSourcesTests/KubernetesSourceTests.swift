import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// The `kubernetes` provider's own rules.
@Suite struct KubernetesSourceTests {
  /// Two Secrets of the namespace `remote`.
  private struct Cluster: ClusterReader {
    let secrets: [Manifest]

    init() throws {
      secrets = try [
        #"""
        {"apiVersion": "v1", "kind": "Secret",
         "metadata": {"name": "db", "namespace": "remote", "labels": {"app": "db"}, "annotations": {"a": "{\"k\": 1}"}},
         "data": {"user": "YWRtaW4=", "file.json": "eyJ4IjogMX0=", "json": "eyJhIjogeyJiIjogIng8eSJ9LCAibiI6IDIuNTB9",
                  "bin": "/wA="}}
        """#,
        #"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "other", "namespace": "remote"}}"#,
      ].map { Manifest(try JSON.parse($0)) }
    }

    func object(_ query: ObjectQuery) async throws(ClusterReadError) -> Manifest? {
      secrets.first { $0.name == query.name && $0.namespace == query.namespace }
    }

    func objects(_ kind: ObjectKind, namespace: String?, labels: LabelSelector) async throws(ClusterReadError)
      -> [Manifest]
    {
      secrets.filter { $0.namespace == namespace && labels.matches($0.labels) }
    }
  }

  private func source() throws -> KubernetesSource { KubernetesSource(cluster: try Cluster(), namespace: "remote") }

  private func text(_ property: String, _ policy: MetadataPolicy = .none) async throws -> String {
    let value = try await source().secret(RemoteReference(key: "db", property: property, metadataPolicy: policy))
    return String(decoding: value.reveal(), as: UTF8.self)
  }

  @Test("A property is a key of the Secret, dots and all, or a key with a gjson path behind it")
  func property() async throws {
    #expect(try await text("user") == "admin")
    #expect(try await text("file.json") == #"{"x": 1}"#)
    #expect(try await text("json.a.b") == "x<y")
  }

  @Test("Without a property the data is a JSON object of strings; bytes that are no text are replaced")
  func wholeData() async throws {
    let whole = try JSON.parse(try await text(""))
    #expect(whole.object?.map(\.key) == ["bin", "file.json", "json", "user"])
    #expect(whole["bin"]?.string == "\u{FFFD}\0")
  }

  @Test("metadataPolicy Fetch reads labels and annotations")
  func metadata() async throws {
    #expect(try await text("", .fetch) == #"{"annotations":{"a":"{\"k\": 1}"},"labels":{"app":"db"}}"#)
    #expect(try await text("labels", .fetch) == #"{"app":"db"}"#)
    #expect(try await text("labels.app", .fetch) == "db")
    #expect(try await text("annotations.a.k", .fetch) == "1")
  }

  @Test("A missing Secret is an error for a single value, and absent for extract")
  func missing() async throws {
    let source = try source()
    await #expect {
      try await source.secret(RemoteReference(key: "nope"))
    } throws: { error in
      guard case .failed = error as? SecretSourceError else { return false }
      return true
    }
    await #expect(throws: SecretSourceError.notFound) { try await source.secretMap(RemoteReference(key: "nope")) }
  }

  @Test("Extract gives the data itself; with a property the members of a JSON value, strings in quotes")
  func extract() async throws {
    let source = try source()
    #expect(try await source.secretMap(RemoteReference(key: "db"))["user"] == SecretBytes(utf8: "admin"))
    let members = try await source.secretMap(RemoteReference(key: "db", property: "json"))
    #expect(members == ["a": SecretBytes(utf8: #"{"b":"x<y"}"#), "n": SecretBytes(utf8: "2.5")])
    let quoted = try await source.secretMap(RemoteReference(key: "db", property: "file.json"))
    #expect(quoted == ["x": SecretBytes(utf8: "1")])
  }

  @Test("Find looks by labels, else by name")
  func find() async throws {
    let source = try source()
    #expect(try await source.find(FindQuery(name: "^o")).map(\.remoteKey) == ["other"])
    #expect(try await source.find(FindQuery(tags: ["app": "db"])).map(\.remoteKey) == ["db"])
    #expect(try await source.find(FindQuery(name: "^o", tags: [:])).map(\.remoteKey) == ["db", "other"])
    let error = await #expect(throws: SecretSourceError.self) {
      try await source.find(FindQuery(tags: ["app": "a b"]))
    }
    guard case .failed(let cause, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(cause.contains("unable to validate selector tags"))
  }

  @Test(
    "A store that the controller can't connect with reads nothing",
    arguments: [
      (["server": ["url": "https://kubernetes.default.svc"]], "no auth provider given"),
      (["auth": ["serviceAccount": ["name": "sa"]]], "no server URL provided"),
      (
        ["server": [:], "auth": ["serviceAccount": ["name": "sa"]], "authRef": ["name": "s", "key": "k"]],
        "authRef and inline auth cannot both be set"
      ),
      (["server": [:], "auth": ["serviceAccount": ["name": "sa"]]], nil),
    ] as [(JSON, String?)])
  func connection(kubernetes: JSON, problem: String?) async throws {
    let manifest: JSON = [
      "apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "metadata": ["name": "s", "namespace": "default"],
      "spec": ["provider": ["kubernetes": kubernetes]],
    ]
    let sources = StoreSources(cluster: try Cluster(), aws: nil)
    do throws(SecretSourceError) {
      _ = try await sources.source(for: SecretStore.decode(Manifest(manifest)).object, namespace: "default")
      #expect(problem == nil)
    } catch {
      guard case .failed(let cause, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(cause == problem)
    }
  }
}
