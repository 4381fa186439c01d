import Basics
import ExternalSecrets
import Foundation
import Kubernetes
import SyncStatus
import TestSupport
import Testing
import YAML

/// Objects of kubernetes-external-secrets on a real API server with its CustomResourceDefinition.
@Suite struct LegacyClusterTests {
  private let cluster: TestCluster
  private let namespace: String
  private let client: KubernetesClient
  private let resource = APIResource.externalSecrets(.legacyExternalSecret)

  init() async throws {
    cluster = try TestCluster.current()
    namespace = try await cluster.ownNamespace()
    client = try cluster.client()
  }

  private func plugin(_ words: String..., input: String = "") throws -> ProgramRun {
    try ProgramRun(
      ProgramRun.program.path, words + ["--kubeconfig", cluster.kubeconfigs["admin"] ?? "", "-n", namespace],
      input: input)
  }

  private func values(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("values-\(UUID().uuidString).yaml")
    try Data("secretsManager: {db: '\(text)'}\n".utf8).write(to: url)
    return url.path
  }

  private let manifest = """
    apiVersion: kubernetes-client.io/v1
    kind: ExternalSecret
    metadata: {name: old, labels: {app: web}}
    spec:
      backendType: secretsManager
      data: [{key: db, name: user, property: user}, {key: db, name: whole}]
      template: {metadata: {labels: {team: core}, annotations: {note: 'of <%= data.user %>'}}}
    """

  @Test("What create --legacy writes is taken by the API server, and is what it says")
  func createIsAccepted() throws {
    let written = try plugin("create", "made", "--legacy", "--data", "password=prod/db#password", "--offline")
    #expect(written.code == 0, "\(written.errors)")
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: written.output)
    let stored = try cluster.kubectl(
      "get", "externalsecrets.kubernetes-client.io", "made", "-n", namespace, "-o", "jsonpath={.spec.data}")
    #expect(try JSON.parse(stored) == [["key": "prod/db", "name": "password", "property": "password"]])
    let validated = try plugin("validate", "--server", "-f", "-", input: written.output)
    #expect(validated.code == 0, "\(validated.output)\(validated.errors)")
  }

  @Test("diff shows that the whole live Secret is rewritten, by file and by name, and then that nothing changes")
  func diff() throws {
    let values = try values(#"{"user": "canary-4c1d"}"#)
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: manifest)
    try cluster.kubectl(
      "create", "-f", "-",
      input: """
        apiVersion: v1
        kind: Secret
        metadata: {name: old, namespace: \(namespace), labels: {mine: x}, annotations: {also: mine}}
        stringData: {user: canary-4c1d, stale: canary-stale}
        """)
    for words in [["diff", "old"], ["diff", "-f", "-"]] {
      let run = try ProgramRun(
        ProgramRun.program.path,
        words + ["--values", values, "--kubeconfig", cluster.kubeconfigs["admin"] ?? "", "-n", namespace],
        input: words.contains("-f") ? manifest : "")
      #expect(run.code == 1, "\(run.output)\(run.errors)")
      for line in ["- metadata.labels.mine", "- metadata.annotations.also", "+ metadata.labels.team", "- data.stale"] {
        #expect(run.output.contains(line), "\(line): \(run.output)")
      }
      #expect(run.output.contains("= data.user") && !(run.output + run.errors).contains("canary"))
    }
    let render = try plugin("render", "old", "--values", values, "--show-values")
    try cluster.kubectl("replace", "-f", "-", input: render.output)
    let equal = try plugin("diff", "old", "--values", values)
    #expect(equal.code == 0, "\(equal.output)\(equal.errors)")
  }

  @Test("A namespace's annotations are read from the cluster")
  func permission() throws {
    try cluster.kubectl(
      "annotate", "namespace", namespace, "externalsecrets.kubernetes-client.io/permitted-key-name=^prod/")
    let run = try plugin("diff", "-f", "-", "--values", try values("{}"), input: manifest)
    #expect(run.code == 2 && run.output.contains("not allowed to fetch secret"), "\(run.output)\(run.errors)")
  }

  @Test("status tells what the old controller says")
  func status() async throws {
    try cluster.kubectl("create", "-n", namespace, "-f", "-", input: manifest)
    let change: JSON = [
      "status": [
        "status": "ERROR, Could not find property user in db", "observedGeneration": 1,
        "lastSync": "2026-11-24T00:00:00.000Z",
      ]
    ]
    _ = try await client.patch(resource, namespace: namespace, name: "old", change, subresource: "status")
    let run = try plugin("status")
    #expect(run.code == 0 && run.output.contains("Could not find property user in db"), "\(run.output)\(run.errors)")
  }

  @Test(
    "Of real manifests the API server takes those that the schema takes",
    .enabled(if: SharedOracle.isPresent, "\(SharedOracle.absence)"))
  func corpus() async throws {
    let folder = try #require(SharedOracle.folder).appendingPathComponent("corpus/kes")
    var counts = (taken: 0, refused: 0)
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      for document in YAML.documents(Array((try? Data(contentsOf: file)) ?? Data())) {
        let manifest = Manifest(try document.content.get())
        guard manifest.objectKind == .legacyExternalSecret else { continue }
        let schema = try #require(Schema(apiVersion: manifest.apiVersion, kind: manifest.kind))
        // This server is too old to refuse fields it doesn't know; it drops them.
        let problems = schema.problems(manifest.json).filter {
          if case .unknownField = $0.reason { false } else { true }
        }
        var json = manifest.json.object ?? [:]
        json["metadata"] = ["name": .string(manifest.name)]
        do throws(KubernetesError) {
          _ = try await client.create(
            .object(json), as: resource, namespace: namespace, options: WriteOptions(isDryRun: true))
          #expect(problems.isEmpty, "\(file.lastPathComponent) \(manifest.name)")
          counts.taken += 1
        } catch {
          #expect(!problems.isEmpty, "\(file.lastPathComponent) \(manifest.name): \(error)")
          counts.refused += 1
        }
      }
    }
    #expect(counts.taken > 150 && counts.refused > 0, "\(counts)")
  }
}
