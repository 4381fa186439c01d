import Basics
import Foundation
import HTTP
import Kubernetes
import System
import TestSupport
import Testing

@Suite("Exec credential plugins")
struct ExecPluginTests {
  private let directory: String
  private let ok = ScriptedTransport.Answer.response(200, "{}")
  private let unauthorized = ScriptedTransport.Answer.response(401, #"{"kind": "Status", "code": 401}"#)

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("exec-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    directory = url.path
  }

  /// Writes a shell script that plays the plugin.
  private func plugin(_ script: String, name: String = "get-token") throws -> ExecPlugin {
    let path = "\(directory)/\(name)"
    try ExecutableScript.write("#!/bin/sh\ncd \(directory)\n\(script)\n", to: path)
    return ExecPlugin(command: path, interactiveMode: "Never")
  }

  private func answer(_ status: String, version: String = ExecPlugin.v1) -> String {
    #"echo '{"kind": "ExecCredential", "apiVersion": "\#(version)", "status": \#(status)}'"#
  }

  private func client(
    _ plugin: ExecPlugin, _ server: ScriptedTransport, isInteractive: Bool = false, now: Int64 = 0
  ) -> KubernetesClient {
    let environment = ClientEnvironment(
      variables: ["PATH": "/usr/bin:/bin:\(directory)", "INHERITED": "yes"], isInteractive: isInteractive,
      now: { Timestamp(seconds: now) })
    return .scripted(server, environment: environment) {
      $0.authentication = .exec(plugin)
      $0.user = "jane"
      $0.certificateAuthority = Array("CA".utf8)
      $0.execConfiguration = ["region": "eu"]
    }
  }

  private func run(_ plugin: ExecPlugin, isInteractive: Bool = false) async -> KubernetesError? {
    await failure {
      _ = try await client(plugin, ScriptedTransport([ok]), isInteractive: isInteractive).serverVersion()
    }
  }

  private func words(_ error: KubernetesError?) -> String {
    (error?.located.message ?? "") + " — " + (error?.located.hint ?? "")
  }

  @Test("The token is used for the whole run; requests at the same time run the plugin once")
  func token() async throws {
    let plugin = try plugin("echo run >> runs; " + answer(#"{"token": "tok"}"#))
    let server = ScriptedTransport([ok, ok, ok])
    let client = client(plugin, server)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 { group.addTask { _ = try? await client.group("g") } }
    }
    #expect(await server.requests.map { $0.headers["Authorization"] } == ["Bearer tok", "Bearer tok", "Bearer tok"])
    #expect(try String(contentsOfFile: directory + "/runs", encoding: .utf8) == "run\n")
  }

  @Test("An expired credential is renewed")
  func expiry() async throws {
    let plugin = try plugin(
      "echo run >> runs; " + answer(#"{"token": "tok", "expirationTimestamp": "1970-01-01T00:01:40Z"}"#))
    for (now, runs) in [(99 as Int64, 1), (100, 3)] {
      let client = client(plugin, ScriptedTransport([ok, ok]), now: now)
      for _ in 0..<2 { _ = try await client.group("g") }
      let log = try String(contentsOfFile: directory + "/runs", encoding: .utf8)
      #expect(log.split(separator: "\n").count == runs)
    }
  }

  @Test("A refused credential is renewed once")
  func refused() async throws {
    let plugin = try plugin("echo run >> runs; " + answer(#"{"token": "'$(wc -l < runs | tr -d " ")'"}"#))
    let server = ScriptedTransport([unauthorized, ok, unauthorized, unauthorized])
    let client = client(plugin, server)
    _ = try await client.group("g")
    #expect(await server.requests.map { $0.headers["Authorization"] } == ["Bearer 1", "Bearer 2"])
    #expect(await failure { _ = try await client.group("g") }?.statusCode == 401)
  }

  @Test("A certificate from the plugin is shown to the server")
  func certificate() async throws {
    let plugin = try plugin(answer(#"{"clientCertificateData": "CERT", "clientKeyData": "KEY"}"#))
    let server = ScriptedTransport([ok])
    _ = try await client(plugin, server).group("g")
    let request = try #require(await server.requests.first)
    #expect(request.tls.clientCertificate == Array("CERT".utf8))
    #expect(request.tls.clientKey == SecretBytes(utf8: "KEY"))
    #expect(request.headers["Authorization"] == nil)
  }

  @Test("The plugin gets its arguments, variables on top of ours, and the cluster if it asks for it")
  func surroundings() async throws {
    var plugin = try plugin(
      #"printf '%s|' "$@" "$A" "$INHERITED" "$KUBERNETES_EXEC_INFO" > seen; "# + answer(#"{"token": "t"}"#))
    plugin.arguments = ["one", "two words"]
    plugin.variables = [("A", "b")]
    plugin.providesClusterInfo = true
    _ = try await client(plugin, ScriptedTransport([ok])).group("g")
    let seen = try String(contentsOfFile: directory + "/seen", encoding: .utf8).split(separator: "|")
    #expect(seen.prefix(4) == ["one", "two words", "b", "yes"])
    #expect(
      try JSON.parse(String(seen[4])) == [
        "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
        "spec": [
          "interactive": false,
          "cluster": [
            "server": "https://test:443", "certificate-authority-data": "Q0E=", "config": ["region": "eu"],
          ],
        ],
      ])
  }

  @Test("A plugin that isn't there comes with the hint how to install it")
  func missing() async {
    let plugin = ExecPlugin(
      command: "no-such-plugin", installHint: "brew install it\u{1B}[2J", interactiveMode: "Never")
    #expect(
      words(await run(plugin))
        == "the credential plugin no-such-plugin of user \"jane\" is not installed — brew install it\\x1b[2J")
  }

  @Test("A failed plugin is named with its exit code, and nothing it printed is shown")
  func failed() async throws {
    let error = words(await run(try plugin("echo s3cret; exit 7")))
    #expect(error.contains("exit code 7"))
    #expect(!error.contains("s3cret"))
  }

  @Test(
    "An answer that is no credential says what is wrong with it, and shows none of it",
    arguments: [
      ("echo s3cret", "not JSON"), (#"echo '{"kind": "s3cret"}'"#, "not an ExecCredential"),
      (#"echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1"}'"#, "no status"),
      (#"echo '{"kind": "ExecCredential", "apiVersion": "x/v1beta1", "status": {}}'"#, "answers in x/v1beta1"),
      (
        #"echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {}}'"#,
        "neither a token nor"
      ),
      (
        #"echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "#
          + #""status": {"clientKeyData": "s3cret"}}'"#, "but not both"
      ),
    ])
  func unusable(script: String, problem: String) async throws {
    let error = words(await run(try plugin(script)))
    #expect(error.contains(problem))
    #expect(!error.contains("s3cret"))
  }

  @Test("A plugin that needs a terminal is not run without one")
  func interactive() async throws {
    var plugin = try plugin("touch ran; " + answer(#"{"token": "t"}"#))
    plugin.interactiveMode = "Always"
    #expect(await run(plugin) == .credentials(.pluginNeedsTerminal(command: plugin.command)))
    #expect(!FileManager.default.fileExists(atPath: directory + "/ran"))
  }

  @Test("A token file is read again when its token is refused, and spaces around the token don't matter")
  func tokenFile() async throws {
    let path = directory + "/token"
    try Data(" one\n".utf8).write(to: URL(fileURLWithPath: path))
    let server = ScriptedTransport([ok, unauthorized, ok])
    let client = KubernetesClient.scripted(server) { $0.authentication = .tokenFile(path, fallback: nil) }
    _ = try await client.group("g")
    try Data("two".utf8).write(to: URL(fileURLWithPath: path))
    _ = try await client.group("g")
    #expect(await server.requests.map { $0.headers["Authorization"] } == ["Bearer one", "Bearer one", "Bearer two"])
    let missing = KubernetesClient.scripted(ScriptedTransport([])) {
      $0.authentication = .tokenFile("/nowhere/token", fallback: nil)
    }
    #expect(
      await failure { _ = try await missing.group("g") }
        == .credentials(.tokenFile(path: "/nowhere/token", reason: "no such file")))
  }

  @Test("A name and a password are sent as basic authentication")
  func basic() async throws {
    let server = ScriptedTransport([ok])
    let client = KubernetesClient.scripted(server) {
      $0.authentication = .basic(username: "u", password: SecretBytes(utf8: "p"))
    }
    _ = try await client.group("g")
    #expect(await server.requests.first?.headers["Authorization"] == "Basic dTpw")
  }
}
