import Foundation
import TestSupport
import Testing

/// `create --convert` from outside: what is printed, what is said, and the proof.
@Suite struct ConvertTests {
  /// A file of a test's own.
  private func file(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("convert-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private static let values = """
    secretsManager:
      db: '{"user": {"name": "canary-user"}, "list": ["zero", "one"], "a.b": "dots", "we*ird": {"x.y": "odd"}, "n": 12345678901234567890}'
      b64: aGVsbG8=
      plain: canary-text
      flat: '{"team": "core", "q": "a<b>&\\"c''d", "empty": ""}'
    systemManager:
      /app/one: "1"
      /app/deeper/two: "2"
    """

  private func convert(_ manifest: String, _ more: String...) throws -> ProgramRun {
    try ProgramRun(
      ProgramRun.program.path,
      ["create", "--convert", "--verify", "--offline", "-f", "-", "--values", try file(Self.values)] + more,
      input: manifest, environment: ["AWS_REGION": "eu-west-1"])
  }

  private static func legacy(_ spec: String, backend: String = "secretsManager") -> String {
    """
    apiVersion: kubernetes-client.io/v1
    kind: ExternalSecret
    metadata: {name: t, labels: {app: x}}
    spec:
      backendType: \(backend)
    \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n"))
    """
  }

  @Test(
    "Old and new make the same Secret, byte for byte",
    arguments: [
      legacy("data: [{key: plain, name: a}, {key: db, name: u, property: user.name}]\ndataFrom: [flat]"),
      legacy("data: [{key: db, name: a, property: 'list[1]'}, {key: db, name: b, property: a.b}]"),
      legacy(#"data: [{key: db, name: a, property: '["we*ird"]["x.y"]'}, {key: b64, name: b, isBinary: true}]"#),
      legacy("data: [{path: /app}]", backend: "systemManager"),
      legacy("data: [{path: /app/, recursive: true}, {key: /app/one, name: x}]", backend: "systemManager"),
      legacy(
        """
        data: [{key: db, name: json}, {key: b64, name: b64}, {key: plain, name: tls.crt}, {key: plain, name: x}]
        dataFrom: [flat]
        template:
          type: kubernetes.io/basic-auth
          metadata:
            labels: {team: '<%= data.team %>', static: "yes"}
            annotations:
              esc: '<%- data.q %>'
              braces: '{"a":{{"b":{<%= data.team %>}}'
              cond: '<%= data.team == "core" ? "c:" + data.team : `other ${data.team}` %>'
              logic: "<%= data.team !== 'x' && !data.empty ? 1 : 2 %>"
              or: "<%= data.empty || 'fallback' %>"
              index: '<%= data["tls.crt"] %>'
              nested: '<%= JSON.parse(data.json).user.name %>/<%= JSON.parse(data.json).list[0] %>'
              buffer: "<%= Buffer.from(data.b64, 'base64').toString() %><%= Buffer.from(data.team).toString('base64') %>"
              yaml: "<%= yaml.load(data.json).user['name'] %>"
              literal: '${data.team}-x'
          stringData:
            username: '<%= data.team %>'
            x: over
            url: |
              postgres://<%= JSON.parse(data.json).user.name %>@db
              {{ not go }}
        """),
      legacy("data: [{key: plain, name: a}]\ntemplate: {data: {a: dW5kZXI=, b: bW9yZQ==, c: /wD+}}"),
    ])
  func proven(manifest: String) throws {
    let run = try convert(manifest)
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    #expect(run.errors.contains("the same Secret, byte for byte"))
    #expect(!run.errors.contains("canary"), "no value is shown")
  }

  @Test("A difference is named without values, and is a failure")
  func difference() throws {
    let run = try convert(Self.legacy("data: [{key: db, name: number, property: 'n'}, {key: plain, name: a}]"))
    #expect(run.code == 1 && run.errors.contains("DIFFERENT: data.number"), "\(run.errors)")
    #expect(!run.errors.contains("canary") && !run.errors.contains("1234"))
  }

  @Test("What can't be compared is said, and is no proof")
  func unknown() throws {
    let run = try convert(Self.legacy("projectId: p\ndata: [{key: a, name: a}]", backend: "gcpSecretsManager"))
    #expect(run.code == 1 && run.errors.contains("can't be compared"), "\(run.errors)")
  }

  @Test("What can't be carried over is named with its line, and the exit code is 1")
  func losses() throws {
    let run = try convert(
      Self.legacy("data: [{key: plain, name: a}]\ntemplate: {metadata: {labels: {x: '<% y %>'}}}"))
    #expect(run.code == 1 && run.errors.contains("-:7:"), "\(run.errors)")
    #expect(run.errors.contains("not carried over: code between <% and %>"))
    #expect(run.output.contains("kind: ExternalSecret"))
  }

  @Test("v1beta1 is converted and proven with the store among the files")
  func versions() throws {
    let manifest = """
      apiVersion: external-secrets.io/v1beta1
      kind: SecretStore
      metadata: {name: s}
      spec: {provider: {fake: {data: [{key: k, value: canary-v}]}}}
      ---
      apiVersion: external-secrets.io/v1beta1
      kind: ExternalSecret
      metadata: {name: e}
      spec: {secretStoreRef: {name: s}, data: [{secretKey: a, remoteRef: {key: k}}]}
      """
    let run = try convert(manifest)
    #expect(run.code == 0 && run.errors.contains("the same Secret"), "\(run.errors)")
    #expect(run.output.contains("apiVersion: external-secrets.io/v1\n") && !run.output.contains("v1beta1"))
  }

  @Test("The three manifests of the introduction become a version that works for the Deployment, proven")
  func introduction() throws {
    let run = try ProgramRun(
      ProgramRun.program.path,
      [
        "create", "--convert", "--verify", "--offline", "--region", "eu-west-1", "-f", "examples/legacy", "--values",
        "examples/legacy-values.yaml",
      ], directory: ProgramRun.checkout)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("(1 key), and added: username, password"))
    let deployment = try String(
      contentsOf: ProgramRun.checkout.appendingPathComponent("examples/legacy/deployment.yaml"), encoding: .utf8)
    let validated = try ProgramRun.plugin("validate", "-f", "-", input: run.output + "---\n" + deployment)
    #expect(validated.code == 0, "\(validated.output)")
  }

  @Test("Wrong use is one clear message")
  func wrongUse() throws {
    for (words, message) in [
      (["--convert"], "needs manifests"), (["--convert", "-f", "x", "name"], "keeps the names"),
      (["--verify", "a"], "is for --convert"), (["--convert", "-f", "x", "--apply"], "only prints"),
    ] {
      let run = try ProgramRun(ProgramRun.program.path, ["create"] + words)
      #expect(run.code == 1 && run.errors.contains(message), "\(run.errors)")
    }
    let nothing = try convert("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n")
    #expect(nothing.code == 1 && nothing.errors.contains("nothing to convert"))
  }
}
