import Basics
import Foundation
import TestSupport
import Testing

/// The main job, on a real API server, through the plugin as a person calls it.
@Suite struct DiffTests {
  private let cluster: TestCluster
  private let namespace: String
  private var kubeconfig: String { cluster.kubeconfigs["admin"] ?? "" }

  init() throws {
    cluster = try TestCluster.current()
    namespace = try cluster.namespace()
  }

  private func manifests(value: String = "canary-9f2e") -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: store}
    spec: {provider: {fake: {data: [{key: db, value: '{"user": "admin", "password": "\(value)"}'}]}}}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: db}
    spec:
      secretStoreRef: {name: store}
      target: {template: {mergePolicy: Merge, metadata: {annotations: {note: 'is {{ .password }}'}}, data: {url: 'x://{{ .user }}:{{ .password }}'}}}
      dataFrom: [{extract: {key: db}}]
    """
  }

  private func diff(_ arguments: String..., input: String, environment: [String: String?] = [:]) throws -> ProgramRun {
    try ProgramRun(
      ProgramRun.program.path, ["diff", "--kubeconfig", kubeconfig, "-n", namespace, "-f", "-"] + arguments,
      input: input, environment: environment)
  }

  /// Makes the live Secret what the controller would write.
  private func sync(_ input: String) throws {
    let render = try ProgramRun(
      ProgramRun.program.path,
      ["render", "--kubeconfig", kubeconfig, "-n", namespace, "-f", "-", "-o", "yaml", "--show-values"], input: input)
    // The owner has no uid before it is in the cluster, and the API server wants one.
    let manifest = render.output.replacing("uid: \"\"", with: "uid: 44bce985-e8ec-4dc1-a97e-a662ca26980a")
    try cluster.kubectl("apply", "-f", "-", input: manifest)
  }

  @Test("Before the Secret is there diff says what would be made and exits with 1; once it is equal it exits with 0")
  func comparesWithTheLiveSecret() throws {
    let before = try diff(input: manifests())
    #expect(before.code == 1)
    #expect(before.output.contains("Secret db: would be created"))
    try sync(manifests())
    let equal = try diff(input: manifests())
    #expect(equal.code == 0, "\(equal.output)\(equal.errors)")
    let rotated = try diff(input: manifests(value: "canary-9f2e-rotated"))
    #expect(rotated.code == 1)
    #expect(rotated.output.contains("~ data.password") && rotated.output.contains("= data.user"))
  }

  @Test("A value appears in no output, traces and external diff included, unless it is asked for")
  func showsNoValue() throws {
    try sync(manifests())
    let changed = manifests(value: "canary-9f2e-rotated")
    let calls: [[String]] = [[], ["-o", "json"], ["-o", "yaml"], ["-v=9"], ["--show-sizes"], ["--bookkeeping"]]
    for arguments in calls {
      let run = try ProgramRun(
        ProgramRun.program.path, ["diff", "--kubeconfig", kubeconfig, "-n", namespace, "-f", "-"] + arguments,
        input: changed)
      #expect(!(run.output + run.errors).contains("canary"), "\(arguments)")
      #expect(!(run.output + run.errors).contains(Data("canary-9f2e".utf8).base64EncodedString().prefix(12)))
    }
    let external = try diff(input: changed, environment: ["KUBECTL_EXTERNAL_DIFF": "diff -ru"])
    #expect(external.output.contains("fingerprint") && !external.output.contains("canary"))
    let shown = try diff("--show-values", input: changed)
    #expect(shown.output.contains("canary-9f2e-rotated"))
  }

  @Test("kubectl finds the plugin, and the JSON follows the contract")
  func worksThroughKubectl() throws {
    let folder = ProgramRun.program.deletingLastPathComponent().path
    let path = folder + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let run = try ProgramRun(
      "/usr/bin/env",
      ["kubectl", "extsecret", "diff", "--kubeconfig", kubeconfig, "-n", namespace, "-f", "-", "-o", "json"],
      input: manifests(), environment: ["PATH": path])
    #expect(run.code == 1, "\(run.errors)")
    let json = try JSON.parse(run.output)
    #expect(json["kind"]?.string == "DiffList")
    let item = try #require(json["items"]?[0])
    #expect(item["externalSecret"]?["name"]?.string == "db" && item["target"]?["namespace"]?.string == namespace)
    #expect(item["outcome"]?.string == "write" && item["change"]?.string == "create")
    let password = item["changes"]?.array?.first { $0["path"]?.string == "data.password" }
    #expect(password?["source"]?["store"]?.string == "store")
    #expect(password?["source"]?["remoteKey"]?.string == "db")
    #expect(json["summary"]?["create"]?.int == 1)
  }

  @Test("Each way to prove who one is works", arguments: ["admin", "certificate-files", "certificate-data"])
  func authenticates(as user: String) throws {
    let run = try ProgramRun(
      ProgramRun.program.path,
      ["diff", "--kubeconfig", cluster.kubeconfigs[user] ?? "", "-n", namespace, "-f", "-"], input: manifests())
    #expect(run.code == 1, "\(run.errors)")
  }

  @Test("A user without rights learns the verb, the resource and the rule to add")
  func explainsRefusal() throws {
    let run = try ProgramRun(
      ProgramRun.program.path,
      ["diff", "--kubeconfig", cluster.kubeconfigs["nobody"] ?? "", "-n", namespace, "-f", "-"], input: manifests())
    #expect(run.code == 2)
    #expect(run.output.contains("user \"nobody\" may not get"), "\(run.output)")
    let rule = "roleRef:"
    let second = manifests().split(separator: "---\n").last.map {
      "\n---\n" + $0.replacing("name: db}", with: "name: d2}")
    }
    let both = try ProgramRun(
      ProgramRun.program.path,
      ["diff", "--kubeconfig", cluster.kubeconfigs["nobody"] ?? "", "-n", namespace, "-f", "-"],
      input: manifests().replacing("target: {", with: "target: {name: same, ")
        + (second ?? "").replacing("target: {", with: "target: {name: same, "))
    #expect(both.output.components(separatedBy: rule).count == 2, "the rule is shown once: \(both.output)")
    #expect(both.output.contains("hint: as for ExternalSecret \(namespace)/db"), "\(both.output)")
    #expect(run.output.contains("kind: Role"))
  }

  @Test("A token the server doesn't know, a context nobody defines and a server that isn't there are told apart")
  func explainsWhatIsWrong() throws {
    let unknown = try ProgramRun(
      ProgramRun.program.path,
      ["diff", "--kubeconfig", cluster.kubeconfigs["unknown"] ?? "", "-n", namespace, "-f", "-"], input: manifests())
    #expect(unknown.code == 2 && unknown.output.contains("401"))
    let context = try diff("--context", "nope", input: manifests())
    #expect(context.code == 2 && context.errors.contains("context \"nope\""))
    let refused = try diff("--server", "https://127.0.0.1:1", input: manifests())
    #expect(refused.code == 2 && (refused.output + refused.errors).contains("127.0.0.1:1"))
  }

  @Test("A broken document is quoted with a caret, and hides no other")
  func explainsBrokenYAML() throws {
    let run = try diff(input: manifests() + "\n---\na: b: c\n")
    #expect(run.code == 2)
    #expect(run.errors.contains("-:14:5: mapping values are not allowed") && run.errors.contains("^"), "\(run.errors)")
    #expect(run.output.contains("would be created"))
  }

  @Test("A live ExternalSecret is compared by its name, and a name nobody has comes with the nearest")
  func comparesByName() throws {
    try cluster.kubectl("create", "-n", namespace, "--validate=false", "-f", "-", input: manifests())
    let run = try ProgramRun(ProgramRun.program.path, ["diff", "--kubeconfig", kubeconfig, "-n", namespace, "db"])
    #expect(run.code == 1, "\(run.errors)")
    let missing = try ProgramRun(ProgramRun.program.path, ["diff", "--kubeconfig", kubeconfig, "-n", namespace, "dbx"])
    #expect(missing.code == 2 && missing.errors.contains("did you mean db?"), "\(missing.errors)")
  }
}

/// validate, where it asks a real API server.
@Suite struct ValidateServerTests {
  @Test("A server-side dry run keeps nothing, and its refusal stands at the field it names")
  func asksTheServer() throws {
    let cluster = try TestCluster.current()
    let namespace = try cluster.namespace()
    let manifest = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: dry}
      spec:
        secretStoreRef: {name: store}
        data: [{secretKey: a, remoteRef: {key: k}}]
      """
    let store = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: store, namespace: \(namespace)}
      spec: {provider: {fake: {data: []}}}
      """
    try cluster.kubectl("create", "--validate=false", "-f", "-", input: store)
    let arguments = [
      "validate", "--kubeconfig", cluster.kubeconfigs["admin"] ?? "", "-n", namespace, "--server", "-f", "-",
    ]
    let good = try ProgramRun(ProgramRun.program.path, arguments, input: manifest)
    #expect(good.code == 0, "\(good.output)\(good.errors)")
    #expect(try cluster.kubectl("get", "externalsecrets.external-secrets.io", "-n", namespace).isEmpty)
    let wrong = manifest.replacing("name: dry", with: "name: Dry_Run")
    let bad = try ProgramRun(ProgramRun.program.path, arguments, input: wrong)
    #expect(bad.code == 1 && bad.output.contains("[server]"), "\(bad.output)\(bad.errors)")
  }

  @Test("What the files name is looked up in the cluster: stores, keys, and the workloads that a change would break")
  func looksUpReferences() throws {
    let cluster = try TestCluster.current()
    let namespace = try cluster.namespace()
    let live = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: texts, namespace: \(namespace)}
      data: {config: x}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: \(namespace)}
      spec:
        selector: {matchLabels: {a: b}}
        template:
          metadata: {labels: {a: b}}
          spec:
            containers:
            - {name: c, image: i, env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]}
      """
    try cluster.kubectl("create", "-f", "-", input: live)
    let manifest = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: db}
      spec:
        secretStoreRef: {name: nowhere}
        target: {template: {templateFrom: [{configMap: {name: texts, items: [{key: confg}]}}]}}
        data: [{secretKey: a, remoteRef: {key: k}}]
      """
    func validate(_ text: String, as user: String = "admin") throws -> ProgramRun {
      let arguments = ["--kubeconfig", cluster.kubeconfigs[user] ?? "", "-n", namespace, "--server", "-f", "-"]
      return try ProgramRun(ProgramRun.program.path, ["validate"] + arguments, input: text)
    }
    let run = try validate(manifest)
    #expect(run.code == 1)
    #expect(run.output.contains("there is no SecretStore \(namespace)/nowhere"), "\(run.output)\(run.errors)")
    #expect(run.output.contains("did you mean config?"))
    let template = manifest.range(of: "  target:").map { manifest[$0.lowerBound...].prefix { $0 != "\n" } } ?? ""
    let plain = try validate(manifest.replacing(template, with: "  target: {name: db}"))
    #expect(plain.output.contains("will have no key password, which Deployment \(namespace)/web"), "\(plain.output)")
    try cluster.kubectl(
      "create", "role", "writer", "-n", namespace, "--verb=get,patch,create",
      "--resource=externalsecrets.external-secrets.io")
    try cluster.kubectl("create", "rolebinding", "writer", "-n", namespace, "--role=writer", "--user=nobody")
    let limited = try validate(manifest, as: "nobody")
    #expect(limited.code == 0, "\(limited.output)\(limited.errors)")
    #expect(limited.errors.contains("warning: whether there is a SecretStore \(namespace)/nowhere isn't known"))
  }

  @Test("The cluster's own schemas can be asked for")
  func takesTheClustersSchemas() throws {
    let cluster = try TestCluster.current()
    let run = try ProgramRun(
      ProgramRun.program.path,
      ["validate", "--kubeconfig", cluster.kubeconfigs["admin"] ?? "", "--server-schema", "-f", "-"],
      input:
        "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: s}\nspec: {provider: {fake: {data: []}}}\n"
    )
    #expect(run.code == 0, "\(run.output)\(run.errors)")
  }
}
