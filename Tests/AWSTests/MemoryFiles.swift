import AWS
import Basics
import Foundation
import HTTP
import LoopbackServers
import Synchronization
import System

/// Files that are not there.
struct MemoryFiles: FileReader {
  var files: [String: String] = [:]

  func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard let text = files[path] else { throw FileError(path: path, reason: .missing) }
    if text == "<unreadable>" { throw FileError(path: path, reason: .other("Permission denied")) }
    return Array(text.utf8)
  }
}

/// A world for a test: files in memory, time that passes by sleeping only, the real network.
final class TestWorld: Sendable {
  let slept = Mutex<[Duration]>([])
  let start = Timestamp.now()
  let replaced = Mutex<[String: String]>([:])

  /// An environment of the given variables and files below `/home/me/.aws`.
  func environment(
    _ variables: EnvironmentVariables = [:], config: String? = nil, credentials: String? = nil,
    files: [String: String] = [:], transport: any HTTPTransport = TestWorld.transport
  ) -> AWSEnvironment {
    var variables = variables
    variables["HOME"] = "/home/me"
    var files = files
    files["/home/me/.aws/config"] = config
    files["/home/me/.aws/credentials"] = credentials
    return AWSEnvironment(
      variables: variables, files: MemoryFiles(files: files), transport: transport,
      now: { Timestamp.now() }, sleep: { duration in self.slept.withLock { $0.append(duration) } },
      random: { 1 }, attemptTimeout: .seconds(60))
  }

  static let transport = CurlTransport()
}

/// A scenario of the emulator that the tests of this target share.
struct Scenario {
  /// The emulator, started by the first test that asks.
  static let server = Result { try LoopbackServer.aws() }

  private let scenario: AWSScenario

  init(_ settings: JSON = [:]) async throws {
    scenario = try await AWSScenario(settings, server: Self.server.get(), transport: TestWorld.transport)
  }

  /// A scenario of these faults.
  init(faults: [JSON]) async throws { try await self.init(["faults": .array(faults)]) }

  var address: String { scenario.address }
  var door: String { scenario.door }
  func calls() async throws -> [String: Int] { try await scenario.calls() }
  func requests() async throws -> [JSON] { try await scenario.requests() }
  func mostRunning() async throws -> Int { try await scenario.mostRunning() }
}

/// Keys that sign well enough for an emulator.
let keys: EnvironmentVariables = [
  "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secretexample", "AWS_REGION": "eu-west-1",
]

extension EnvironmentVariables {
  /// These variables and others.
  func with(_ others: [String: String]) -> EnvironmentVariables {
    var variables = self
    for (name, value) in others { variables[name] = value }
    return variables
  }
}
