import Basics
import ExternalSecrets
import Foundation
import Kubernetes
import SyncStatus
import TestSupport
import Testing

/// `status`, through the plugin as a person calls it.
@Suite struct StatusTests {
  private let cluster: TestCluster
  private let namespace: String
  private let client: KubernetesClient

  init() async throws {
    cluster = try TestCluster.current()
    namespace = try await cluster.ownNamespace()
    client = try cluster.client()
  }

  private func status(_ arguments: String..., user: String = "admin") async throws -> ProgramRun {
    try await cluster.plugin(["status", "-n", namespace] + arguments, as: user)
  }

  private var manifests: String {
    """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: aws, namespace: \(namespace)}
    spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: db, namespace: \(namespace), labels: {plays: syncs, tier: back}}
    spec:
      secretStoreRef: {name: aws}
      data: [{secretKey: password, remoteRef: {key: prod/db, property: password}}]
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: api, namespace: \(namespace), labels: {plays: fails}}
    spec: {secretStoreRef: {name: aws}, dataFrom: [{extract: {key: nope}}]}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: lost, namespace: \(namespace), labels: {plays: sleeps}}
    spec: {secretStoreRef: {name: typo}, dataFrom: [{extract: {key: x}}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: \(namespace)}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - {name: c, image: i, env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]}
    """
  }

  /// Makes the objects, and has the controller's part played until each has been dealt with.
  private func prepare() async throws {
    let player = ControllerPlayer(client, namespace: namespace)
    await player.set(["password": "canary-5d1c"], for: "db")
    let playing = player.play()
    defer { playing.cancel() }
    try await cluster.run("create", "--validate=false", "-f", "-", input: manifests)
    for _ in 0..<200 {
      let list = try await client.list(TestCluster.externalSecrets, namespace: namespace) {
        LiveExternalSecret($0, resource: TestCluster.externalSecrets).status.isReady
      }
      if list.items.count == 2 { return }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  @Test("The table says in a line what is synced, what fails and why; --fail makes it an exit code")
  func table() async throws {
    try await prepare()
    let run = try await status()
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines.first == "NAME READY STORE TARGET LAST SYNC NEXT SYNC CAUSE")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("api no, ") && lines[1].contains("Secret does not exist"), "\(run.output)")
    #expect(lines[2].hasPrefix("db yes aws db "), "\(run.output)")
    #expect(lines[3].hasPrefix("lost - typo (missing) lost (missing) never - SecretStore typo does not exist"))
    #expect(run.errors == "3 ExternalSecrets: 1 ready, 2 not\n")
    #expect(try await status("--fail").code == 1)
    #expect(try await status("-l", "tier=back", "--fail").code == 0)
  }

  @Test("An edited Secret is seen, and its value is shown nowhere")
  func drift() async throws {
    try await prepare()
    let patch = #"{"stringData": {"password": "canary-edited"}}"#
    try await cluster.run("patch", "secret", "db", "-n", namespace, "--type=merge", "-p", patch)
    for format in ["text", "wide", "json", "yaml"] {
      let run = try await status("-o", format, "-v=9")
      #expect(run.output.contains("edited"), "\(run.output)")
      #expect(!(run.output + run.errors).contains("canary"))
    }
    let item = try JSON.parse(try await status("-o", "json").output)["items"]?[1]
    #expect(item?["externalSecret"]?["name"] == "db" && item?["target"]?["state"] == "edited")
    #expect(item?["ready"] == true && item?["upToDate"] == true)
  }

