import Basics
import Foundation
import TestSupport
import Testing

/// `validate` as a person calls it.
@Suite struct ValidateTests {
  private static let old = """
    # kept
    apiVersion: external-secrets.io/v1beta1   # old
    kind: ExternalSecret
    metadata: {name: a}
    spec:
      secretStoreRef: {name: s}
      data: [{secretKey: a, remoteRef: {key: k}}]

    """
  private static let good = old.replacing("v1beta1", with: "v1")
  private static let bad = good + "  target: {template: {type: kubernetes.io/tls}}\n"

  private func validate(_ words: String..., files: [String: String]) async -> CommandRun {
    await CommandRun(["validate"] + words, files: files)
  }

  @Test("The exit code is 1 from the severity on that is asked for, and 2 where it could not run")
  func exitCodes() async {
    let files = ["old.yaml": Self.old, "bad.yaml": Self.bad, "good.yaml": Self.good]
    #expect(await validate("-f", "good.yaml", files: files).code == 0)
    #expect(await validate("-f", "bad.yaml", files: files).code == 1)
    let warned = await validate("-f", "old.yaml", files: files)
    let strict = await validate("-f", "old.yaml", "--fail-on", "warning", files: files)
    #expect(warned.code == 0 && warned.output.contains("warning: ") && strict.code == 1, "\(warned.output)")
    let missing = await validate("-f", "none.yaml", files: files)
    #expect(missing.code == 2 && missing.errors.contains("none.yaml"), "\(missing.errors)")
    #expect(await validate(files: files).code == 2)
    let wrong = await validate("-f", "good.yaml", "--disable", "secret-tpye", files: files)
    #expect(wrong.code == 2 && wrong.errors.contains("did you mean secret-type"), "\(wrong.errors)")
  }

