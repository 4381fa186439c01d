import Basics
import HTTP
import LoopbackServers

/// The emulator, written to: what this program never does.
struct Emulator {
  private let address: String

  init(_ scenario: Scenario) { address = scenario.door }

  func call(_ target: String, _ body: JSON) async throws {
    let request = HTTPRequest(
      method: "POST", url: address + "/",
      headers: [
        "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/secretsmanager/aws4_request",
      ], body: body.bytes())
    let response = try await TestWorld.transport.send(request)
    // A test may be run twice against one emulator.
    guard response.status == 200 || String(decoding: response.body, as: UTF8.self).contains("Exists") else {
      throw LoopbackServer.Unavailable(reason: String(decoding: response.body, as: UTF8.self))
    }
  }

  func create(secret name: String, _ value: String) async throws {
    try await call(
      "secretsmanager.CreateSecret",
      [
        "Name": .string(name), "SecretString": .string(value),
        "ClientRequestToken": .string(String(repeating: "0", count: 32)),
      ])
  }

  func create(parameter name: String, _ value: String) async throws {
    let body: JSON = ["Name": .string(name), "Value": .string(value), "Type": "SecureString", "Overwrite": true]
    let request = HTTPRequest(
      method: "POST", url: address + "/",
      headers: [
        "X-Amz-Target": "AmazonSSM.PutParameter", "Content-Type": "application/x-amz-json-1.1",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/ssm/aws4_request",
      ], body: body.bytes())
    _ = try await TestWorld.transport.send(request)
  }
}
