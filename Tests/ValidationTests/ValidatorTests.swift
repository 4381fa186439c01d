import Basics
import ExternalSecrets
import Foundation
import TestSupport
import Testing
import Validation
import YAML

/// A file of the repository's examples, validated.
private func report(on path: String, controller: String? = nil) async throws -> ValidationReport {
  let url = ProgramRun.checkout.appendingPathComponent(path)
  return await report(on: Array(try Data(contentsOf: url)), file: path, controller: controller)
}

private func report(on bytes: [UInt8], file: String = "f.yaml", controller: String? = nil) async -> ValidationReport {
  var manifests: [Manifest] = []
  var failures: [LocatedError] = []
  var warnings: [LocatedError] = []
  for (index, document) in YAML.documents(bytes, file: file).enumerated() {
    warnings += document.warnings
    switch document.content {
    case .success(let json):
      manifests.append(Manifest(json, file: file, document: index, defaultNamespace: "default"))
    case .failure(let error): failures.append(error)
    }
  }
  var settings = ValidationSettings()
  settings.controller = controller.flatMap { ControllerVersion($0) }
  return await Validator(settings).report(manifests, failures: failures, warnings: warnings, sources: [file: bytes])
}

@Suite struct CheckTests {
  @Test(
    "Each check finds its wrong example and keeps silent on its right one",
    arguments: CheckTable.ids.filter { $0 != "server" && $0 != "remote" })
  func findsTheWrong(id: String) async throws {
    let controller = id == "field-too-new" ? "0.20" : nil
    let wrong = try await report(on: "examples/checks/\(id)/wrong.yaml", controller: controller)
    let found = wrong.findings.filter { $0.id == id }
    #expect(!found.isEmpty, "\(wrong.findings.map { "\($0.id): \($0.error)" })")
    #expect(found.allSatisfy { $0.error.range != nil }, "every finding has its place")
    let right = try await report(on: "examples/checks/\(id)/right.yaml", controller: controller)
    #expect(right.findings.isEmpty, "\(right.findings.map { "\($0.id): \($0.error)" })")
  }

