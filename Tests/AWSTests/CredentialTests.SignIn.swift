// Sessions a person has signed in to: Identity Center and `aws login`.

import Basics
import Foundation
import LoopbackServers
import Synchronization
import System
import Testing
@testable import AWS

extension CredentialTests {
  // MARK: Identity Center

  private static let ssoConfig = """
    [default]
    sso_session = corp
    sso_account_id = 123456789012
    sso_role_name = Dev/Ops
    [sso-session corp]
    sso_region = eu-central-1
    sso_start_url = https://corp.awsapps.com/start
    """
  private static let ssoFile =
    "/home/me/.aws/sso/cache/" + Digest.sha1.hash("corp".utf8).hexadecimal + ".json"
  private static let roleCredentials = JSON.string(
    #"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":1900000000000}}"#)
  private static let portal = "GET /federation/credentials"

  @Test(
    "a login in Identity Center's cache gives the role's credentials", .enabled(if: LoopbackServer.motoPython != nil))
  func sso() async throws {
    let scenario = try await Scenario(
      faults: [["operation": .string(Self.portal), "kind": "answer", "body": Self.roleCredentials]])
    let token = #"{"accessToken":"hidden","expiresAt":"2099-01-01T00:00:00UTC"}"#
    let environment = world.environment(
      ["AWS_ENDPOINT_URL": scenario.address], config: Self.ssoConfig, files: [Self.ssoFile: token])
    let found = try await found(environment)
    #expect(found.id == "SSO" && found.source == "Identity Center role Dev/Ops")
    #expect(found.expiration == Timestamp(seconds: 1_900_000_000))
  }

  @Test("the older form of an Identity Center profile works too", .enabled(if: LoopbackServer.motoPython != nil))
  func legacySSO() async throws {
    let scenario = try await Scenario(
      faults: [["operation": .string(Self.portal), "kind": "answer", "body": Self.roleCredentials]])
    let config = """
      [profile old]
      sso_start_url = https://corp.awsapps.com/start
      sso_region = eu-central-1
      sso_account_id = 1
      sso_role_name = r
      """
    let name = Digest.sha1.hash("https://corp.awsapps.com/start".utf8).hexadecimal
    let token = #"{"accessToken":"hidden","expiresAt":"2099-01-01T00:00:00Z"}"#
    let environment = world.environment(
      ["AWS_ENDPOINT_URL": scenario.address, "AWS_PROFILE": "old"], config: config,
      files: ["/home/me/.aws/sso/cache/\(name).json": token])
    #expect(try await found(environment).id == "SSO")
  }

  @Test(
    "no login, an expired one and a refused one say which command to run",
    .enabled(if: LoopbackServer.motoPython != nil))
  func expiredSSO() async throws {
    let config = Self.ssoConfig.replacingOccurrences(of: "[default]", with: "[profile corp]")
    let variables: EnvironmentVariables = ["AWS_PROFILE": "corp"]
    let none = try await failure(world.environment(variables, config: config))
    #expect(none.description.contains("nobody is logged in") && none.hint == "run `aws sso login --profile corp`")
    let old = #"{"accessToken":"hidden","expiresAt":"2020-01-01T00:00:00Z","refreshToken":"hidden"}"#
    let expired = try await failure(world.environment(variables, config: config, files: [Self.ssoFile: old]))
    #expect(expired.description.contains("the login has expired") && expired.hint == none.hint)
    let scenario = try await Scenario(
      faults: [["operation": "*", "kind": "error", "status": 401, "code": "UnauthorizedException", "message": "no"]])
    let token = #"{"accessToken":"hidden","expiresAt":"2099-01-01T00:00:00Z"}"#
    let refused = try await failure(
      world.environment(
        variables.with(["AWS_ENDPOINT_URL": scenario.address]), config: config, files: [Self.ssoFile: token]))
    #expect(refused.hint == none.hint)
    for error in [none, expired, refused] { #expect(!error.description.contains("hidden")) }
  }

  @Test(
    "an expired login is refreshed, and the new tokens kept for AWS' own tools",
    .enabled(if: LoopbackServer.motoPython != nil))
  func refreshedSSO() async throws {
    let answer = JSON.string(#"{"accessToken":"new","expiresIn":3600,"refreshToken":"next"}"#)
    let scenario = try await Scenario(
      faults: [
        ["operation": "POST /token", "kind": "answer", "body": answer],
        ["operation": .string(Self.portal), "kind": "answer", "body": Self.roleCredentials],
      ])
    let old = """
      {"startUrl":"u","accessToken":"old","expiresAt":"2020-01-01T00:00:00Z","refreshToken":"r","clientId":"c",\
      "clientSecret":"cs","registrationExpiresAt":"2099-01-01T00:00:00Z"}
      """
    var environment = world.environment(
      ["AWS_ENDPOINT_URL": scenario.address], config: Self.ssoConfig, files: [Self.ssoFile: old])
    environment.replaceTokenFile = { [world] path, content in
      world.replaced.withLock { $0[path] = String(decoding: content.reveal(), as: UTF8.self) }
      return true
    }
    #expect(try await found(environment).id == "SSO")
    let kept = try JSON.parse(try #require(world.replaced.withLock { $0[Self.ssoFile] }))
    #expect(kept["accessToken"]?.string == "new" && kept["refreshToken"]?.string == "next")
    #expect(kept["startUrl"]?.string == "u" && kept["clientSecret"]?.string == "cs")
    let body = try await scenario.requests().first?["body"]?.string
    #expect(body == #"{"grantType":"refresh_token","clientId":"c","clientSecret":"cs","refreshToken":"r"}"#)
  }

  // MARK: aws login

  private static let session = "arn:aws:iam::123456789012:user/me"
  private static let sessionFile =
    "/home/me/.aws/login/cache/" + Digest.sha256.hash(session.utf8).hexadecimal + ".json"

  /// The file of a session, with its end and the key it is bound to.
  private static func session(until end: String, key: String = PlayedAWS.key) -> String {
    let json: JSON = [
      "accessToken": [
        "accessKeyId": "LOGIN", "secretAccessKey": "hidden", "sessionToken": "hidden", "accountId": "123456789012",
        "expiresAt": .string(end),
      ],
      "clientId": "client", "refreshToken": "hidden", "dpopKey": .string(key), "idToken": "kept",
    ]
    return json.text()
  }

  private static let renewedSession = JSON.string(
    #"""
    {"accessToken":{"accessKeyId":"NEXT","secretAccessKey":"s","sessionToken":"t"},"expiresIn":900,\#
    "refreshToken":"next"}
    """#)

  @Test("a session of `aws login` is renewed nowhere but in a region")
  func loginRegion() async throws {
    let text = Self.session(until: "2020-01-01T00:00:00Z").dropLast() + #","signInRegion":"x.evil.net/"}"#
    var environment = world.environment(
      config: "[default]\nlogin_session = \(Self.session)", files: [Self.sessionFile: String(text)])
    environment.replaceTokenFile = { _, _ in true }
    let error = try await failure(environment)
    #expect(error.description.hasPrefix("signInRegion (\(Self.sessionFile)) must be a name like eu-west-1, not x.evil"))
  }

  @Test("a session of `aws login` that lasts is used as it is, wherever its directory is")
  func loginSession() async throws {
    let config = "[default]\nlogin_session = \(Self.session)"
    let text = Self.session(until: "2099-01-01T00:00:00Z")
    let found = try await found(world.environment(config: config, files: [Self.sessionFile: text]))
    #expect(found.id == "LOGIN" && found.source == "session of `aws login`")
    #expect(found.expiration == Timestamp(rfc3339: "2099-01-01T00:00:00Z"))
    let elsewhere = Self.sessionFile.replacingOccurrences(of: "/home/me/.aws/login/cache/", with: "/home/me/here/")
    let environment = world.environment(
      ["AWS_LOGIN_CACHE_DIRECTORY": "$HOME/here"], config: config, files: [elsewhere: text])
    #expect(try await self.found(environment).id == "LOGIN")
  }

  @Test(
    "a session of `aws login` that has ended is renewed with a proof of its key, and kept for AWS' own tools",
    .enabled(if: LoopbackServer.motoPython != nil))
  func renewedLogin() async throws {
    let scenario = try await Scenario(
      faults: [["operation": "POST /v1/token", "kind": "proof", "body": Self.renewedSession]])
    var environment = world.environment(
      ["AWS_ENDPOINT_URL": scenario.address], config: "[default]\nlogin_session = \(Self.session)",
      files: [Self.sessionFile: Self.session(until: "2020-01-01T00:00:00Z")])
    environment.replaceTokenFile = { [world] path, content in
      world.replaced.withLock { $0[path] = String(decoding: content.reveal(), as: UTF8.self) }
      return true
    }
    #expect(try await found(environment).id == "NEXT")
    let kept = try JSON.parse(try #require(world.replaced.withLock { $0[Self.sessionFile] }))
    #expect(kept["accessToken"]?["accessKeyId"]?.string == "NEXT" && kept["refreshToken"]?.string == "next")
    #expect(kept["accessToken"]?["accountId"]?.string == "123456789012" && kept["idToken"]?.string == "kept")
    let end = kept["accessToken"]?["expiresAt"]?.string.flatMap { Timestamp(rfc3339: $0) }
    #expect(end.map { $0.duration(since: .now()) > .seconds(600) } == true)
    let body = try await scenario.requests().first?["body"]?.string
    #expect(body == #"{"clientId":"client","grantType":"refresh_token","refreshToken":"hidden"}"#)
  }

  @Test(
    "a session of `aws login` that can't be renewed says why and which command to run, and serves to its end",
    .enabled(if: LoopbackServer.motoPython != nil))
  func endedLogin() async throws {
    let refusal: JSON = [
      "operation": "*", "kind": "answer", "status": 400,
      "body": #"{"error":"TOKEN_EXPIRED","message":"The refresh token has expired."}"#,
    ]
    let scenario = try await Scenario(faults: [refusal])
    let config = "[profile corp]\nlogin_session = \(Self.session)"
    func environment(_ file: String) -> AWSEnvironment {
      var environment = world.environment(
        ["AWS_PROFILE": "corp", "AWS_ENDPOINT_URL": scenario.address], config: config,
        files: [Self.sessionFile: file])
      environment.replaceTokenFile = { _, _ in true }
      return environment
    }
    let ended = "2020-01-01T00:00:00Z"
    for (file, message) in [
      (Self.session(until: ended), "AWS does not renew it: The refresh token has expired."),
      (Self.session(until: ended, key: "no key"), "its dpopKey is no private key of the curve P-256"),
      ("{}", "holds no session"), ("not JSON", "holds no session"),
    ] {
      let error = try await failure(environment(file))
      #expect(error.description.contains(message) && error.hint == "run `aws login --profile corp`", "\(error)")
      #expect(!error.description.contains("hidden"))
    }
    let ending = Timestamp.now().advanced(by: .seconds(100)).rfc3339
    #expect(try await found(environment(Self.session(until: ending))).id == "LOGIN")
    #expect(try await scenario.calls() == ["POST /v1/token": 2])
  }
}
