import Basics
import Foundation
import LoopbackServers
import TestSupport
import Testing

/// create with AWS: the plugin, a real API server, and an emulator of AWS.
@Suite struct CreateAWSTests {
  private let cluster: TestCluster
  private let namespace: String
  private let server: LoopbackServer
  private var environment: [String: String?] {
    [
      "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.ports["door"] ?? 0)", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_REGION": "eu-west-1", "AWS_PROFILE": nil,
      "KUBECONFIG": cluster.kubeconfigs["admin"],
    ]
  }

  private static let seed = #"""
    {"secretsmanager": [
      {"Name": "my-secret", "SecretString": "{\"username\": \"canary-user\", \"password\": \"canary-pass\"}"},
      {"Name": "prod/db", "SecretString": "{\"username\": \"canary-user\", \"password\": \"canary-db\"}"},
      {"Name": "prod/db-old", "SecretString": "{\"username\": \"someone\", \"password\": \"canary-db\"}"},
      {"Name": "prod/certificate", "SecretString": "-----BEGIN canary-----\nline\n-----END-----\n"},
      {"Name": "prod/keystore", "SecretBinaryB64": "AAECY2FuYXJ5/w=="},
      {"Name": "prod/text", "SecretString": "canary is no JSON"},
      {"Name": "team/tagged", "SecretString": "canary-tagged", "Tags": {"team": "shop"}}], "ssm": [
      {"Name": "/prod/api", "Type": "SecureString", "Value": "{\"key\": \"canary-key\"}"},
      {"Name": "/prod/db/password", "Type": "SecureString", "Value": "canary-db"}]}
    """#

  init() throws {
    cluster = try TestCluster.current()
    namespace = try cluster.namespace()
    let seed = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString).json")
    try Data(Self.seed.utf8).write(to: seed)
    defer { try? FileManager.default.removeItem(at: seed) }
    server = try LoopbackServer.aws(seed: seed)
  }

  private func run(_ words: [String], input: String = "") throws -> ProgramRun {
    try ProgramRun(ProgramRun.program.path, words + ["-n", namespace], input: input, environment: environment)
  }

  /// The data that the controller would write for a manifest, base64.
  private func rendered(_ manifest: String) throws -> JSON {
    let render = try run(["render", "-f", "-", "-o", "yaml", "--show-values"], input: manifest)
    guard render.code == 0 else { throw ProgramRun.Failure(run: render) }
    let json = try cluster.kubectl("create", "--dry-run=client", "-o", "json", "-f", "-", input: render.output)
    return try JSON.parse(json)
  }

  private static let store = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: aws}
    spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
    """