  @Test("A finding is one line with its place, the source line and a caret; --quiet leaves source and hint out")
  func text() async {
    let run = await validate("-f", "bad.yaml", files: ["bad.yaml": Self.bad])
    #expect(run.output.hasPrefix("bad.yaml:8:29: error: "), "\(run.output)")
    #expect(
      run.output.contains("[secret-type]\n  8 |   target: {template: {type: kubernetes.io/tls}}"), "\(run.output)")
    #expect(run.output.hasSuffix("1 file, 1 object: 1 error, 0 warnings\n"))
    let quiet = await validate("-q", "-f", "bad.yaml", files: ["bad.yaml": Self.bad])
    #expect(quiet.output.split(separator: "\n").count == 2 && quiet.code == 1)
    #expect(await validate("-q", "-f", "g.yaml", files: ["g.yaml": Self.good]).output.isEmpty)
  }

  @Test("The project's file, a flag and a comment on the line switch checks off; a wrong setting is named")
  func configuration() async {
    func run(_ configuration: String, _ words: String...) async -> CommandRun {
      await CommandRun(
        ["validate", "-f", "bad.yaml"] + words, files: ["bad.yaml": Self.bad, ".extsecret.yaml": configuration])
    }
    #expect(await run("disable: [secret-type]\n").code == 0)
    #expect(await run("disable: [secret-type]\n", "--enable", "secret-type").code == 1)
    #expect(await run("{}", "--disable", "secret-type").code == 0)
    let wrong = await run("disabled: [secret-type]\n")
    #expect(wrong.code == 2 && wrong.errors.contains(".extsecret.yaml:1:1") && wrong.errors.contains("did you mean"))
    let ignored = Self.bad.replacing("tls}}", with: "tls}} # extsecret:ignore secret-type")
    #expect(await validate("-f", "x.yaml", files: ["x.yaml": ignored]).code == 0)
    let other = Self.bad.replacing("tls}}", with: "tls}} # extsecret:ignore schema")
    #expect(await validate("-f", "x.yaml", files: ["x.yaml": other]).code == 1)
  }

  @Test("--fix mends what is certain, touches nothing else, and leaves files without such findings alone")
  func fix() async {
    let run = await validate(
      "--fix", "-f", "old.yaml", "-f", "bad.yaml", files: ["old.yaml": Self.old, "bad.yaml": Self.bad])
    #expect(run.written == ["old.yaml": Self.good])
    #expect(run.code == 1 && run.errors.contains("fixed 1 in old.yaml"), "\(run.errors)")
    let both = await validate("--fix", "--set", "A=b", "-f", "old.yaml", files: ["old.yaml": Self.old])
    #expect(both.code == 2 && both.written.isEmpty)
  }

  @Test("Every machine format says the same: file, line, severity and id")
  func formats() async throws {
    func run(_ format: String) async -> String {
      await validate("-o", format, "-f", "bad.yaml", files: ["bad.yaml": Self.bad]).output
    }
    let json = try JSON.parse(await run("json"))
    let finding = json["findings"]?[0]
    #expect(json["kind"] == "FindingList" && json["summary"]?["errors"] == 1 && finding?["id"] == "secret-type")
    #expect(finding?["file"] == "bad.yaml" && finding?["line"] == 8 && finding?["column"] == 29)
    #expect(finding?["object"]?["kind"] == "ExternalSecret" && finding?["path"] == "spec.target.template.type")
    let sarif = try JSON.parse(await run("sarif"))
    let result = sarif["runs"]?[0]?["results"]?[0]
    #expect(sarif["version"] == "2.1.0" && result?["ruleId"] == "secret-type" && result?["level"] == "error")
    let place = result?["locations"]?[0]?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"] == "bad.yaml" && place?["region"]?["startLine"] == 8)
    let junit = await run("junit")
    #expect(junit.hasPrefix("<?xml") && junit.contains("<failure") && junit.contains("secret-type"), "\(junit)")
    let github = await run("github")
    #expect(github.hasPrefix("::error file=bad.yaml,line=8,col"), "\(github)")
    #expect(await run("yaml").contains("kind: FindingList"))
  }

  @Test("Variables are filled in from flags and files; what isn't given is judged only where it is certain")
  func variables() async {
    let text = Self.good.replacing("secretKey: a", with: "secretKey: \"${KEY}\"")
    let files = ["v.yaml": text, "vars": "# c\nKEY=a/b\n"]
    #expect(await validate("-f", "v.yaml", files: files).code == 0)
    #expect(await validate("-f", "v.yaml", "--set", "KEY=fine", files: files).code == 0)
    #expect(await validate("-f", "v.yaml", "--set", "KEY=not fine", files: files).code == 1)
    #expect(await validate("-f", "v.yaml", "--env-file", "vars", files: files).code == 1)
    #expect(await validate("-f", "v.yaml", "--env-file", "vars", "--set", "KEY=x", files: files).code == 0)
    #expect(await validate("-f", "v.yaml", "--env-file", "none", files: files).code == 2)
    let wrong = await validate("-f", "v.yaml", "--set", "KEY", files: files)
    #expect(wrong.code == 2 && wrong.errors.contains("NAME=value"))
  }

  @Test("Encrypted documents and Helm templates are passed over with a note; lists and JSON are read")
  func documents() async {
    let sops = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: 'ENC[x]'}\nsops: {mac: 'ENC[y]'}\n"
    let encrypted = await validate("-f", "s.yaml", files: ["s.yaml": sops])
    #expect(encrypted.code == 0 && encrypted.output.contains("encrypted with SOPS"), "\(encrypted.output)")
    let helm = await validate("-f", "h.yaml", files: ["h.yaml": "kind: {{ .Values.kind }}\n  a: [\n"])
    #expect(helm.code == 0 && helm.output.contains("a Helm template: not checked"), "\(helm.output)")
    let json = """
      {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
        "metadata": {"name": "a"}, "spec": {"secretStoreRef": {"name": "s"},
        "data": [{"secretKey": "a/b", "remoteRef": {"key": "k"}}]}}]}
      """
    let listed = await validate("-f", "l.json", files: ["l.json": json])
    #expect(listed.code == 1 && listed.output.hasPrefix("l.json:3:"), "\(listed.output)")
    let piped = await validate("-f", "-", files: ["-": Self.bad])
    #expect(piped.code == 1 && piped.output.hasPrefix("-:8:29: error"), "\(piped.output)")
  }

  @Test("Items of a typed list have the list's kind, and JSON objects may follow each other, as for kubectl")
  func listsAndSequences() async {
    let spec = """
      "spec": {"secretStoreRef": {"name": "s"},
        "data": [{"secretKey": "a/b", "remoteRef": {"key": "k"}}]}
      """
    let item = "{\"metadata\": {\"name\": \"a\"}, \(spec)}"
    let kind = "\"apiVersion\": \"external-secrets.io/v1\", \"kind\": \"ExternalSecret"
    let list = await validate("-f", "l.json", files: ["l.json": "{\(kind)List\", \"items\": [\(item)]}\n"])
    #expect(list.code == 1 && list.output.hasPrefix("l.json:2:"), "\(list.output)\(list.errors)")
    let object = "{\(kind)\", \"metadata\": {\"name\": \"a\"}, \(spec)}"
    let sequence = await validate("-f", "s.json", files: ["s.json": object + "\n" + object + "\n"])
    #expect(sequence.code == 1, "\(sequence.output)\(sequence.errors)")
    #expect(
      sequence.output.contains("s.json:2:") && sequence.output.contains("s.json:4:"), "\(sequence.output)")
  }

  @Test("Several names may stand behind one -f, and standard input is read once")
  func severalNames() async {
    let files = ["a.yaml": Self.good, "b.yaml": Self.bad, "-": Self.bad]
    let both = await validate("-f", "a.yaml,b.yaml", files: files)
    #expect(both.code == 1 && both.output.contains("b.yaml:8:29: error"), "\(both.output)\(both.errors)")
    let once = await validate("-f", "-", "-f", "-", files: files)
    #expect(once.output.split(separator: "\n").filter { $0.hasPrefix("-:8:29: error") }.count == 1, "\(once.output)")
  }

  @Test("A directory without manifests is an error, also when what is below it was asked for")
  func emptyDirectory() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("extsecret-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("below"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for words in [["validate", "-f", folder.path], ["validate", "-R", "-f", folder.path]] {
      let run = try ProgramRun(ProgramRun.program.path, words)
      #expect(run.code == 2 && run.errors.contains("holds no .yaml, .yml or .json file"), "\(run)")
      #expect(run.errors.contains("add -R") == !words.contains("-R"), "\(run)")
    }
  }

  @Test("A kustomization that can't be built says why")
  func brokenKustomization() throws {
    let run = try ProgramRun(ProgramRun.program.path, ["validate", "-k", "/nonexistent/overlay"])
    #expect(run.code == 2 && run.errors.contains("kubectl kustomize failed: "), "\(run)")
    #expect(run.errors.contains("no such file or directory"), "\(run)")
  }

  @Test("A kustomization is built by the installed kubectl, and what it gives is checked")
  func kustomize() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("extsecret-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("resources: [es.yaml]\nnamespace: shop\n".utf8).write(
      to: folder.appendingPathComponent("kustomization.yaml"))
    try Data(Self.bad.utf8).write(to: folder.appendingPathComponent("es.yaml"))
    let run = try ProgramRun(ProgramRun.program.path, ["validate", "-k", folder.path])
    #expect(
      run.code == 1 && run.output.contains("ExternalSecret shop/a") && run.output.contains("[secret-type]"), "\(run)")
  }
}
