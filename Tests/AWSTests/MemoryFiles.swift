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
      random: { 1 }, attemptTimeout: .seconds(10))
  }

  static let transport = CurlTransport()
}

/// The emulator of AWS, and what it was told to do wrong.
struct Scenario {
  /// The address to give to a client.
  let address: String
  private let control: String

  /// The emulator, started by the first test that asks.
  static let server = Result { try LoopbackServer.aws() }

  init(_ settings: JSON = [:], server: LoopbackServer? = nil) async throws {
    let server = try server ?? Self.server.get()
    let door = "http://127.0.0.1:\(try server.port("door"))"
    let request = HTTPRequest(method: "POST", url: door + "/scenarios", body: settings.bytes())
    let answer = try JSON.parse(try await TestWorld.transport.send(request).body)
    let id = answer["id"]?.string ?? ""
    address = "\(door)/s/\(id)"
    control = "\(door)/scenarios/\(id)"
  }

  /// A scenario of these faults.
  init(faults: [JSON]) async throws { try await self.init(["faults": .array(faults)]) }

  private func state() async throws -> JSON {
    try JSON.parse(try await TestWorld.transport.send(HTTPRequest(url: control)).body)
  }

  /// How often each operation was asked for.
  func calls() async throws -> [String: Int] {
    let members = try await state()["calls"]?.object ?? [:]
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.int ?? 0) })
  }

  /// The requests in their order.
  func requests() async throws -> [JSON] { try await state()["requests"]?.array ?? [] }

  /// The most requests that ran at once.
  func mostRunning() async throws -> Int { try await state()["mostRunning"]?.int ?? 0 }
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
