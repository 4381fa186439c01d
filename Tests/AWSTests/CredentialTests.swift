import Basics
import Foundation
import LoopbackServers
import Synchronization
import System
import Testing

@testable import AWS

@Suite("Credentials are found where the AWS CLI finds them")
struct CredentialTests {
  let world = TestWorld()

  /// Where the credentials of a session came from, and what they are.
  private func found(
    _ environment: AWSEnvironment, profile: String? = nil
  ) async throws -> (id: String, source: String, expiration: Timestamp?) {
    let caller = try APICaller(environment, AWSConfiguration(environment, profile: profile))
    let cache = CredentialCache(caller.defaultChain(region: "eu-west-1"), now: environment.now)
    let credentials = try await cache.credentials()
    return (credentials.accessKeyID, credentials.source, credentials.expiration)
  }

  private func failure(_ environment: AWSEnvironment, profile: String? = nil) async throws -> AWSError {
    do {
      let found = try await found(environment, profile: profile)
      throw LoopbackServer.Unavailable(reason: "found \(found)")
    } catch let error as AWSError { return error }
  }

  private static let credentials = """
    [default]
    aws_access_key_id = FILE
    aws_secret_access_key = s
    [dev]
    aws_access_key_id = DEV
    aws_secret_access_key = s
    """

  @Test("variables come first, unless a profile is named by a flag")
  func variables() async throws {
    let environment = world.environment(keys.with(["AWS_PROFILE": "dev"]), credentials: Self.credentials)
    #expect(try await found(environment).id == "AKIAEXAMPLE")
    #expect(try await found(environment, profile: "dev").id == "DEV")
  }

