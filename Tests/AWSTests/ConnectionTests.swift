import Basics
import HTTP
import LoopbackServers
import System
import Testing

@testable import AWS

/// Whom AWS' addresses are trusted by, and through which proxy they are reached.
@Suite("Connections to AWS")
struct ConnectionTests {
  let world = TestWorld()
  let server: LoopbackServer

  init() throws { server = try LoopbackServer.faulty.get() }

  private func failure(
    _ variables: [String: String], config: String? = nil
  ) async throws -> AWSError {
    let authority = String(decoding: try server.file("authority.pem"), as: UTF8.self)
    let session = try AWSSession(
      world.environment(keys.with(variables), config: config, files: ["/authority.pem": authority]))
    do throws(AWSError) {
      _ = try await session.secretsManager().value(of: "x")
    } catch { return error }
    throw LoopbackServer.Unavailable(reason: "there was an answer")
  }

  @Test(
    "AWS_CA_BUNDLE, or the profile's ca_bundle, is trusted; without it an unknown authority is no reason to try again")
  func authority() async throws {
    let address = "https://localhost:\(try server.port("tls"))"
    // The server knows no such path: that it says so takes a connection that is trusted.
    let trusted = try await failure(["AWS_ENDPOINT_URL": address, "AWS_CA_BUNDLE": "/authority.pem"])
    #expect(trusted.reason == .invalidRequest, "\(trusted)")
    let configured = try await failure(
      ["AWS_ENDPOINT_URL": address], config: "[default]\nca_bundle = /authority.pem")
    #expect(configured.reason == .invalidRequest, "\(configured)")
    let unknown = try await failure(["AWS_ENDPOINT_URL": address])
    guard case .transport(let error) = unknown.reason else {
      Issue.record("\(unknown)")
      return
    }
    #expect(error.reason == .tls(.unknownAuthority) && unknown.attempts == 1)
    #expect(unknown.hint == "set AWS_CA_BUNDLE where a proxy has its own authority")
  }

  @Test("requests go through the environment's proxy, but for hosts that NO_PROXY names; its refusals are said")
  func proxy() async throws {
    let proxy = "127.0.0.1:\(try server.port("proxy"))"
    let aws = ["AWS_ENDPOINT_URL": "http://aws.invalid"]
    // The proxy answers by itself: not as AWS does.
    let through = try await failure(aws.merging(["HTTP_PROXY": "http://user:pass@\(proxy)"]) { $1 })
    #expect(through.reason == .malformedAnswer, "\(through)")
    let excepted = try await failure(
      aws.merging(["HTTP_PROXY": "http://user:pass@\(proxy)", "NO_PROXY": ".invalid"]) { $1 })
    guard case .transport(let error) = excepted.reason, case .cannotResolve = error.reason else {
      Issue.record("\(excepted)")
      return
    }
    let refused = try await failure(aws.merging(["HTTP_PROXY": "http://user:wrong@\(proxy)"]) { $1 })
    #expect(refused.description.hasSuffix(": status 407") && !refused.description.contains("wrong"), "\(refused)")
  }
}
