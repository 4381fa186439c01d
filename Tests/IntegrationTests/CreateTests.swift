import Basics
import Foundation
import TestSupport
import Testing

/// create, where it asks a real API server: what exists, what may be overwritten, what the server says.
@Suite struct CreateTests {
  private let cluster: TestCluster
  private let namespace: String

  init() throws {
    cluster = try TestCluster.current()
    namespace = try cluster.namespace()
  }

  private func create(_ arguments: String..., input: String = "") throws -> ProgramRun {
    let connection = ["--kubeconfig", cluster.kubeconfigs["admin"] ?? "", "-n", namespace]
    return try ProgramRun(ProgramRun.program.path, ["create"] + arguments + connection, input: input)
  }

  private func live(_ kind: String, _ name: String) throws -> JSON {
    try JSON.parse(try cluster.kubectl("get", kind, name, "-n", namespace, "-o", "json"))
  }

  private let store = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: only}
    spec: {provider: {fake: {data: [{key: prod/db, value: '{"username": "admin", "password": "canary-77aa"}'}]}}}
    """
  private let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: web
            image: web
            env:
            - {name: PASSWORD, value: canary-plain}
            - {name: MODE, value: prod}
            - {name: OTHER, valueFrom: {configMapKeyRef: {name: c, key: u}}}
    """

  @Test("The API server accepts every golden manifest, and every patch of what it is for")
  func serverAcceptsGoldens() throws {
    let folder = ProgramRun.checkout.appendingPathComponent("Tests/CommandsTests/Goldens/create")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let goldens = files.filter {
      ["yaml", "json"].contains($0.pathExtension) && !$0.lastPathComponent.hasSuffix(".secret.yaml")
        // Not served: an old version of the API, and, by this old API server, CronJobs in v1.
        && !["api-version.yaml", "inject-cronjob.yaml"].contains($0.lastPathComponent)
    }
    #expect(goldens.count > 30)
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: deployment.replacing("web", with: "worker"))
    for golden in goldens {
      let text = String(decoding: try Data(contentsOf: golden), as: UTF8.self)
        .replacing("namespace: shop", with: "namespace: \(namespace)")
      for document in text.components(separatedBy: "\n---\n") {
        if document.hasPrefix("# A patch") {
          // Strategic merge needs the containers it names.
          let patch = document.replacing("name: sidecar", with: "name: worker")
          try cluster.kubectl(
            "patch", "deployment", "worker", "-n", namespace, "--dry-run=server", "--patch", patch)
        } else {
          try cluster.kubectl("apply", "--dry-run=server", "-n", namespace, "-f", "-", input: document)
        }
      }
    }
  }

  @Test("The newest served version is written, and the one usable store is chosen")
  func choosesStore() throws {
    let none = try create("db", "--data", "password=prod/db#password")
    #expect(none.code == 1 && none.output.isEmpty && none.errors.contains("no store"), "\(none.errors)")
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let one = try create("db", "--data", "password=prod/db#password")
    #expect(one.code == 0 && one.output.contains("name: only"), "\(one.output)\(one.errors)")
    #expect(one.output.hasPrefix("apiVersion: external-secrets.io/v1\n"))
    try cluster.kubectl(
      "create", "-n", namespace, "-f", "-", input: store.replacing("name: only", with: "name: second"))
    let two = try create("db", "--data", "password=prod/db#password")
    #expect(two.code == 1 && two.errors.contains("SecretStore only") && two.errors.contains("second"), "\(two.errors)")
  }

  @Test("--apply creates, is repeatable, and never takes over what it didn't create")
  func applies() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let first = try create("db", "--data", "password=prod/db#password", "--apply")
    #expect(first.code == 0 && first.output == "externalsecret.external-secrets.io/db created\n", "\(first.errors)")
    #expect(first.errors.contains("+ kind: ExternalSecret"), "the difference is shown: \(first.errors)")
    let again = try create("db", "--data", "password=prod/db#password", "--apply")
    #expect(again.code == 0 && again.output.contains("unchanged"), "\(again.output)\(again.errors)")
    let changed = try create("db", "--data", "password=prod/db#username", "--apply")
    #expect(
      changed.output.contains("configured") && changed.errors.contains("+       property: username"),
      "\(changed.errors)")
    let managers = try live("externalsecret.external-secrets.io", "db")["metadata"]?["managedFields"]?.array
    // kubectl hides managedFields unless asked.
    #expect(managers == nil)
    let shown = try cluster.kubectl(
      "get", "externalsecret.external-secrets.io", "db", "-n", namespace, "-o", "json", "--show-managed-fields")
    #expect(shown.contains("\"manager\": \"kubectl-extsecret\"") && shown.contains("\"operation\": \"Apply\""))

    let foreign = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: other}
      spec: {secretStoreRef: {name: only}, data: [{secretKey: a, remoteRef: {key: theirs}}]}
      """
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: foreign)
    let refused = try create("other", "--data", "a=ours", "--apply")
    #expect(
      refused.code == 1 && refused.output.isEmpty && refused.errors.contains("--force-conflicts"), "\(refused.errors)")
    #expect(try live("externalsecret.external-secrets.io", "other").text().contains("theirs"))
    let forced = try create("other", "--data", "a=ours", "--apply", "--force-conflicts")
    #expect(forced.code == 0, "\(forced.errors)")
    #expect(try live("externalsecret.external-secrets.io", "other").text().contains("ours"))
  }

  @Test("--dry-run=server shows what would change, and keeps nothing; a refusal of one object applies none")
  func dryRuns() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let dry = try create("db", "--data", "password=prod/db", "--with-secret", "--dry-run=server")
    #expect(dry.code == 0 && dry.output.contains("externalsecret.external-secrets.io/db created (server dry run)"))
    #expect(
      try cluster.kubectl("get", "externalsecret.external-secrets.io,secret", "-n", namespace).contains("db") == false)
    let partly = try create(
      "db", "--data", "password=prod/db", "--with-secret", "--inject", "deploy/nowhere", "--apply")
    #expect(partly.code == 1 && partly.errors.contains("no deployment/nowhere"), "\(partly.errors)")
    #expect(
      try cluster.kubectl("get", "externalsecret.external-secrets.io,secret", "-n", namespace).contains("db") == false)
  }

  @Test("The placeholder is applied where there is no Secret, and left out where there is one")
  func placesSecret() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let first = try create("db", "--data", "password=prod/db", "--with-secret", "--apply")
    #expect(first.output.contains("secret/db created"), "\(first.errors)")
    try cluster.kubectl("patch", "secret", "db", "-n", namespace, "-p", #"{"stringData": {"password": "canary-kept"}}"#)
    let second = try create("db", "--data", "password=prod/db", "--with-secret", "--apply")
    #expect(second.code == 0 && !second.output.contains("secret/db"), "\(second.output)")
    #expect(!(second.output + second.errors).contains("canary"))
    #expect(try live("secret", "db")["data"]?["password"] != nil)
  }

  @Test("A workload of the cluster is wired, its plain values replaced and shown nowhere")
  func injects() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let workload = deployment.replacing("name: OTHER", with: "name: USERNAME")
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: workload)
    let arguments = ["db", "--from-remote", "prod/db", "--inject", "deploy/web"]
    let printed = try create(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
    #expect(printed.code == 0 && printed.output.contains("name: USERNAME"), "\(printed.errors)")
    let run = try create("db", "--from-remote", "prod/db", "--inject", "deploy/web", "--apply")
    #expect(run.code == 0 && run.output.contains("deployment.apps/web configured"), "\(run.output)\(run.errors)")
    #expect(!(run.output + run.errors).contains("canary"))
    let env = try live("deployment", "web")["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]
    let variables = env?.array ?? []
    #expect(Set(variables.compactMap { $0["name"]?.string }) == ["PASSWORD", "MODE", "USERNAME"])
    let password = variables.first { $0["name"]?.string == "PASSWORD" }
    #expect(password?["value"] == nil)
    #expect(password?["valueFrom"]?["secretKeyRef"] == ["key": "password", "name": "db"])
    let username = variables.first { $0["name"]?.string == "USERNAME" }
    #expect(username?["valueFrom"]?.object?.map(\.key) == ["secretKeyRef"])
    let again = try create("db", "--from-remote", "prod/db", "--inject", "deploy/web", "--apply")
    #expect(again.code == 0 && again.errors.contains("already"), "\(again.errors)")
    let asked = try create("--from-workload", "deploy/web", "--from-remote", "prod/db", "--preview")
    #expect(asked.code == 0 && asked.output.contains("name: db"), "\(asked.errors)")
    #expect(asked.errors.contains("fingerprint") && !asked.errors.contains("canary"), "\(asked.errors)")
  }

  @Test("What isn't there is said before anything is printed")
  func explains() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: store)
    let missing = try create("db", "--from-remote", "prod/dbx")
    #expect(
      missing.code == 1 && missing.output.isEmpty && missing.errors.contains("did you mean prod/db?"),
      "\(missing.errors)")
    let secret = try create("--from-secret", "nope")
    #expect(secret.code == 1 && secret.output.isEmpty && secret.errors.contains("no such Secret"), "\(secret.errors)")
    let applied = try create("db", "--store", "nope", "--data", "a=b", "--apply")
    #expect(applied.code == 1 && applied.output.isEmpty && applied.errors.contains("no SecretStore nope"))
    let store = try create("db", "--store", "nope", "--from-remote", "prod/db")
    #expect(store.code == 1 && store.output.isEmpty && store.errors.contains("nope"), "\(store.errors)")
  }
}
