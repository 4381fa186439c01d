import Basics
import ExternalSecrets
import Foundation
import LoopbackServers
import TestSupport
import Testing
import YAML

/// Objects of kubernetes-external-secrets against an emulator of AWS: previews, real manifests, conversions.
@Suite struct LegacyTests {
  private static let canary = "canary-legacy-77b0"

  private static func server(_ seed: JSON) throws -> LoopbackServer {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString).json")
    try Data(seed.bytes()).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try LoopbackServer.aws(seed: file)
  }

  private static func run(_ words: [String], _ input: String, _ server: LoopbackServer) throws -> ProgramRun {
    try ProgramRun(
      ProgramRun.program.path, words, input: input,
      environment: [
        "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.ports["door"] ?? 0)", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_REGION": "eu-west-1", "AWS_PROFILE": nil,
      ])
  }

  private static func legacy(_ spec: String) -> String {
    """
    apiVersion: kubernetes-client.io/v1
    kind: ExternalSecret
    metadata: {name: case, namespace: default}
    spec:
    \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n"))
    """
  }

  private static func data(_ run: ProgramRun) throws -> [String: String] {
    let secret = try JSON.parse(run.output)["items"]?[0]?["object"]
    return (secret?["data"]?.object ?? [:]).reduce(into: [:]) { data, member in
      data[member.key] = String(
        decoding: Base64.standard.decode(member.value.string ?? "") ?? [], as: UTF8.self)
    }
  }

  @Test("Both backends of AWS are read: versions, bytes, members, paths, with the object's region and role")
  func readsBothBackends() throws {
    let server = try Self.server([
      "secretsmanager": [
        ["Name": "db", "SecretString": .string(#"{"user": "old", "n": 1.50}"#), "Then": .string(#"{"user": "new"}"#)],
        ["Name": "bytes", "SecretBinaryB64": .string(Base64.standard.encode(Array("raw".utf8)))],
        ["Name": "text", "SecretString": "aGVsbG8="],
      ],
      "ssm": [
        ["Name": "/app/a", "Value": "one", "Type": "SecureString", "Then": "two"],
        ["Name": "/app/deep/b", "Value": "three", "Type": "String"],
      ],
    ])
    let words = ["render", "--no-cluster", "-f", "-", "-o", "json", "--show-values"]
    let manager = try Self.run(
      words + ["--assume-store-role"],
      Self.legacy(
        """
        backendType: secretsManager
        region: eu-west-1
        roleArn: arn:aws:iam::123456789012:role/reader
        data:
        - {key: db, name: now, property: user}
        - {key: db, name: before, property: user, versionStage: AWSPREVIOUS}
        - {key: bytes, name: bytes, isBinary: true}
        - {key: text, name: text, isBinary: true}
        dataFromWithOptions: [{key: db, versionStage: AWSPREVIOUS}]
        """), server)
    #expect(manager.code == 0, "\(manager.output)\(manager.errors)")
    #expect(
      try Self.data(manager) == [
        "now": "new", "before": "old", "bytes": "raw", "text": "hello", "user": "old", "n": "1.5",
      ])
    let parameters = try Self.run(
      words,
      Self.legacy(
        """
        backendType: systemManager
        data: [{key: /app/a, name: now}, {key: "/app/a:1", name: before}, {path: /app}, {path: /app/deep/}]
        """), server)
    #expect(parameters.code == 0, "\(parameters.output)\(parameters.errors)")
    #expect(try Self.data(parameters) == ["now": "two", "before": "one", "a": "two", "b": "three"])
  }

  @Test("No value of a legacy object is shown unless asked, in no output and no trace")
  func showsNoValue() throws {
    let value = #"{"user": "\#(Self.canary)"}"#
    let server = try Self.server(["secretsmanager": [["Name": "db", "SecretString": .string(value)]], "ssm": []])
    let manifest = Self.legacy(
      """
      backendType: secretsManager
      data: [{key: db, name: db}, {key: db, name: u, property: user}]
      template:
        metadata: {annotations: {note: 'of <%= JSON.parse(data.db).user %>'}}
        stringData: {url: 'postgres://<%= data.u %>@db'}
      """)
    for words in [
      ["diff"], ["diff", "-o", "json"], ["diff", "-v=9"], ["render"], ["render", "-o", "json"],
      ["render", "-o", "env"],
    ] {
      let seen = try Self.run(words + ["--no-cluster", "-f", "-"], manifest, server)
      #expect(!(seen.output + seen.errors).contains(Self.canary), "\(words)")
    }
    let proof = try Self.run(["create", "--convert", "--verify", "-f", "-"], manifest, server)
    #expect(proof.code == 0 && !(proof.output + proof.errors).contains(Self.canary), "\(proof.errors)")
    let remote = try Self.run(
      ["validate", "--remote", "-f", "-"], manifest.replacing("property: user", with: "property: usr"), server)
    #expect(remote.code == 1 && remote.output.contains("Could not find property usr"), "\(remote.output)")
  }

  // MARK: Real manifests

  private struct Corpus {
    var files: [URL] = []
    var objects: [(manifest: Manifest, object: LegacyExternalSecret)] = []
    var seed: JSON = [:]

    /// The real manifests, and values for whatever the ones of AWS read.
    init() throws {
      let folder = try #require(SharedOracle.folder).appendingPathComponent("corpus/kes")
      files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
      for file in files {
        for document in YAML.documents(Array(try Data(contentsOf: file)), file: file.path) {
          let manifest = Manifest(try document.content.get(), file: file.path, defaultNamespace: "default")
          guard manifest.objectKind == .legacyExternalSecret else { continue }
          objects.append((manifest, LegacyExternalSecret.decode(manifest).object))
        }
      }
      seed = Self.seed(objects.map(\.object))
    }

    private static func seed(_ objects: [LegacyExternalSecret]) -> JSON {
      var members: [String: [String]] = [:]
      var stages: [String: [String]] = [:]
      var parameters: Set<String> = []
      for object in objects where object.backend.awsService != nil {
        for key in (object.dataFrom + object.dataFromWithOptions).map(\.key) {
          members[key, default: []].append("FROM")
        }
        for entry in object.data {
          guard let key = entry.key else { continue }
          guard object.backend.awsService == .secretsManager else {
            parameters.insert(key)
            continue
          }
          members[key, default: []] += [entry.property].compactMap { $0 }
          if let stage = entry.version.stage, stage != "AWSPREVIOUS" { stages[key, default: []].append(stage) }
        }
      }
      let secrets = members.sorted { $0.key < $1.key }.map { key, names -> JSON in
        let value: JSON = .object(
          JSON.Members(Set(names).sorted().map { .init(key: $0, value: .string("value of \($0)")) }))
        let text: JSON = names.isEmpty ? "plain" : .string(value.text())
        return [
          "Name": .string(key), "SecretString": text, "Then": text,
          "Stages": .array(Set(stages[key] ?? []).sorted().map(JSON.string)),
        ]
      }
      let values = parameters.sorted().map { name -> JSON in
        ["Name": .string(name), "Value": "parameter", "Type": "String"]
      }
      return ["secretsmanager": .array(secrets), "ssm": .array(values)]
    }
  }

  @Test(
    "Of real manifests all parse, all of AWS render, all convert, and each conversion of AWS is proven",
    .enabled(if: SharedOracle.isPresent, "\(SharedOracle.absence)"))
  func corpus() throws {
    let corpus = try Corpus()
    #expect(corpus.objects.count > 150)
    for (manifest, _) in corpus.objects {
      #expect(LegacyExternalSecret.decode(manifest).errors.isEmpty, "\(manifest.file ?? "") \(manifest.reference)")
    }
    let server = try Self.server(corpus.seed)
    var counts = (rendered: 0, converted: 0, proven: 0)
    for (manifest, object) in corpus.objects {
      let name = "\(manifest.file ?? "") \(manifest.reference)"
      // The emulator's seed is in one region.
      let input = manifest.json.text().replacing(#/us-east-\d/#, with: "eu-west-1")
      let schema = Schema(apiVersion: manifest.apiVersion, kind: manifest.kind)
      let isRefused = !object.isOldestForm && schema?.problems(manifest.json).isEmpty == false
      let convert = try Self.run(["create", "--convert", "--verify", "-f", "-"], input, server)
      #expect(convert.output.contains("kind: ExternalSecret"), "\(name): \(convert.errors)")
      counts.converted += 1
      guard object.backend.awsService != nil, !isRefused else { continue }
      let render = try Self.run(["render", "--no-cluster", "-f", "-", "-o", "json"], input, server)
      #expect(render.code == 0, "\(name): \(render.output)")
      counts.rendered += 1
      #expect(
        convert.code == 0 && convert.errors.contains("the same Secret, byte for byte"), "\(name): \(convert.errors)")
      counts.proven += 1
    }
    #expect(counts.rendered >= 25 && counts.converted == corpus.objects.count, "\(counts)")
    print("legacy corpus: \(corpus.files.count) files, \(corpus.objects.count) objects, \(counts)")
  }
}
