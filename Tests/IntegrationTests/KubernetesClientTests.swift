import Basics
import ExternalSecrets
import Foundation
import HTTP
import Kubernetes
import SyncStatus
import TestSupport
import Testing

/// The client, on the real API server.
@Suite struct KubernetesClientTests {
  private let cluster: TestCluster
  private let client: KubernetesClient
  private let namespace: String

  init() async throws {
    cluster = try TestCluster.current()
    client = try cluster.client()
    namespace = try await cluster.ownNamespace()
  }

  private func configMap(_ name: String, _ data: JSON = [:]) -> JSON {
    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data]
  }

  private func externalSecret(_ name: String, _ spec: JSON = [:]) -> JSON {
    [
      "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": ["name": .string(name)],
      "spec": spec,
    ]
  }

  @Test("What the server serves is found out: its version, both groups, the preferred version of a kind")
  func discovery() async throws {
    let version = try await client.serverVersion()
    #expect(version.major == 1 && version.minor >= 20)
    let group = try #require(try await client.group("external-secrets.io"))
    #expect(group.versions.contains("v1") && group.preferredVersion == "v1")
    #expect(try await client.group("nobody.example") == nil)
    for (group, versions) in [("external-secrets.io", ["v1", "v1beta1"]), ("kubernetes-client.io", ["v1"])] {
      let found = try #require(try await client.served("externalsecrets", group: group, versions: versions))
      #expect(found.version == "v1" && found.isNamespaced)
    }
  }

  @Test("A list comes in pages, selected by labels and fields")
  func pages() async throws {
    for number in 0..<7 {
      var object = configMap("m\(number)")
      object = [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": .string("m\(number)"), "labels": ["odd": number % 2 == 1 ? "yes" : "no"]],
      ]
      _ = try await client.create(object, as: .configMaps, namespace: namespace)
    }
    func names(_ options: ListOptions) async throws -> [String] {
      try await client.list(.configMaps, namespace: namespace, options: options) {
        $0["metadata"]?["name"]?.string
      }.items.filter { $0.hasPrefix("m") }
    }
    #expect(try await names(ListOptions(pageSize: 2)) == (0..<7).map { "m\($0)" })
    #expect(try await names(ListOptions(labelSelector: "odd=yes", pageSize: 2)) == ["m1", "m3", "m5"])
    #expect(try await names(ListOptions(fieldSelector: "metadata.name=m4")) == ["m4"])
  }

  @Test("An object that isn't there is nil, also in a namespace that isn't; a kind that isn't is an error")
  func missing() async throws {
    #expect(try await client.get(.secrets, namespace: namespace, name: "nope") == nil)
    #expect(try await client.get(.secrets, namespace: "nope", name: "nope") == nil)
    let unknown = APIResource(
      group: "external-secrets.io", version: "v9", name: "externalsecrets", kind: "ExternalSecret")
    await #expect(throws: KubernetesError.notServed(unknown)) { _ = try await client.list(unknown) }
  }

  @Test("A watch reports what happens, in order, from a snapshot on")
  func watch() async throws {
    _ = try await client.create(configMap("first"), as: .configMaps, namespace: namespace)
    let options = ListOptions(fieldSelector: "metadata.name=first")
    var watch = client.watch(.configMaps, namespace: namespace, options: options) {
      $0["data"]?["a"]?.string ?? "none"
    }.makeAsyncIterator()
    #expect(try await watch.next() == .snapshot(["none"]))
    for value in ["1", "2"] {
      _ = try await client.patch(
        .configMaps, namespace: namespace, name: "first", ["data": ["a": .string(value)]])
      #expect(try await watch.next() == .modified(value))
    }
    try await cluster.run("delete", "configmap", "first", "-n", namespace)
    #expect(try await watch.next() == .deleted("2"))
  }

  @Test("Patches change what they name; the status is a place of its own; a dry run changes nothing")
  func patches() async throws {
    let resource = TestCluster.externalSecrets
    _ = try await client.create(externalSecret("db"), as: resource, namespace: namespace)
    let annotation: JSON = ["metadata": ["annotations": ["a": "1"]]]
    let dry = try await client.patch(
      resource, namespace: namespace, name: "db", annotation, options: WriteOptions(isDryRun: true))
    #expect(dry["metadata"]?["annotations"]?["a"] == "1")
    let live = try await client.get(resource, namespace: namespace, name: "db")
    #expect(live?["metadata"]?["annotations"]?["a"] == nil)
    let patched = try await client.patch(resource, namespace: namespace, name: "db", annotation)
    #expect(patched["metadata"]?["annotations"]?["a"] == "1" && patched["metadata"]?["generation"]?.int == 1)
    let status = try await client.patch(
      resource, namespace: namespace, name: "db", ["status": ["syncedResourceVersion": "x"]], subresource: "status")
    #expect(status["status"]?["syncedResourceVersion"] == "x")
    let managers = status["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string } ?? []
    #expect(managers.contains("kubectl-extsecret"))
  }

  @Test("A patch of a version that isn't the latest is a conflict")
  func conflict() async throws {
    _ = try await client.create(configMap("c"), as: .configMaps, namespace: namespace)
    let error = try await #require(throws: KubernetesError.self) {
      _ = try await client.patch(
        .configMaps, namespace: namespace, name: "c", ["metadata": ["resourceVersion": "1"], "data": ["a": "b"]])
    }
    #expect(error.statusCode == 409)
    #expect(error.located.hint == "someone else changed the object in between; try again")
  }

  @Test("Server-side apply owns what it names, and takes fields from others only when told to")
  func apply() async throws {
    let object = configMap("applied", ["a": "1"])
    _ = try await client.patch(.configMaps, namespace: namespace, name: "applied", object, kind: .apply)
    let other = configMap("applied", ["a": "2"])
    let options = WriteOptions(fieldManager: "other")
    let error = try await #require(throws: KubernetesError.self) {
      _ = try await client.patch(
        .configMaps, namespace: namespace, name: "applied", other, kind: .apply, options: options)
    }
    #expect(error.statusCode == 409 && error.located.message.contains("kubectl-extsecret"))
    let forced = try await client.patch(
      .configMaps, namespace: namespace, name: "applied", other, kind: .apply, force: true, options: options)
    #expect(forced["data"]?["a"] == "2")
  }

  @Test("What the server refuses keeps its message and causes")
  func invalid() async throws {
    let error = try await #require(throws: KubernetesError.self) {
      _ = try await client.create(
        externalSecret("bad", ["refreshPolicy": "Sometimes"]), as: TestCluster.externalSecrets, namespace: namespace)
    }
    guard case .refused(let status, _) = error else { throw error }
    #expect(status.code == 422 && status.causes.contains { $0.field.contains("spec.refreshPolicy") })
    #expect(error.located.message.contains("Sometimes"))
  }

  @Test("May I? — for oneself, and for someone without rights")
  func access() async throws {
    let list = ResourceAttributes("list", .secrets, namespace: namespace)
    #expect(try await client.mayI(list).isAllowed)
    #expect(try await !cluster.client("nobody").mayI(list).isAllowed)
  }

  @Test("A service account's token is made for the audiences asked for, and expires")
  func serviceAccountToken() async throws {
    try await cluster.run("create", "serviceaccount", "robot", "-n", namespace)
    let token = try await client.token(
      ofServiceAccount: "robot", namespace: namespace, audiences: ["sts.amazonaws.com"])
    let parts = token.token.reveal().split(separator: UInt8(ascii: "."))
    let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - parts[1].count % 4) % 4)
    let claims = try JSON.parse(try #require(Base64.url.decode(parts[1] + padding)))
    #expect(claims["aud"] == ["sts.amazonaws.com"])
    #expect(try #require(token.expiry) > Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
    let error = try await #require(throws: KubernetesError.self) {
      _ = try await client.token(ofServiceAccount: "nobody", namespace: namespace)
    }
    #expect(error.statusCode == 404)
  }

  @Test("Events about an object are found by its uid")
  func events() async throws {
    let object = try await client.create(
      externalSecret("db"), as: TestCluster.externalSecrets, namespace: namespace)
    let uid = object["metadata"]?["uid"]?.string ?? ""
    for (name, about) in [("one", uid), ("two", "another-uid")] {
      _ = try await client.create(
        [
          "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "UpdateFailed", "message": .string(name),
          "metadata": ["name": .string(name), "namespace": .string(namespace)],
          "involvedObject": [
            "kind": "ExternalSecret", "name": "db", "namespace": .string(namespace), "uid": .string(about),
          ],
        ], as: .events, namespace: namespace)
    }
    let found = try await client.events(about: "ExternalSecret", namespace: namespace, uid: uid)
    #expect(found.map(\.message) == ["one"])
  }

  @Test("An older version of a kind is understood where it is served")
  func olderVersion() async throws {
    let found = try await client.served("externalsecrets", group: "external-secrets.io", versions: ["v1beta1"])
    guard let resource = found else { return }
    _ = try await client.create(externalSecret("db"), as: TestCluster.externalSecrets, namespace: namespace)
    let json = try #require(try await client.get(resource, namespace: namespace, name: "db"))
    #expect(json["apiVersion"] == "external-secrets.io/v1beta1")
    #expect(LiveExternalSecret(json, resource: resource).proof != nil)
  }
}