  @Test("half a key is an error, not a reason to look further")
  func halfKeys() async throws {
    let variables = world.environment(["AWS_ACCESS_KEY_ID": "X"], credentials: Self.credentials)
    #expect(try await failure(variables).description.contains("AWS_SECRET_ACCESS_KEY is not"))
    let file = world.environment(credentials: "[default]\naws_access_key_id = X")
    #expect(
      try await failure(file).description.contains("/home/me/.aws/credentials:2: aws_access_key_id stands without"))
  }

  @Test("the credentials file wins over the config file, credential_process stands between")
  func order() async throws {
    let keys = "aws_access_key_id = CONFIG\naws_secret_access_key = s\n"
    #expect(try await found(world.environment(config: "[default]\n" + keys)).id == "CONFIG")
    let both = world.environment(config: "[default]\n" + keys, credentials: Self.credentials)
    #expect(try await found(both).id == "FILE")
    let json = #"{\"Version\":1,\"AccessKeyId\":\"PROCESS\",\"SecretAccessKey\":\"s\"}"#
    let process = "credential_process = /bin/echo \"\(json)\"\n"
    #expect(try await found(world.environment(config: "[default]\n" + keys + process)).id == "PROCESS")
  }

  @Test("nothing found names every place in order, and what to do")
  func nothing() async throws {
    let environment = world.environment(["AWS_EC2_METADATA_DISABLED": "true"])
    let error = try await failure(environment)
    guard case .noCredentials(let attempts) = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(attempts.map(\.source).first == "environment variables")
    #expect(attempts.map(\.source).last == "EC2 instance metadata")
    #expect(attempts.last?.reason == "switched off by AWS_EC2_METADATA_DISABLED")
    #expect(attempts.count == 5 && error.description == "no AWS credentials found")
    let hint = try #require(error.hint)
    #expect(hint.hasPrefix("log in with `aws login` or `aws sso login`, or set AWS_PROFILE; tried in this order:\n"))
    #expect(hint.contains("\n  environment variables: AWS_ACCESS_KEY_ID is not set\n"))
  }

  @Test("a key ID of one file never goes with the secret of the other, which may be another account's")
  func mixedKeys() async throws {
    let environment = world.environment(
      config: "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s",
      credentials: "[default]\naws_access_key_id = FILE")
    #expect(
      try await failure(environment).description.contains("/home/me/.aws/credentials:2: aws_access_key_id stands"))
    let secretOnly = world.environment(
      config: "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s",
      credentials: "[default]\naws_secret_access_key = other")
    #expect(try await found(secretOnly).id == "CONFIG")
  }

  @Test(
    "variables whose AWS_CREDENTIAL_EXPIRATION has passed, or is no time, are an error",
    arguments: [
      ("2020-01-01T00:00:00Z", "they ended at 2020-01-01T00:00:00Z, and by this machine's clock it is 2"),
      ("tomorrow", "AWS_CREDENTIAL_EXPIRATION is no time like 2030-01-01T00:00:00Z"),
    ])
  func endedVariables(expiration: String, message: String) async throws {
    let environment = world.environment(
      keys.with(["AWS_CREDENTIAL_EXPIRATION": expiration]), credentials: Self.credentials)
    let error = try await failure(environment)
    #expect(error.description.contains(message), "\(error)")
  }

  // MARK: credential_process

  private static func brokenProcessPrinting(_ expiration: String) -> String {
    let json = #"{"Version":1,"AccessKeyId":"secret","SecretAccessKey":"secret","Expiration":"\#(expiration)"}"#
    return "/bin/echo '\(json)'"
  }

  @Test(
    "a credential_process that fails says how, and shows nothing it printed",
    arguments: [
      ("/bin/false", "failed (exit code 1)"), ("/bin/echo secret", "did not print a JSON object"),
      ("/bin/echo '{\"Version\":2}'", "did not print credentials of Version 1"),
      (
        "/bin/echo '{\"Version\":1,\"AccessKeyId\":\"secret\"}'",
        "/bin/echo gave no AccessKeyId or no SecretAccessKey"
      ),
      (brokenProcessPrinting("soon, secret"), "/bin/echo gave an Expiration that is no time like 2030-01-01T00:00:00Z"),
      (
        brokenProcessPrinting("2020-01-01T00:00:00Z"), "they ended at 2020-01-01T00:00:00Z, and by this machine's clock"
      ),
      ("no-such-program-here", "the program no-such-program-here is not found"),
      ("echo 'open", "/home/me/.aws/config:2: the command has an open quotation"),
    ])
  func brokenProcess(command: String, message: String) async throws {
    let environment = world.environment(
      ["PATH": "/bin:/usr/bin"], config: "[default]\ncredential_process = \(command)")
    let error = try await failure(environment)
    #expect(error.description.contains(message), "\(error)")
    #expect(!error.description.contains("secret"))
  }

  // MARK: Roles (AWS is the emulator)

  @Test(
    "a role is assumed with its source profile, through a chain of them", .enabled(if: LoopbackServer.motoPython != nil)
  )
  func roles() async throws {
    let scenario = try await Scenario()
    let config = """
      [default]
      role_arn = arn:aws:iam::123456789012:role/outer
      source_profile = middle
      external_id = ex
      duration_seconds = 900
      role_session_name = me
      [profile middle]
      role_arn = arn:aws:iam::123456789012:role/inner
      source_profile = dev
      """
    let environment = world.environment(
      ["AWS_ENDPOINT_URL": scenario.address], config: config,
      credentials: "[dev]\naws_access_key_id = DEV\naws_secret_access_key = s")
    let found = try await found(environment)
    #expect(found.id.hasPrefix("ASIA") && found.source == "the role arn:aws:iam::123456789012:role/outer")
    #expect(found.expiration != nil)
    let requests = try await scenario.requests()
    #expect(requests.count == 2)
    #expect(requests[0]["authorization"]?.string?.contains("Credential=DEV/") == true)
    #expect(requests[0]["body"]?.string?.contains("RoleSessionName=kubectl-extsecret") == true)
    #expect(requests[1]["authorization"]?.string?.contains("Credential=ASIA") == true)
    let body = try #require(requests[1]["body"]?.string)
    #expect(body.contains("ExternalId=ex&") || body.hasSuffix("ExternalId=ex"))
    #expect(body.contains("DurationSeconds=900") && body.contains("RoleSessionName=me"))
  }

  @Test(
    "profiles that make no sense say where and why",
    arguments: [
      ("role_arn = r", "role_arn wants a source_profile or a credential_source"),
      ("role_arn = r\nsource_profile = a\ncredential_source = Environment", "exclude each other"),
      ("role_arn = r\nsource_profile = nope", "the profile nope that source_profile (/home/me/.aws/config:2) names"),
      ("role_arn = r\nsource_profile = default", "default → default"),
      (
        "role_arn = r\nsource_profile = a\n[profile a]\nrole_arn = r\nsource_profile = default", "default → a → default"
      ),
      ("role_arn = r\ncredential_source = Else", "credential_source must be Environment"),
      ("sso_account_id = 1\nsso_role_name = r", "it lacks sso_region and sso_start_url"),
      (
        "role_arn = r\ncredential_source = Environment\nduration_seconds = long",
        "/home/me/.aws/config:4: duration_seconds must be a number of seconds, such as 3600"
      ),
      ("sso_session = s\nsso_account_id = 1", "there is no section [sso-session s]"),
      (
        "sso_session = s\nsso_account_id = 1\nsso_role_name = r\nsso_region = a\n[sso-session s]\nsso_region = b\nsso_start_url = u",
        "/home/me/.aws/config:5: sso_region is another one in [sso-session s]"
      ),
      (
        "sso_account_id = 1\nsso_role_name = r\nsso_region = x.evil.net/\nsso_start_url = u",
        "sso_region (/home/me/.aws/config:4) must be a name like eu-west-1, not x.evil.net/"
      ),
      ("login_session = arn", "session of `aws login` of the profile default: nobody is logged in"),
      ("role_arn = r\ncredential_source = Environment", "no AWS credentials found"),
      (
        "role_arn = r\nsource_profile = default\naws_access_key_id = k\naws_secret_access_key = s\nmfa_serial = arn:mfa",
        "there is no terminal to ask at"
      ),
    ])
  func brokenProfiles(settings: String, message: String) async throws {
    let error = try await failure(world.environment(config: "[default]\n" + settings))
    #expect(error.description.contains(message), "\(error)")
  }

  @Test(
    "the account or the role of an Identity Center login may stand in its session, the login only there",
    arguments: [
      ("sso_account_id = 1", "sso_role_name = r\nsso_region = a\nsso_start_url = u", "nobody is logged in"),
      ("sso_role_name = r", "sso_account_id = 1\nsso_region = a\nsso_start_url = u", "nobody is logged in"),
      ("sso_account_id = 1", "sso_region = a\nsso_start_url = u", "it lacks sso_role_name"),
      ("sso_account_id = 1\nsso_start_url = u", "sso_role_name = r\nsso_region = a", "it lacks sso_start_url"),
    ])
  func sessionRoles(profile: String, session: String, message: String) async throws {
    let config = "[default]\nsso_session = s\n\(profile)\n[sso-session s]\n\(session)"
    let error = try await failure(world.environment(config: config))
    #expect(error.description.contains(message), "\(error)")
  }

  @Test("an sso_session alone makes no Identity Center profile: the next place is asked")
  func idleSession() async throws {
    let environment = world.environment(
      config: "[default]\nsso_session = s\n[sso-session s]\nsso_region = a", credentials: Self.credentials)
    #expect(try await found(environment).id == "FILE")
  }

  @Test("a role that wants an MFA code asks for it once", .enabled(if: LoopbackServer.motoPython != nil))
  func mfa() async throws {
    let scenario = try await Scenario()
    let config =
      "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\ncredential_source = Environment\nmfa_serial = arn:mfa"
    // The variables' own keys would come first: the role's profile is named by a flag.
    var environment = world.environment(keys.with(["AWS_ENDPOINT_URL": scenario.address]), config: config)
    environment.askForMFACode = { $0 == "arn:mfa" ? "123456" : nil }
    #expect(try await found(environment, profile: "default").id.hasPrefix("ASIA"))
    let body = try #require(try await scenario.requests().first?["body"]?.string)
    #expect(body.contains("SerialNumber=arn%3Amfa&TokenCode=123456"))
  }

  @Test("a web identity's token becomes a role, without a signature", .enabled(if: LoopbackServer.motoPython != nil))
  func webIdentity() async throws {
    let scenario = try await Scenario()
    let variables: EnvironmentVariables = [
      "AWS_ENDPOINT_URL_STS": scenario.address, "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
      "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/w", "AWS_ROLE_SESSION_NAME": "session",
    ]
    let environment = world.environment(variables, files: ["/token": "jwt.jwt.jwt\n"])
    #expect(try await found(environment).source == "the role arn:aws:iam::123456789012:role/w by web identity")
    let request = try #require(try await scenario.requests().first)
    #expect(request["authorization"]?.string == "")
    #expect(request["body"]?.string?.hasSuffix("RoleSessionName=session&WebIdentityToken=jwt.jwt.jwt") == true)
    let missing = world.environment(variables)
    #expect(try await failure(missing).description.contains("/token: no such file"))
  }

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
