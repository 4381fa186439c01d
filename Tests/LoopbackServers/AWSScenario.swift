// What the emulator of AWS is told to do wrong, and what it was asked.

public import Basics
public import HTTP

/// An address of the emulator with its own faults and its own count of calls.
public struct AWSScenario: Sendable {
  /// The address to give to a client.
  public let address: String
  /// The emulator's own address, where nothing is counted, checked or made to fail.
  public let door: String
  private let control: String
  private let transport: any HTTPTransport

  /// Sets up a scenario.
  ///
  /// - Parameters:
  ///   - settings: `faults`, `latency` and `rate`, as `aws.py` describes them.
  ///   - server: The emulator.
  ///   - transport: What carries requests to it.
  /// - Throws: If the emulator doesn't answer.
  public init(_ settings: JSON, server: LoopbackServer, transport: any HTTPTransport) async throws {
    door = "http://127.0.0.1:\(try server.port("door"))"
    let request = HTTPRequest(method: "POST", url: door + "/scenarios", body: settings.bytes())
    let answer = try JSON.parse(try await transport.send(request).body)
    let id = answer["id"]?.string ?? ""
    address = "\(door)/s/\(id)"
    control = "\(door)/scenarios/\(id)"
    self.transport = transport
  }

  private func state() async throws -> JSON {
    try JSON.parse(try await transport.send(HTTPRequest(url: control)).body)
  }

  /// How often each operation was asked for.
  public func calls() async throws -> [String: Int] {
    let members = try await state()["calls"]?.object ?? [:]
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.int ?? 0) })
  }

  /// The requests in their order.
  public func requests() async throws -> [JSON] { try await state()["requests"]?.array ?? [] }

  /// The most requests that ran at once.
  public func mostRunning() async throws -> Int { try await state()["mostRunning"]?.int ?? 0 }
}
