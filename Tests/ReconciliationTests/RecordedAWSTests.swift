import AWS
import Basics
import Foundation
import HTTP
import LoopbackServers
import Reconciliation
import SecretSources
import System
import TestSupport
import Testing

/// What the real controller did with AWS (`vectors/aws.jsonl`), against an emulator of it.
@Suite struct RecordedAWSTests {
  /// The emulator with the recorded secrets in it.
  private static let server = Result {
    try LoopbackServer.aws(seed: SharedOracle.folder?.appendingPathComponent("vectors/aws-seed.json"))
  }
  private static let transport = CurlTransport()

  /// In whose name AWS is asked, and what it forbids.
  enum Mode: String, CaseIterable, Sendable {
    /// With keys in variables.
    case own
    /// With the keys that the store refers to.
    case controller
    /// With keys that may not read in batches.
    case withoutBatches
  }

  private static let canRun = SharedOracle.isPresent && LoopbackServer.motoPython != nil

  @Test(
    "The engine decides about AWS what the controller did, whoever asks, and with batch reads forbidden",
    .enabled(if: canRun, "the optional shared oracle folder is not beside the checkout, or there is no moto"),
    arguments: SharedOracle.lines("vectors/aws.jsonl").map(RecordedCase.init), Mode.allCases)
  func recorded(_ recorded: RecordedCase, mode: Mode) async throws {
    let cluster = try ManifestCluster(yaml: recorded.manifests)
    let scenario = try await AWSScenario(
      mode == .withoutBatches
        ? ["faults": [Self.denial("BatchGetSecretValue"), Self.denial("GetParameters")]] : [:],
      server: Self.server.get(), transport: Self.transport)
    let sources = AWSSources(
      identity: mode == .controller ? .controller(StoreCredentials(cluster: cluster, requestToken: nil)) : .own()
    ) { () throws(AWSError) in
      var variables: EnvironmentVariables = ["AWS_ENDPOINT_URL": scenario.address]
      if mode != .controller {
        variables["AWS_ACCESS_KEY_ID"] = "AKIAOWN"
        variables["AWS_SECRET_ACCESS_KEY"] = "own"
      }
      return try AWSSession(
        AWSEnvironment(variables: variables, files: NoFiles(), transport: Self.transport))
    }
    recorded.check(try #require(await cluster.decisions(aws: sources).first))
    let keys = try await scenario.requests().map { $0["authorization"]?.string ?? "" }
    let id = mode == .controller ? "AKIAEXAMPLE" : "AKIAOWN"
    #expect(keys.allSatisfy { $0.contains("Credential=\(id)/") }, "\(recorded.id): \(keys)")
  }

  private static func denial(_ operation: String) -> JSON {
    ["operation": .string(operation), "kind": "error", "code": "AccessDeniedException", "message": "not authorized"]
  }

  private struct NoFiles: FileReader {
    func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
      throw FileError(path: path, reason: .missing)
    }
  }
}