  @Test("A Secret made by hand, taken over with --from-secret, renders to the same Secret again")
  func adopts() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: Self.store)
    let original = """
      apiVersion: v1
      kind: Secret
      metadata: {name: db}
      type: example.com/custom
      data: {keystore: AAECY2FuYXJ5/w==}
      stringData:
        username: canary-user
        password: canary-db
        ca.crt: "-----BEGIN canary-----\\nline\\n-----END-----\\n"
      """
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: original)
    let run = try run(["create", "--from-secret", "db"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(!run.output.contains("canary"))
    #expect(run.output.contains("key: prod/db\n") && !run.output.contains("prod/db-old"), "the nearest name wins")
    let live = try JSON.parse(try cluster.kubectl("get", "secret", "db", "-n", namespace, "-o", "json"))
    let again = try rendered(run.output)
    #expect(again["data"]?.object?.count == 4)
    for member in live["data"]?.object ?? [:] { #expect(again["data"]?[member.key] == member.value, "\(member.key)") }
    #expect(again["type"] == live["type"])
  }

  @Test("What AWS lacks is listed with commands that read from standard input; no value is shown, traces included")
  func listsCommands() throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: Self.store)
    try cluster.kubectl(
      "create", "secret", "generic", "app", "-n", namespace, "--from-literal=token=canary-new",
      "--from-literal=username=canary-user")
    for more in [[], ["-v=9"], ["-o", "json"]] {
      let run = try run(["create", "--from-secret", "app"] + more)
      #expect(run.code == 0, "\(run.errors)")
      #expect(!(run.output + run.errors).contains("canary"), "\(more)")
      #expect(!(run.output + run.errors).contains(Data("canary-new".utf8).base64EncodedString()), "\(more)")
      #expect(run.errors.contains("--secret-string file:///dev/stdin"), "\(run.errors)")
      #expect(run.errors.contains("\(namespace)/app/token"), "\(run.errors)")
    }
  }

  @Test("Where AWS' own command line is there, the commands listed make the round trip whole")
  func runsCommands() throws {
    let version = try ProgramRun("/bin/sh", ["-c", "aws --version"])
    guard version.code == 0 else { return }
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: Self.store)
    try cluster.kubectl(
      "create", "secret", "generic", "app", "-n", namespace, "--from-literal=to.ken=canary 'new'\nline",
      "--from-literal=other=canary-other")
    let first = try run(["create", "--from-secret", "app"])
    let commands = first.errors.split(separator: "\n").filter { $0.hasPrefix("  kubectl") }
    #expect(commands.count == 2, "\(first.errors)")
    for command in commands {
      let created = try ProgramRun("/bin/sh", ["-ec", String(command)], environment: environment)
      #expect(created.code == 0, "\(created.errors)")
    }
    let second = try run(["create", "--from-secret", "app"])
    #expect(second.errors.isEmpty && second.output == first.output.withoutComments, "\(second.output)\(second.errors)")
    let live = try JSON.parse(try cluster.kubectl("get", "secret", "app", "-n", namespace, "-o", "json"))
    #expect(try rendered(second.output)["data"] == live["data"])
  }

  @Test("Members' names are read, values are not shown; a key that isn't there, or isn't JSON, is said with what to do")
  func readsNames() throws {
    let store = ["--with-store", "--region", "eu-west-1"]
    let run = try run(["create", "db", "--from-remote", "prod/db"] + store)
    #expect(run.code == 0 && run.output.contains("property: password"), "\(run.errors)")
    #expect(!(run.output + run.errors).contains("canary"))
    #expect(run.errors.contains("secret:prod/db-??????"), "the policy names the key alone")
    let missing = try self.run(["create", "db", "--from-remote", "prod/db1"] + store)
    #expect(
      missing.code == 1 && missing.output.isEmpty && missing.errors.contains("did you mean prod/db"),
      "\(missing.errors)")
    let text = try self.run(["create", "db", "--from-remote", "prod/text"] + store)
    #expect(text.code == 1 && text.output.isEmpty && text.errors.contains("not JSON"), "\(text.errors)")
    #expect(!(missing.errors + text.errors).contains("canary"))
  }

  @Test("Parameter Store is read the same way: members, near names, and a Secret taken over")
  func readsParameters() throws {
    let store = ["--with-store", "--region", "eu-west-1", "--service", "ParameterStore"]
    let members = try run(["create", "api", "--from-remote", "/prod/api"] + store)
    #expect(members.code == 0 && members.output.contains("property: key"), "\(members.errors)")
    let missing = try run(["create", "api", "--from-remote", "/prod/apu"] + store)
    #expect(missing.code == 1 && missing.errors.contains("did you mean /prod/api?"), "\(missing.errors)")
    try cluster.kubectl(
      "create", "secret", "generic", "db", "-n", namespace, "--from-literal=password=canary-db",
      "--from-literal=user=canary-new")
    let adopted = try run(["create", "--from-secret", "db"] + store)
    #expect(adopted.code == 0 && adopted.output.contains("key: /prod/db/password"), "\(adopted.errors)")
    #expect(adopted.errors.contains("aws ssm put-parameter --type SecureString --name /\(namespace)/db/user"))
    #expect(!(members.output + missing.errors + adopted.output + adopted.errors).contains("canary"))
  }

  @Test("A search by tag finds what has the tag, and renders")
  func findsTags() throws {
    let run = try run(["create", "all", "--find-tag", "team=shop", "--with-store", "--region", "eu-west-1"])
    #expect(run.code == 0, "\(run.errors)")
    #expect(try rendered(run.output)["data"]?.object?.map(\.key) == ["team_tagged"])
  }

  @Test("The README's walk-through: an AWS secret becomes an ExternalSecret, its Secret, and variables of a Deployment")
  func walksThrough() async throws {
    try cluster.kubectl("create", "deployment", "web", "--image=web", "-n", namespace)
    let source = ["create", "my-secret", "--from-remote", "my-secret"]
    let store = ["--with-store", "--region", "eu-west-1"]
    // The controller's part is played: it writes what `render` says it would.
    let data = try rendered(try run(source + store).output)["data"]?.object ?? [:]
    let player = ControllerPlayer(try cluster.client(), namespace: namespace)
    let values = data.map {
      ($0.key, String(decoding: Data(base64Encoded: $0.value.string ?? "") ?? Data(), as: UTF8.self))
    }
    await player.set(Dictionary(uniqueKeysWithValues: values), for: "my-secret")
    let playing = player.play()
    defer { playing.cancel() }

    let create = try await aside { try run(source + store + ["--apply"]) }
    #expect(create.code == 0 && create.output.contains("my-secret created"), "\(create.errors)")
    let reconcile = try await aside { try run(["reconcile", "my-secret"]) }
    #expect(reconcile.code == 0, "\(reconcile.output)\(reconcile.errors)")
    let inject = try await aside { try run(source + ["--inject", "deploy/web", "--apply"]) }
    #expect(inject.code == 0 && inject.output.contains("deployment.apps/web configured"), "\(inject.errors)")
    for step in [create, reconcile, inject] { #expect(!(step.output + step.errors).contains("canary")) }

    let secret = try JSON.parse(try cluster.kubectl("get", "secret", "my-secret", "-n", namespace, "-o", "json"))
    #expect(secret["data"]?["username"]?.string == Data("canary-user".utf8).base64EncodedString())
    #expect(secret["data"]?["password"]?.string == Data("canary-pass".utf8).base64EncodedString())
    let live = try JSON.parse(try cluster.kubectl("get", "deployment", "web", "-n", namespace, "-o", "json"))
    let env = live["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.array ?? []
    let read = env.compactMap { $0["valueFrom"]?["secretKeyRef"]?["key"]?.string }
    #expect(read.sorted() == ["password", "username"])
  }
}

extension String {
  /// A manifest without the lines that are comments.
  fileprivate var withoutComments: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop { $0 == " " }.hasPrefix("#") }.joined(separator: "\n")
  }
}
