import Basics
import Foundation
import LoopbackServers
import TestSupport
import Testing

/// The main job with AWS: the plugin, a real API server, and an emulator of AWS.
@Suite struct AWSDiffTests {
  private static let canary = "canary-aws-5d1c"

  private let cluster: TestCluster
  private let namespace: String
  private let server: LoopbackServer
  private var environment: [String: String?] {
    [
      "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.ports["door"] ?? 0)", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_REGION": nil, "AWS_PROFILE": nil,
    ]
  }

  init() throws {
    cluster = try TestCluster.current()
    namespace = try cluster.namespace()
    let seed = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString).json")
    let value = #"{\"user\": \"admin\", \"password\": \"\#(Self.canary)\"}"#
    let secrets = #"{"secretsmanager": [{"Name": "prod/db", "SecretString": "\#(value)"}], "ssm": []}"#
    try Data(secrets.utf8).write(to: seed)
    defer { try? FileManager.default.removeItem(at: seed) }
    server = try LoopbackServer.aws(seed: seed)
  }

  private func manifests(key: String = "prod/db") -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: aws}
    spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: db}
    spec:
      secretStoreRef: {name: aws}
      dataFrom: [{extract: {key: \(key)}}]
    """
  }

  private func run(_ words: [String], _ input: String, _ changes: [String: String?] = [:]) throws -> ProgramRun {
    let kubeconfig = cluster.kubeconfigs["admin"] ?? ""
    let arguments = words + ["--kubeconfig", kubeconfig, "-n", namespace, "-f", "-"]
    return try ProgramRun(
      ProgramRun.program.path, arguments, input: input, environment: environment.merging(changes) { $1 })
  }

  @Test("Values from AWS are compared with the live Secret: 1 before it is equal, 0 once it is")
  func comparesWithAWS() throws {
    let before = try run(["diff"], manifests())
    #expect(before.code == 1 && before.output.contains("+ data.password"), "\(before.output)\(before.errors)")
    let render = try run(["render", "-o", "yaml", "--show-values"], manifests())
    let manifest = render.output.replacing("uid: \"\"", with: "uid: 44bce985-e8ec-4dc1-a97e-a662ca26980a")
    try cluster.kubectl("apply", "-f", "-", input: manifest)
    let equal = try run(["diff"], manifests())
    #expect(equal.code == 0, "\(equal.output)\(equal.errors)")
  }

  @Test("A value that is in AWS appears in no output, traces included, unless it is asked for")
  func showsNoValue() throws {
    for words in [
      ["diff"], ["diff", "-o", "json"], ["diff", "-v=9"], ["render"], ["render", "-o", "dotenv"], ["render", "-v=9"],
    ] {
      let seen = try run(words, manifests())
      #expect(!(seen.output + seen.errors).contains(Self.canary), "\(words)")
      #expect(!(seen.output + seen.errors).contains("made-up"), "\(words)")
    }
    #expect(try run(["diff", "--show-values"], manifests()).output.contains(Self.canary))
  }

  @Test("A remote key that isn't there, and missing credentials, are errors with the place and what to do")
  func explains() throws {
    let missing = try run(["diff"], manifests(key: "prod/dbx"))
    #expect(missing.code == 2 && missing.output.contains("spec.dataFrom[0]"), "\(missing.output)")
    #expect(missing.output.contains("prod/db"), "the nearest name is said: \(missing.output)")
    let nobody: [String: String?] = [
      "AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil, "HOME": "/nonexistent",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
    let denied = try run(["diff"], manifests(), nobody)
    #expect(denied.code == 2 && denied.output.contains("credentials"), "\(denied.output)")
  }
}