  @Test("Every example belongs to a check that is in the table, so that none is written and never run")
  func examplesAreRun() throws {
    let folder = ProgramRun.checkout.appendingPathComponent("examples/checks").path
    let examples = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(examples) == Set(CheckTable.ids).subtracting(["server", "remote"]))
  }

  @Test(
    "A sync window that can't be read, never opens or has no effect is found, also where it is passed on",
    arguments: [
      (#"windows: [{schedule: "0 24 * * *", duration: 8h}]"#, "spec.syncWindows.windows[0].schedule", "can't be read"),
      (
        #"windows: [{schedule: "@daily", duration: 8 hours}]"#, "spec.syncWindows.windows[0].duration",
        "invalid duration"
      ),
      (#"windows: [{schedule: "@daily", duration: 0s}]"#, "spec.syncWindows.windows[0].duration", "never opens"),
    ])
  func syncWindows(window: String, path: String, message: String) async {
    let spec = """
      secretStoreRef: {kind: ClusterSecretStore, name: s}
          syncWindows: {kind: allow, \(window)}
          data: [{secretKey: a, remoteRef: {key: k}}]
      """
    let single = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: a, namespace: b}
      spec:
          \(spec)
      """
    let cluster = """
      apiVersion: external-secrets.io/v1
      kind: ClusterExternalSecret
      metadata: {name: a}
      spec:
        namespaceSelector: {}
        externalSecretSpec:
          \(spec)
      """
    let prefixes = [(single, ""), (cluster, "spec.externalSecretSpec.")]
    for (text, prefix) in prefixes {
      // What is no duration the webhook refuses.
      let found = await report(on: Array(text.utf8)).findings.filter { ["sync-window", "admission"].contains($0.id) }
      let place = prefix.isEmpty ? path : prefix + path.dropFirst("spec.".count)
      #expect(found.map { $0.error.path?.description } == [place])
      #expect(found.first?.error.message.contains(message) == true)
    }
  }

  @Test("Windows beside a refreshPolicy without periodic syncs are a warning")
  func idleSyncWindows() async {
    let text = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: a, namespace: b}
      spec:
        refreshPolicy: OnChange
        secretStoreRef: {kind: ClusterSecretStore, name: s}
        syncWindows: {kind: allow, windows: [{schedule: "@daily", duration: 8h}]}
        data: [{secretKey: a, remoteRef: {key: k}}]
      """
    let found = await report(on: Array(text.utf8)).findings.filter { $0.id == "sync-window" }
    #expect(found.map(\.severity) == [.warning])
  }

  @Test("A mistyped key comes with the nearest one, at the line of the template")
  func suggests() async throws {
    let found = try await report(on: "examples/checks/template-key/wrong.yaml").findings.first
    #expect(found?.error.hint == "did you mean .password?")
    #expect(found?.error.range?.start.line == 14)
  }

  @Test("A comment switches a finding off on its line, and no other finding")
  func ignores() async {
    let text = """
      apiVersion: external-secrets.io/v1beta1 # extsecret:ignore removed-version
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        secretStoreRef: {name: s}
        # extsecret:ignore schema
        refreshIntervall: 1h
        bogus: 1
        data: [{secretKey: a, remoteRef: {key: k}}]
      """
    let found = await report(on: Array(text.utf8)).findings
    #expect(found.map { $0.error.range?.start.line } == [8])
  }

  @Test("A variable that is filled in later is never called wrong, what is certain still is")
  func toleratesSubstitutions() async {
    let text = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        refreshInterval: ${INTERVAL:=1h}
        secretStoreRef: {name: "${STORE}", kind: "${KIND}"}
        target: {name: "${APP}-secret", creationPolicy: owner}
        data: [{secretKey: "${KEY}", remoteRef: {key: k}}]
      """
    let found = await report(on: Array(text.utf8)).findings
    #expect(found.map(\.error.path?.description) == ["spec.target.creationPolicy"], "\(found.map(\.error.message))")
  }

  @Test("Fixes touch nothing but what they mend")
  func fixes() async {
    let text =
      "# top\napiVersion: external-secrets.io/v1beta1   # old\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n"
      + "  secretStoreRef: {name: s}\n  target: {creationPolicy: owner} # é\n  data: [{secretKey: a, remoteRef: {key: k}}]\n"
    let found = await report(on: Array(text.utf8)).findings
    let (fixed, count) = FileFixes.apply(found, to: Array(text.utf8))
    #expect(count == 2)
    let expected = text.replacing("v1beta1", with: "v1").replacing("owner", with: "Owner")
    #expect(String(decoding: fixed, as: UTF8.self) == expected)
    #expect(await report(on: fixed).findings.isEmpty)
  }

  @Test(
    "On real manifests nothing is called wrong that the API server and the webhook take, and nothing certain is missed",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)))
  func agreesOnRealManifests() async throws {
    let verdicts = try JSON.parse(try SharedOracle.bytes("corpus/verdicts.json"))
    var disagreements: [String] = []
    for member in verdicts.object ?? [:] {
      let bytes = try SharedOracle.bytes("corpus/eso/\(member.key)")
      // The verdicts are about specs: what their metadata lacks was not asked.
      let errors = await report(on: bytes, file: member.key).findings.filter {
        $0.severity == .error && $0.error.path?.steps.first != .member("metadata")
      }
      let objects = member.value["objects"]?.array ?? []
      // What a variable fills in is judged when it is filled in; v1alpha1 has no verdict, being gone.
      let problems = objects.flatMap { $0["errors"]?.array ?? [] }.filter { !($0[1]?.string ?? "").contains("${") }
      let refusals = (member.value["webhook"]?.array ?? []).filter { !$0.text().contains("${") }
      let isSkipped = objects.contains { $0["schema"]?.string == "skipped" }
      guard !isSkipped, errors.isEmpty != (problems.isEmpty && refusals.isEmpty) else { continue }
      disagreements.append("\(member.key): \(errors.map(\.error.message))")
    }
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(8))")
  }
}

@Suite struct FindingFormatTests {
  private func broken() async throws -> ValidationReport { try await report(on: "examples/checks/schema/wrong.yaml") }

  @Test("JSON follows the contract")
  func writesJSON() async throws {
    let json = FindingJSON.list(try await broken())
    let finding = json["findings"]?[0]
    #expect(json["kind"]?.string == "FindingList" && json["summary"]?["errors"]?.int == 1)
    #expect(finding?["id"]?.string == "schema" && finding?["line"]?.int == 11 && finding?["column"]?.int == 3)
    #expect(finding?["object"]?["name"]?.string == "app")
    #expect(finding?["suggestion"]?.string == "did you mean refreshInterval?")
  }

  @Test("SARIF names the rule, the level and the place")
  func writesSARIF() async throws {
    let result = SARIF.log(try await broken(), version: "1")["runs"]?[0]?["results"]?[0]
    #expect(result?["ruleId"]?.string == "schema" && result?["level"]?.string == "error")
    #expect(result?["locations"]?[0]?["physicalLocation"]?["region"]?["startLine"]?.int == 11)
  }

  @Test("JUnit and GitHub's commands escape what their forms reserve")
  func escapes() async throws {
    let xml = JUnit.xml(try await broken(), files: ["clean.yaml"])
    #expect(
      xml.contains("unknown field &quot;spec.refreshIntervall&quot;") && xml.contains("name=\"clean.yaml\" tests=\"1\"")
    )
    let commands = GitHubCommands.text(try await broken())
    #expect(commands.hasPrefix("::error file=examples/checks/schema/wrong.yaml,line=11,col=3,title=schema::"))
  }

  @Test("Text names file, line and column, quotes the line with a caret, and sums up")
  func writesText() async throws {
    let url = ProgramRun.checkout.appendingPathComponent("examples/checks/schema/wrong.yaml")
    let source = Array(try Data(contentsOf: url))
    let text = FindingText(sources: ["examples/checks/schema/wrong.yaml": source], usesColor: false)
    let lines = text.text(try await broken(), isQuiet: false).split(separator: "\n")
    #expect(lines.first?.hasPrefix("examples/checks/schema/wrong.yaml:11:3: error: ExternalSecret shop/app: ") == true)
    #expect(lines.contains { $0.hasSuffix("|   ^") })
    #expect(lines.last == "1 file, 1 object: 1 error, 0 warnings")
  }
}

@Suite struct LegacyValidationTests {
  private static let folder = ["external-secret", "secret", "deployment"].map { "examples/legacy/\($0).yaml" }

  @Test("The legacy object stores one key, so the two that the Deployment uses will not exist")
  func introduction() async throws {
    var text: [UInt8] = []
    for path in Self.folder {
      text += Array(try Data(contentsOf: ProgramRun.checkout.appendingPathComponent(path))) + Array("\n---\n".utf8)
    }
    let found = await report(on: text).findings
    #expect(found.map(\.id) == ["workload-key", "workload-key"])
    for (finding, key) in zip(found, ["username", "password"]) {
      #expect(finding.error.message.contains("will have no key \(key)"))
      #expect(finding.error.message.hasSuffix("writes my-external-secret-data"))
      #expect(finding.error.hint == "add an entry with name: \(key)")
    }
  }

  @Test("Both controllers on one Secret collide; a legacy Secret lacks the keys its type needs, or has keys it can't")
  func othersLookAtLegacyToo() async {
    let text = """
      apiVersion: kubernetes-client.io/v1
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        backendType: secretsManager
        template: {type: kubernetes.io/tls}
        data: [{key: k, name: tls.crt}, {key: k, name: "tls key"}]
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        secretStoreRef: {name: s}
        data: [{secretKey: tls.crt, remoteRef: {key: k}}]
      """
    let found = await report(on: Array(text.utf8)).findings
    #expect(found.map(\.id) == ["secret-type", "secret-key", "target-collision"])
  }

  @Test("JavaScript that isn't run here is no mistake; Flux's variables are no certain one")
  func notMistaken() async {
    let text = """
      apiVersion: kubernetes-client.io/v1
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        backendType: secretsManager
        data: [{key: k, name: a}]
        template: {metadata: {annotations: {b: "<% let x = 1 %>", c: "${CLUSTER:=dev}"}}}
      """
    let found = await report(on: Array(text.utf8)).findings
    #expect(found.map(\.severity) == [.info, .warning])
    #expect(found.first?.error.range?.start.column == 45)
  }

  @Test("A mistake in a block scalar is found at its column; names that code may define are none")
  func places() async {
    let text = """
      apiVersion: kubernetes-client.io/v1
      kind: ExternalSecret
      metadata: {name: a}
      spec:
        backendType: secretsManager
        data: [{key: k, name: a}]
        template:
          stringData:
            one: |
              x

              zz <%= data.b %>
            two: |-
                <%= y z %>
            three: <% let x = 1 %><%= x %>
      """
    let found = await report(on: Array(text.utf8)).findings
    let places = found.map { [$0.error.range?.start.line ?? 0, $0.error.range?.start.column ?? 0] }
    #expect(places == [[12, 20], [14, 17], [15, 16]])
    #expect(found.map(\.severity) == [.warning, .error, .info])
  }
}
