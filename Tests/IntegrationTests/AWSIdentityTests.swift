import Basics
import Foundation
import HTTP
import LoopbackServers
import TestSupport
import Testing

/// In whose name AWS is asked, with the stores' credentials in a real cluster and an emulator that checks signatures.
@Suite struct AWSIdentityTests {
  private static let role = "arn:aws:iam::123456789012:role/"
  private static let transport = CurlTransport()
  private static let server = Result {
    let seed = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString).json")
    try Data(#"{"secretsmanager": [{"Name": "prod/db", "SecretString": "canary-identity"}]}"#.utf8).write(to: seed)
    defer { try? FileManager.default.removeItem(at: seed) }
    return try LoopbackServer.aws(seed: seed)
  }

  private let cluster: TestCluster
  private let namespace: String
  private let scenario: AWSScenario

  init() async throws {
    cluster = try TestCluster.current()
    namespace = try await cluster.ownNamespace()
    scenario = try await AWSScenario([:], server: Self.server.get(), transport: Self.transport)
  }

  private var environment: [String: String?] {
    [
      "AWS_ENDPOINT_URL": scenario.address, "AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "own",
      "AWS_REGION": nil, "AWS_PROFILE": nil, "HOME": "/nonexistent",
    ]
  }

  /// Makes a store of those settings, and an ExternalSecret that reads from it.
  private func apply(_ settings: String) async throws {
    try await cluster.run(
      "apply", "-n", namespace, "-f", "-",
      input: """
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: {name: aws}
        spec: {provider: {aws: {service: SecretsManager, region: eu-west-1, \(settings)}}}
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: {name: db}
        spec: {secretStoreRef: {name: aws}, data: [{secretKey: password, remoteRef: {key: prod/db}}]}
        """)
  }

  private func diff(_ words: String..., as user: String = "admin") async throws -> ProgramRun {
    try await cluster.plugin(["diff", "db", "-n", namespace] + words, as: user, environment: environment)
  }

  @Test("As the controller, a ServiceAccount's token of the cluster becomes its role, and -v says so")
  func serviceAccount() async throws {
    try await cluster.run("create", "serviceaccount", "reader", "-n", namespace)
    try await cluster.run(
      "annotate", "serviceaccount", "reader", "-n", namespace, "eks.amazonaws.com/role-arn=\(Self.role)irsa")
    try await apply("auth: {jwt: {serviceAccountRef: {name: reader}}}")
    let run = try await diff("--as-controller", "-v")
    #expect(run.code == 1 && run.output.contains("+ data.password"), "\(run.output)\(run.errors)")
    #expect(
      run.errors.contains("AWS identity: arn:aws:sts::123456789012:assumed-role/irsa/external-secrets-provider-aws"),
      "\(run.errors)")
    #expect(
      try await scenario.calls() == ["AssumeRoleWithWebIdentity": 1, "GetSecretValue": 1, "GetCallerIdentity": 1])
    let body = try #require(try await scenario.requests().first?["body"]?.string)
    let token = try #require(body.split(separator: "&").last { $0.hasPrefix("WebIdentityToken=") }?.dropFirst(17))
    let parts = token.split(separator: ".")
    try #require(parts.count == 3)
    let claims = try JSON.parse(try #require(Base64.url.decode(Self.padded(String(parts[1])))))
    #expect(claims["sub"]?.string == "system:serviceaccount:\(namespace):reader")
    #expect(claims["aud"]?.array?.compactMap(\.string) == ["sts.amazonaws.com"])
    #expect(!(run.output + run.errors).contains(token))
  }

  private static func padded(_ text: String) -> String {
    text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  @Test("As the controller, the keys of the store's Secret sign, and the store's role is assumed with them")
  func secret() async throws {
    try await cluster.run(
      "create", "secret", "generic", "keys", "-n", namespace, "--from-literal=id=AKIAEXAMPLE",
      "--from-literal=secret=secretexample")
    try await apply(
      "role: '\(Self.role)reader', auth: {secretRef: {accessKeyIDSecretRef: {name: keys, key: id}, "
        + "secretAccessKeySecretRef: {name: keys, key: secret}}}")
    let run = try await diff("--as-controller", "-o", "json")
    #expect(run.code == 1, "\(run.output)\(run.errors)")
    let calls = try JSON.parse(run.output)["aws"]?["calls"]?.object?.map { "\($0.key) \($0.value.int ?? 0)" }
    #expect(calls == ["STS.AssumeRole 1", "SecretsManager.GetSecretValue 1"])
    let signers = try await scenario.requests().map { $0["authorization"]?.string ?? "" }
    #expect(signers.first?.contains("Credential=AKIAEXAMPLE/") == true && signers.count == 2, "\(signers)")
    #expect(!(run.output + run.errors).contains("secretexample"))
  }

  @Test("With --assume-store-role one's own keys sign for the store's role; without it no role is assumed")
  func storeRole() async throws {
    try await apply("role: '\(Self.role)reader', externalID: ex")
    let own = try await diff()
    #expect(own.code == 1, "\(own.output)\(own.errors)")
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
    let assumed = try await diff("--assume-store-role", "-v")
    #expect(assumed.errors.contains("assumed-role/reader/"), "\(assumed.errors)")
    #expect(try await scenario.calls()["AssumeRole"] == 1)
    let request = try #require(try await scenario.requests().first { $0["operation"]?.string == "AssumeRole" })
    #expect(request["authorization"]?.string?.contains("Credential=AKIAOWN/") == true)
    #expect(request["body"]?.string?.contains("ExternalId=ex") == true)
  }

  @Test("What the user may not read of the store's credentials is an error of this run, with what would allow it")
  func forbidden() async throws {
    try await cluster.run("create", "serviceaccount", "reader", "-n", namespace)
    try await apply("auth: {jwt: {serviceAccountRef: {name: reader}}}")
    try await cluster.run(
      "create", "role", "previewer", "-n", namespace, "--verb=get,list",
      "--resource=externalsecrets.external-secrets.io,secretstores.external-secrets.io,secrets")
    try await cluster.run(
      "create", "rolebinding", "previewer", "-n", namespace, "--role=previewer", "--user=nobody")
    // Of the old controller's kind, which this cluster serves too, nothing may be read: that matters to no name found.
    let run = try await diff("--as-controller", as: "nobody")
    #expect(run.code == 2 && run.output.contains("can't be computed"), "\(run.output)\(run.errors)")
    #expect(
      run.output.contains("ServiceAccount \(namespace)/reader can't be read") && run.output.contains("serviceaccounts"),
      "\(run.output)")
    #expect(try await scenario.calls().isEmpty)
    let all = try await cluster.plugin(["diff", "-n", namespace], as: "nobody", environment: environment)
    #expect(all.code == 1 && all.output.contains("+ data.password"), "\(all.output)\(all.errors)")
    #expect(
      all.errors.hasPrefix("warning: not compared: ") && all.errors.contains("kubernetes-client.io"), "\(all.errors)")
    #expect(try await diff(as: "unknown").code == 2)
  }
}