  @Test("One name is explained from the store to the workloads that use the Secret")
  func explanation() async throws {
    try await prepare()
    let run = try await status("db")
    #expect(run.code == 0, "\(run.errors)")
    for line in [
      "ExternalSecret \(namespace)/db (external-secrets.io/v1)", "  Ready    yes",
      "  Stores   SecretStore aws, provider aws",
      "  Keys     password  ← prod/db, property password", "  Target   Secret \(namespace)/db: in sync (Owner, Retain)",
      "  Used by  Deployment web: env PASSWORD",
    ] {
      #expect(run.output.contains(line), "\(line)\n\(run.output)")
    }
    let unneeded = #"{"stringData": {"passwort": "canary"}, "data": {"password": null}}"#
    try await cluster.run("patch", "secret", "db", "-n", namespace, "--type=merge", "-p", unneeded)
    let lacking = try await status("db")
    #expect(
      lacking.output.contains(
        "→ env PASSWORD needs the key password, which the Secret doesn't have: its pods don't start; "
          + "did you mean passwort?"), "\(lacking.output)")
    let json = try JSON.parse(try await status("db", "-o", "json").output)
    #expect(json["items"]?[0]?["usedBy"]?[0]?["missingKeys"]?[0]?["key"] == "password")
    let failing = try await status("api")
    #expect(failing.output.contains("→ create the remote key"))
    #expect(failing.output.contains("UpdateFailed, 2 times"), "\(failing.output)")
  }

  @Test("A name nobody has comes with the nearest; what may not be read is noted and hides nothing else")
  func missing() async throws {
    try await prepare()
    let run = try await status("dbs", "api")
    #expect(run.code == 1 && run.errors.contains("did you mean db?") && run.output.contains("api"))
    try await cluster.run(
      "create", "role", "reader", "-n", namespace, "--verb=get,list", "--resource=externalsecrets.external-secrets.io")
    try await cluster.run("create", "rolebinding", "reader", "-n", namespace, "--role=reader", "--user=nobody")
    let limited = try await status(user: "nobody")
    #expect(limited.code == 0)
    #expect(limited.output.contains("db") && limited.errors.contains("warning: the state of the targets can't be read"))
    let refused = try await cluster.plugin(["status", "-A"], as: "nobody")
    #expect(refused.code == 1 && refused.errors.contains("kind: ClusterRole"), "\(refused.errors)")
  }
}

/// What a run of the plugin takes with 5,000 ExternalSecrets, on a cluster of its own.
@Suite struct ScaleTests {
  @Test("5,000 ExternalSecrets are listed page by page, in less than 200 MiB")
  func fiveThousand() async throws {
    try await withOwnCluster { cluster in
      let client = try cluster.client()
      let count = 5000
      await withTaskGroup(of: Void.self) { group in
        for worker in 0..<16 {
          group.addTask {
            for number in stride(from: worker, to: count, by: 16) { try? await create(number, client) }
          }
        }
      }
      // The largest child of a fresh Python is the plugin.
      let measure = """
        import resource, subprocess, sys
        code = subprocess.run(sys.argv[1:]).returncode
        print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
        sys.exit(code)
        """
      let kubeconfig = cluster.kubeconfigs["admin"] ?? ""
      let run = try await aside {
        try ProgramRun(
          "/usr/bin/env",
          [
            "python3", "-c", measure, ProgramRun.program.path, "status", "-n", "default", "--kubeconfig", kubeconfig,
            "-v=6",
          ])
      }
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.split(separator: "\n").count == count + 1)
      let lines = run.errors.split(separator: "\n")
      let pages = lines.count { $0.contains("/externalsecrets?limit=500") && $0.contains("external-secrets.io/v1/") }
      #expect(pages == 10, "\(run.errors)")
      let peak = lines.last.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
      #expect(try #require(peak) <= 200)
    }
  }

  private func create(_ number: Int, _ client: KubernetesClient) async throws {
    let name = "es-\(String(number + 10000).dropFirst())"
    let data = (0..<5).map { index -> JSON in
      [
        "secretKey": .string("k\(index)"),
        "remoteRef": ["key": .string("prod/\(name)"), "property": .string("p\(index)")],
      ]
    }
    _ = try await client.create(
      [
        "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": ["name": .string(name)],
        "spec": ["secretStoreRef": ["name": "aws"], "data": .array(data)],
      ], as: TestCluster.externalSecrets, namespace: "default")
    _ = try await client.create(
      [
        "apiVersion": "v1", "kind": "Secret",
        "metadata": ["name": .string(name), "labels": ["reconcile.external-secrets.io/managed": "true"]],
        "data": ["k0": "dmFsdWU="],
      ], as: .secrets, namespace: "default")
  }
}
