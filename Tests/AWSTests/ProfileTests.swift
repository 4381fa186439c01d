import Basics
import Foundation
import System
import Testing

@testable import AWS

@Suite("Credentials are botocore's")
struct ProfileTests {
  /// The files of another run of `profiles.py`, for a longer search than the golden file is.
  private static func worlds() throws -> [String] {
    guard let path = ProcessInfo.processInfo.environment["EXTSECRET_PROFILES"] else {
      return try golden("profiles.jsonl")
    }
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("in every world the same key is found, by the same calls, or a mistake is reported as botocore reports one")
  func finds() async throws {
    var disagreements: [String] = []
    let worlds = try Self.worlds()
    for (index, line) in worlds.enumerated() {
      let world = try JSON.parse(line)
      let played = PlayedAWS()
      let found = await key(in: world, played)
      let expected = world["found"]?.string
      let calls = world["calls"]?.array?.map(PlayedAWS.Call.init) ?? []
      guard found.key != expected || (expected != nil && played.calls != calls) else { continue }
      disagreements.append("\(index + 1): \(expected ?? "none") \(calls), not \(found.words) \(played.calls)")
    }
    #expect(!worlds.isEmpty && disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(10))")
  }

  private func key(in world: JSON, _ played: PlayedAWS) async -> (key: String?, words: String) {
    var variables: EnvironmentVariables = ["PATH": "/usr/bin:/bin"]
    for variable in world["variables"]?.object ?? [:] { variables[variable.key] = variable.value.string }
    var files: [String: String] = [:]
    for file in world["files"]?.object ?? [:] { files[file.key] = file.value.string }
    let key = JSON.string(PlayedAWS.key).text().dropFirst().dropLast()
    files = files.mapValues { $0.replacingOccurrences(of: "@KEY@", with: key) }
    var environment = TestWorld().environment(variables, transport: played)
    environment.files = MemoryFiles(files: files)
    environment.replaceTokenFile = { _, _ in true }
    environment.askForMFACode = { _ in "123456" }
    do {
      let configuration = try AWSConfiguration(environment, profile: world["profile"]?.string)
      let caller = try APICaller(environment, configuration)
      let cache = CredentialCache(caller.defaultChain(region: "eu-west-1"), now: environment.now)
      let key = try await cache.credentials().accessKeyID
      return (key, key)
    } catch {
      return (nil, "\(error)")
    }
  }
}
