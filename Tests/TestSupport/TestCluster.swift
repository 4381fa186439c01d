// The real API server that script/test starts.

public import Foundation

/// The API server of this test run.
public struct TestCluster: Sendable {
  /// Its kubeconfigs: `admin`, `nobody`, `unknown`, `certificate-files`, `certificate-data`.
  public let kubeconfigs: [String: String]
  /// The directory `script/servers/cluster` keeps it in.
  public let directory: String
  /// The server's address.
  public let server: String

  private struct Description: Decodable {
    var directory: String
    var server: String
    var kubeconfigs: [String: String]
  }

  /// The server that `script/test` has started.
  ///
  /// - Throws: ``Missing`` if there is none: tests that need it are never silently passed over.
  public static func current() throws -> TestCluster {
    guard let path = ProcessInfo.processInfo.environment["EXTSECRET_TEST_CLUSTER"] else { throw Missing() }
    return try described(by: path)
  }

  /// The server that a `cluster.json` of `script/servers/cluster` describes.
  public static func described(by path: String) throws -> TestCluster {
    let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    return TestCluster(
      kubeconfigs: description.kubeconfigs, directory: description.directory, server: description.server)
  }

  /// Says what to do.
  public struct Missing: Error, CustomStringConvertible {
    /// What to do.
    public var description: String { "no API server: run script/test, or script/test --unit for what needs none" }
  }

  /// Runs kubectl as the admin.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - input: What stands on its standard input.
  /// - Returns: What it printed.
  /// - Throws: ``ProgramRun/Failure`` if it fails.
  @discardableResult
  public func kubectl(_ arguments: String..., input: String = "") throws -> String {
    let run = try ProgramRun(
      "/usr/bin/env", ["kubectl", "--kubeconfig", kubeconfigs["admin"] ?? ""] + arguments, input: input)
    guard run.code == 0 else { throw ProgramRun.Failure(run: run) }
    return run.output
  }

  /// A namespace of a test's own, made new.
  public func namespace(_ name: String = "t-" + UUID().uuidString.prefix(8).lowercased()) throws -> String {
    try kubectl("create", "namespace", name)
    return name
  }
}
