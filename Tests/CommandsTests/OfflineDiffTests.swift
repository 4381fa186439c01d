import Basics
import Foundation
import TestSupport
import Testing

/// `diff --offline` as a person calls it.
@Suite struct OfflineDiffTests {
  private static let store = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: store}
    spec: {provider: {fake: {data: [{key: db, value: '{"password": "canary-9f2e"}'}]}}}
    ---

    """

  private static func manifests(name: String = "db", target: String = "db", labels: String = "{}") -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: "\(name)", labels: \(labels)}
    spec:
      secretStoreRef: {name: store}
      target: {name: "\(target)"}
      data: [{secretKey: password, remoteRef: {key: db, property: password}}]
    ---

    """
  }

  private func diff(_ input: String, _ arguments: String..., environment: [String: String?] = [:]) throws -> ProgramRun
  {
    try ProgramRun(
      ProgramRun.program.path, ["diff", "--offline", "-f", "-"] + arguments, input: Self.store + input,
      environment: environment)
  }

  @Test("Names that hold escape sequences cannot rewrite what the terminal shows")
  func escapesNames() throws {
    let run = try diff(Self.manifests(target: #"a\e[2K\e[1Ab"#))
    #expect(!run.output.contains("\u{1B}") && !run.errors.contains("\u{1B}"), "\(run.output)")
    #expect((run.output + run.errors).contains(#"a\x1b[2K"#))
  }

  @Test("An empty namespace is none given, as it is for kubectl where a shell variable isn't set")
  func emptyNamespace() throws {
    let run = try diff(Self.manifests(), "-n", "", "--context=", "--request-timeout=")
    #expect(run.output.hasPrefix("ExternalSecret default/db"), "\(run)")
  }

  @Test("Labels choose among the manifests given, as they do in the cluster")
  func selects() throws {
    let both = Self.manifests(labels: "{app: web}") + Self.manifests(name: "other", target: "other")
    let run = try diff(both, "-l", "app in (web)", "-o", "json")
    let items = try JSON.parse(run.output)["items"]?.array ?? []
    #expect(items.map { $0["externalSecret"]?["name"]?.string } == ["db"])
    let wrong = try diff(both, "-l", "app in (web")
    #expect(wrong.code == 2 && wrong.errors.contains("is not a label selector"))
    let neither = try diff(both, "db", "-l", "app=web")
    #expect(neither.code == 2 && neither.errors.contains("don't go together"))
  }

  @Test("An answer that can't be written is not a success")
  func reportsFullDisk() throws {
    let run = try ProgramRun(
      "/bin/sh", ["-c", "\"$0\" diff --offline -f - >/dev/full", ProgramRun.program.path],
      input: Self.store + Self.manifests())
    #expect(run.code == 2 && run.errors.contains("the answer could not be written: No space left on device"))
  }

  @Test("A diff program of one's own sees redacted objects, in files named as kubectl names them")
  func runsExternalDiff() throws {
    let run = try diff(Self.manifests(), environment: ["KUBECTL_EXTERNAL_DIFF": "diff -ruN"])
    #expect(run.code == 1 && run.output.contains("+  password:") && !run.output.contains("canary"), "\(run.output)")
    #expect(run.output.contains("/MERGED/v1.Secret.default.db"))
  }

  @Test("A diff program that fails or isn't there fails the run, and says so")
  func explainsExternalDiff() throws {
    let absent = try diff(Self.manifests(), environment: ["KUBECTL_EXTERNAL_DIFF": "no-such-diff"])
    #expect(absent.code == 2 && absent.errors.contains("no-such-diff, which is not on the PATH"))
    let failing = try diff(Self.manifests(), environment: ["KUBECTL_EXTERNAL_DIFF": "ls --no-such-option"])
    #expect(failing.code == 2 && failing.errors.contains("failed with exit code 2"))
  }
}
