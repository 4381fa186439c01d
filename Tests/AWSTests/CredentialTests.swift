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
  func found(
    _ environment: AWSEnvironment, profile: String? = nil
  ) async throws -> (id: String, source: String, expiration: Timestamp?) {
    let caller = try APICaller(environment, AWSConfiguration(environment, profile: profile))
    let cache = CredentialCache(caller.defaultChain(region: "eu-west-1"), now: environment.now)
    let credentials = try await cache.credentials()
    return (credentials.accessKeyID, credentials.source, credentials.expiration)
  }

  func failure(_ environment: AWSEnvironment, profile: String? = nil) async throws -> AWSError {
    do {
      let found = try await found(environment, profile: profile)
      throw LoopbackServer.Unavailable(reason: "found \(found)")
    } catch let error as AWSError { return error }
  }

  static let credentials = """
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
}
