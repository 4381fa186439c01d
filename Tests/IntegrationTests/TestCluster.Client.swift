import Basics
import ExternalSecrets
import Foundation
import HTTP
import Kubernetes
import SyncStatus
import System
import TestSupport

extension TestCluster {
  /// A client of this cluster.
  ///
  /// - Parameters:
  ///   - user: The kubeconfig, by what it is for.
  ///   - variables: The environment it finds.
  ///   - set: Sets kubectl's flags.
  /// - Returns: The client.
  /// - Throws: If there is no such kubeconfig.
  func client(
    _ user: String = "admin", variables: EnvironmentVariables = .current,
    _ set: (inout ConfigOverrides) -> Void = { _ in }
  ) throws -> KubernetesClient {
    var overrides = ConfigOverrides()
    overrides.kubeconfig = kubeconfigs[user]
    set(&overrides)
    let configuration = try ClusterConfiguration.find(overrides, variables: variables, files: DiskFiles())
    return KubernetesClient(
      configuration, transport: CurlTransport(), environment: ClientEnvironment(variables: variables),
      userAgent: "kubectl-extsecret/test")
  }

  /// ExternalSecrets as this cluster serves them.
  static let externalSecrets = APIResource.externalSecrets(.externalSecret)

  /// Runs the plugin.
  ///
  /// It runs beside the tasks of this process, which may be playing the controller meanwhile.
  func plugin(
    _ arguments: [String], as user: String = "admin", environment: [String: String?] = [:]
  ) async throws -> ProgramRun {
    let kubeconfig = kubeconfigs[user] ?? ""
    return try await aside {
      try ProgramRun(
        ProgramRun.program.path, arguments + ["--kubeconfig", kubeconfig], environment: environment)
    }
  }

  /// A namespace of a test's own, made beside the tasks of this process.
  func ownNamespace() async throws -> String {
    let name = "t-" + UUID().uuidString.prefix(8).lowercased()
    try await run("create", "namespace", name)
    return name
  }

  /// Runs kubectl as the admin, beside the tasks of this process.
  @discardableResult
  func run(_ arguments: String..., input: String = "") async throws -> String {
    let kubeconfig = kubeconfigs["admin"] ?? ""
    return try await aside {
      let run = try ProgramRun("/usr/bin/env", ["kubectl", "--kubeconfig", kubeconfig] + arguments, input: input)
      guard run.code == 0 else { throw ProgramRun.Failure(run: run) }
      return run.output
    }
  }

  /// Runs the script that makes clusters.
  ///
  /// Foundation's Process would wait for the servers too, which inherit a socket of its own from the script.
  static func script(_ words: String...) async throws -> String {
    let path = ProgramRun.checkout.appendingPathComponent("script/servers/cluster").path
    let child = ChildProcess(path: path, arguments: words, variables: .current, timeLimit: .seconds(120))
    let completion = try await child.run()
    guard completion.succeeded else { throw ScriptFailure(words: words) }
    return String(decoding: completion.output.reveal(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private struct ScriptFailure: Error { let words: [String] }
}

/// Does blocking work on a thread that is not one of the few that tasks share.
func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}

/// Calls `body` with a cluster of a test's own, which it may break.
func withOwnCluster(_ body: (TestCluster) async throws -> Void) async throws {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("extsecret-own-\(UUID().uuidString)")
  let description = try await TestCluster.script("start", directory.path)
  let outcome: Result<Void, any Error>
  do {
    outcome = .success(try await body(TestCluster.described(by: description)))
  } catch {
    outcome = .failure(error)
  }
  _ = try await TestCluster.script("stop", directory.path)
  try FileManager.default.removeItem(at: directory)
  try outcome.get()
}
