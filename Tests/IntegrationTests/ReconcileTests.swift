import Basics
import ExternalSecrets
import Foundation
import Kubernetes
import SyncStatus
import TestSupport
import Testing

/// Forced syncs, through the plugin as a person calls it; the controller's part is played on the real API server.
@Suite struct ReconcileTests {
  private let cluster: TestCluster
  private let namespace: String
  private let client: KubernetesClient

  init() async throws {
    cluster = try TestCluster.current()
    namespace = try await cluster.ownNamespace()
    client = try cluster.client()
  }

  private func externalSecret(_ name: String, plays: String = "syncs", spec: String = "") -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: \(name), namespace: \(namespace), labels: {plays: \(plays)}}
    spec:
      secretStoreRef: {name: store}
      data: [{secretKey: value, remoteRef: {key: prod/\(name)}}]
      \(spec)
    ---

    """
  }

  /// Creates objects and waits until the player has dealt with each once.
  private func create(_ manifests: String, waitFor names: [String] = []) async throws {
    try await cluster.run("create", "--validate=false", "-f", "-", input: manifests)
    for name in names {
      _ = try await until("the first sync of \(name)", of: name) { $0.status.isReady != nil ? $0 : nil }
    }
  }

  /// What `found` makes of an ExternalSecret as soon as it makes something of it.
  private func until<Found>(
    _ what: String, of name: String, _ found: (LiveExternalSecret) -> Found?
  ) async throws -> Found {
    for _ in 0..<200 {
      if let json = try await client.get(TestCluster.externalSecrets, namespace: namespace, name: name),
        let found = found(LiveExternalSecret(json, resource: TestCluster.externalSecrets))
      {
        return found
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Absence(what: what)
  }

  private struct Absence: Error { let what: String }

  private func withPlayer(_ body: (ControllerPlayer) async throws -> Void) async throws {
    let player = ControllerPlayer(client, namespace: namespace)
    let task = player.play()
    defer { task.cancel() }
    try await body(player)
  }

  private func reconcile(_ arguments: String..., user: String = "admin") async throws -> ProgramRun {
    try await cluster.plugin(["reconcile", "-n", namespace] + arguments, as: user)
  }

  /// Whether the player has written the proof for the object as it is now.
  private func isProven(_ name: String, by player: ControllerPlayer) async throws -> Bool {
    let json = try #require(try await client.get(TestCluster.externalSecrets, namespace: namespace, name: name))
    let object = LiveExternalSecret(json, resource: TestCluster.externalSecrets)
    return await player.synced.contains(object.proof?.current ?? "")
  }

  @Test("A sync is reported after the controller's write and never before it, and says which keys changed")
  func syncs() async throws {
    try await withPlayer { player in
      await player.set(["kept": "k", "old": "o", "password": "canary-before"], for: "db")
      try await create(externalSecret("db"), waitFor: ["db"])
      await player.set(["kept": "k", "new": "n", "password": "canary-after"], for: "db")
      let run = try await reconcile("db")
      #expect(try await isProven("db", by: player))
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.hasPrefix("✔ ExternalSecret \(namespace)/db synced in "), "\(run.output)")
      #expect(run.output.contains("new added (") && run.output.contains("old removed"))
      #expect(run.output.contains("password changed (") && !run.output.contains("kept"))
      #expect(!(run.output + run.errors).contains("canary"))
      #expect(try await reconcile("db").output.contains("unchanged"))
    }
  }

  @Test("Ready of the round before, even with a new time, does not end the waiting")
  func staleReady() async throws {
    try await withPlayer { player in
      try await create(externalSecret("db", plays: "late"), waitFor: ["db"])
      let run = try await reconcile("db")
      #expect(run.code == 0, "\(run.output)\(run.errors)")
      #expect(try await isProven("db", by: player))
    }
  }

  @Test("A repeated failure, seen in its event alone, is reported with its cause; others are synced all the same")
  func fails() async throws {
    try await withPlayer { player in
      try await create(
        externalSecret("bad", plays: "fails") + externalSecret("good"), waitFor: ["bad", "good"])
      let run = try await reconcile("--all")
      #expect(run.code == 1)
      #expect(run.output.contains("✗ ExternalSecret \(namespace)/bad failed in "), "\(run.output)")
      #expect(run.output.contains("(key: nope), err: Secret does not exist"))
      #expect(run.output.contains("hint: create the remote key"))
      #expect(run.output.contains("✔ ExternalSecret \(namespace)/good synced"))
      #expect(run.errors.contains("2 ExternalSecrets: 1 synced, 1 failed"))
      #expect(try await isProven("good", by: player))
    }
  }

  @Test("With --explain a failure comes with what the same read from here says: what is missing, and where")
  func explains() async throws {
    let store = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: store, namespace: \(namespace)}
      spec: {provider: {fake: {data: [{key: prod/bda, value: canary}]}}}
      ---

      """
    try await withPlayer { _ in
      try await create(store + externalSecret("bad", plays: "fails"), waitFor: ["bad"])
      let run = try await reconcile("bad", "--explain", "--timeout", "20s")
      #expect(run.code == 1)
      #expect(
        run.output.contains("    read from here: spec.data[0]: Secret does not exist"), "\(run.output)\(run.errors)")
      #expect(!(run.output + run.errors).contains("canary"))
      let json = try JSON.parse(try await reconcile("bad", "--explain", "--timeout", "20s", "-o", "json").output)
      #expect(json["items"]?[0]?["explanation"]?.string?.contains("Secret does not exist") == true)
    }
  }

  @Test("A failure that the controller gets over is no failure")
  func recovers() async throws {
    try await withPlayer { player in
      try await create(externalSecret("db", plays: "recovers"), waitFor: ["db"])
      let run = try await reconcile("db")
      #expect(run.code == 0, "\(run.output)")
      #expect(try await isProven("db", by: player))
    }
  }

  @Test("Nobody acting is a timeout with exit code 124, and nothing is patched twice")
  func timesOut() async throws {
    try await create(externalSecret("db"))
    let run = try await reconcile("db", "--timeout", "1s")
    #expect(run.code == 124)
    #expect(run.output.contains("the controller didn't answer within 1s"))
    let json = try await client.get(TestCluster.externalSecrets, namespace: namespace, name: "db")
    #expect(json?["metadata"]?["annotations"]?["external-secrets.io/force-sync"] != nil)
    #expect(json?["metadata"]?["generation"]?.int == 1)
  }

  @Test("Policies that ignore requests are known before the waiting; invalidation overcomes them")
  func policies() async throws {
    try await withPlayer { _ in
      try await create(
        externalSecret("once", spec: "refreshPolicy: CreatedOnce") + externalSecret("zero", spec: "refreshInterval: 0s")
          + externalSecret("none", spec: "target: {creationPolicy: None}"), waitFor: ["once", "zero", "none"])
      let run = try await reconcile("--all")
      #expect(run.code == 1)
      for (name, words) in [
        ("once", "refreshPolicy: CreatedOnce"), ("zero", "refreshInterval: 0"), ("none", "creationPolicy: None"),
      ] {
        #expect(run.output.contains("✗ ExternalSecret \(namespace)/\(name) not asked: \(words)"), "\(run.output)")
      }
      #expect(run.output.contains("--invalidate"))
      let invalidated = try await reconcile("once", "--invalidate")
      #expect(invalidated.code == 0, "\(invalidated.output)")
    }
  }

  @Test("--remote-key finds what reads a key, by data, extract and find, in every namespace")
  func remoteKey() async throws {
    let other = try await cluster.ownNamespace()
    let key = "rotated/\(namespace)"
    let manifests = [
      "data: [{secretKey: a, remoteRef: {key: \(key)}}]", "dataFrom: [{extract: {key: \(key)}}]",
      "dataFrom: [{find: {name: {regexp: '^rotated/t-'}}}]", "dataFrom: [{find: {name: {regexp: '^other'}}}]",
    ].enumerated().map { index, spec in
      """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: es\(index), namespace: \(index == 1 ? other : namespace)}
      spec: {secretStoreRef: {name: store}, \(spec)}
      ---

      """
    }
    try await create(manifests.joined())
    let run = try await cluster.plugin(["reconcile", "--remote-key", key, "--dry-run=client", "-o", "json"])
    #expect(run.code == 0, "\(run.errors)")
    let names = (try JSON.parse(run.output)["items"]?.array ?? []).compactMap { item -> String? in
      let object = item["externalSecret"]
      let namespace = object?["namespace"]?.string
      // `find` by name reads the keys of other runs of this test too.
      return namespace == self.namespace || namespace == other ? object?["name"]?.string : nil
    }
    #expect(names.sorted() == ["es0", "es1", "es2"])
  }

  @Test("A ClusterExternalSecret is forced through itself; where it passes nothing on, what it made is asked directly")
  func clusterExternalSecret() async throws {
    let name = "ces-\(namespace)"
    try await cluster.run(
      "create", "--validate=false", "-f", "-",
      input: """
        apiVersion: external-secrets.io/v1
        kind: ClusterExternalSecret
        metadata: {name: \(name)}
        spec: {namespaceSelector: {matchLabels: {a: b}}, externalSecretSpec: {secretStoreRef: {name: s}}}
        """)
    let uid = try await cluster.run("get", "clusterexternalsecret", name, "-o", "jsonpath={.metadata.uid}")
    let owner =
      "ownerReferences: [{apiVersion: external-secrets.io/v1, kind: ClusterExternalSecret, name: \(name), uid: \(uid), controller: true}]"
    try await withPlayer { player in
      try await create(
        externalSecret("db").replacing("labels:", with: "\(owner), labels:"), waitFor: ["db"])
      let run = try await reconcile("ces/\(name)")
      #expect(run.code == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains("✔ ExternalSecret \(namespace)/db synced"))
      #expect(try await isProven("db", by: player))
    }
    let annotations = try await cluster.run(
      "get", "clusterexternalsecret", name, "-o", "jsonpath={.metadata.annotations}")
    #expect(annotations.contains("external-secrets.io/force-sync"))
    try await cluster.run("delete", "clusterexternalsecret", name)
  }

  @Test("An object of kubernetes-external-secrets is forced through its status, and its poller's answer awaited")
  func legacy() async throws {
    let resource = APIResource.externalSecrets(.legacyExternalSecret)
    try await create(
      """
      apiVersion: kubernetes-client.io/v1
      kind: ExternalSecret
      metadata: {name: old, namespace: \(namespace)}
      spec: {backendType: secretsManager, data: [{name: a, key: prod/old}]}
      """)
    func status(_ generation: Int, _ time: String) -> JSON {
      ["status": ["status": "SUCCESS", "observedGeneration": .int(generation), "lastSync": .string(time)]]
    }
    _ = try await client.patch(
      resource, namespace: namespace, name: "old", status(1, "2026-11-24T00:00:00.000Z"), subresource: "status")
    let poller = Task { [client, namespace] in
      for try await event in client.watch(
        resource, namespace: namespace, { LiveExternalSecret($0, resource: resource) })
      {
        // Who comes late finds the request in what is there already.
        let changed: [LiveExternalSecret] =
          switch event {
          case .snapshot(let objects): objects
          case .added(let object), .modified(let object): [object]
          case .deleted: []
          }
        guard changed.contains(where: { $0.name == "old" && $0.status.observedGeneration == 0 }) else { continue }
        try await Task.sleep(for: .milliseconds(300))
        _ = try await client.patch(
          resource, namespace: namespace, name: "old", status(1, "2026-11-24T00:00:01.000Z"), subresource: "status")
      }
    }
    defer { poller.cancel() }
    let run = try await reconcile("old")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    #expect(run.output.hasPrefix("✔ ExternalSecret \(namespace)/old synced"))
    let json = try await client.get(resource, namespace: namespace, name: "old")
    #expect(json?["status"]?["lastSync"] == "2026-11-24T00:00:01.000Z")
  }

  @Test("What uses a changed Secret is restarted when that is confirmed, and only then")
  func restarts() async throws {
    func workload(_ kind: String, _ name: String, _ secret: String) -> String {
      """
      apiVersion: apps/v1
      kind: \(kind)
      metadata: {name: \(name), namespace: \(namespace)}
      spec:
        selector: {matchLabels: {app: \(name)}}
        template:
          metadata: {labels: {app: \(name)}}
          spec: {containers: [{name: c, image: i, envFrom: [{secretRef: {name: \(secret)}}]}]}
      ---

      """
    }
    try await withPlayer { player in
      await player.set(["a": "1"], for: "db")
      try await create(
        externalSecret("db") + workload("Deployment", "api", "db") + workload("DaemonSet", "agent", "db")
          + workload("Deployment", "web", "other"), waitFor: ["db"])
      await player.set(["a": "2"], for: "db")
      let asked = try await reconcile("db", "--restart-workloads")
      #expect(asked.code == 1 && asked.errors.contains("nothing was restarted: add --yes"), "\(asked.errors)")
      await player.set(["a": "3"], for: "db")
      let run = try await reconcile("db", "--restart-workloads", "--yes")
      #expect(run.code == 0, "\(run.errors)")
      func restartedAt(_ kind: String, _ name: String) async throws -> String {
        try await cluster.run(
          "get", kind, name, "-n", namespace, "-o", "jsonpath={.spec.template.metadata.annotations}")
      }
      #expect(try await restartedAt("deployment", "api").contains("restartedAt"))
      #expect(try await restartedAt("daemonset", "agent").contains("restartedAt"))
      #expect(try await restartedAt("deployment", "web").isEmpty)
    }
  }

  @Test("Many at once: each is asked for once and reported in its place")
  func many() async throws {
    let names = (0..<60).map { "es-\($0 < 10 ? "0" : "")\($0)" }
    try await withPlayer { player in
      let manifests = names.map { externalSecret($0).replacing("labels: {", with: "labels: {many: \(namespace), ") }
      try await create(manifests.joined(), waitFor: [names[59]])
      let run = try await reconcile("-A", "-l", "many=\(namespace)", "--timeout", "60s")
      let lines = run.output.split(separator: "\n").filter { $0.contains(" \(namespace)/") }
      #expect(lines.count == 60 && lines.allSatisfy { $0.hasPrefix("✔") }, "\(run.output)\(run.errors)")
      #expect(lines.map { $0.split(separator: " ")[2] } == names.map { "\(namespace)/\($0)" })
    }
  }

  @Test("A user without the right to patch learns the rule to add; names and kinds that don't exist are said")
  func refusals() async throws {
    try await create(externalSecret("db"))
    try await cluster.run(
      "create", "role", "reader", "-n", namespace, "--verb=get,list,watch",
      "--resource=externalsecrets.external-secrets.io")
    try await cluster.run("create", "rolebinding", "reader", "-n", namespace, "--role=reader", "--user=nobody")
    let run = try await reconcile("db", user: "nobody")
    #expect(run.code == 1)
    #expect(
      run.output.contains("user \"nobody\" may not patch externalsecrets.external-secrets.io \"db\""), "\(run.output)")
    #expect(run.output.contains("verbs: [\"patch\"]"))
    let missing = try await reconcile("dbx")
    #expect(missing.code == 1 && missing.errors.contains("did you mean db?"), "\(missing.errors)")
    #expect(try await reconcile().errors.contains("needs to be told what to sync"))
  }
}
