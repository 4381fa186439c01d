import Basics
import HTTP
import LoopbackServers
import Synchronization
import System
import Testing

@testable import AWS

/// What a broken or unwilling AWS leads to: what the user sees, and how many calls were made.
@Suite(
  "Faults of AWS", .enabled(if: LoopbackServer.motoPython != nil, "moto is not installed: run script/servers/python"))
struct FaultTests {
  let world = TestWorld()
  /// Without kept-alive connections of other tests: libcurl replaces one that turns out dead by itself.
  let transport = CurlTransport()

  /// A session against a scenario, with the name of a secret and a parameter of its own.
  private func session(
    _ scenario: Scenario, _ variables: [String: String] = [:], attemptTimeout: Duration = .seconds(60)
  ) throws -> AWSSession {
    var environment = world.environment(
      keys.with(["AWS_ENDPOINT_URL": scenario.address]).with(variables), transport: transport)
    environment.attemptTimeout = attemptTimeout
    return try AWSSession(environment)
  }

  private func secret(_ name: String, _ value: String = "value") async throws {
    let scenario = try await Scenario()
    try await Emulator(scenario).create(secret: name, value)
  }

  private func failure(_ session: AWSSession, _ name: String) async throws -> AWSError {
    do throws(AWSError) {
      _ = try await session.secretsManager().value(of: name)
    } catch { return error }
    throw LoopbackServer.Unavailable(reason: "there was an answer")
  }

  // MARK: What passes

  @Test(
    "what passes is tried again, and the answer comes",
    arguments: [
      ["kind": "reset"], ["kind": "truncate"], ["kind": "answer", "body": "<html>"], ["kind": "answer", "body": ""],
      ["kind": "answer", "status": 503, "body": "<html>busy"], ["kind": "answer", "status": 500, "body": ""],
      ["kind": "error", "status": 500, "code": "InternalServiceError"],
      ["kind": "error", "code": "ThrottlingException", "message": "Rate exceeded"], ["kind": "stall"],
    ] as [JSON])
  func passing(fault: JSON) async throws {
    try await secret("passing")
    var members = fault.object ?? [:]
    members.append("operation", "GetSecretValue")
    members.append("times", 2)
    let scenario = try await Scenario(faults: [.object(members)])
    let session = try session(scenario, attemptTimeout: fault["kind"] == "stall" ? .seconds(3) : .seconds(60))
    let value = try await session.secretsManager().value(of: "passing")
    #expect(value.text == SecretBytes(utf8: "value"))
    #expect(try await scenario.calls() == ["GetSecretValue": 3])
    #expect(session.totals.retries == 2 && session.totals.calls == ["SecretsManager.GetSecretValue": 3])
    // With a jitter of 1 these are the longest pauses: doubled from one to the next.
    let pauses = world.slept.withLock { $0.filter { $0 >= .milliseconds(100) } }
    let base: Duration = fault["code"]?.string == "ThrottlingException" ? .seconds(1) : .milliseconds(200)
    #expect(pauses.prefix(1) == [base] && pauses.contains(base * 2))
  }

  @Test(
    "what doesn't pass is given up after three attempts, with one clear error",
    arguments: [
      (["kind": "reset"], "the connection broke before an answer came (3 attempts)"),
      (["kind": "truncate"], "the connection broke in the middle of the answer (3 attempts)"),
      (["kind": "answer", "body": "<html>"], "the answer to secretsmanager:GetSecretValue is not one of AWS'"),
      (["kind": "answer", "status": 503, "body": "x"], "with status 503 (3 attempts)"),
      (["kind": "stall"], "no answer in time (3 attempts)"),
    ] as [(JSON, String)])
  func lasting(fault: JSON, message: String) async throws {
    var members = fault.object ?? [:]
    members.append("operation", "GetSecretValue")
    let scenario = try await Scenario(faults: [.object(members)])
    let error = try await failure(
      try session(scenario, attemptTimeout: fault["kind"] == "stall" ? .seconds(2) : .seconds(60)), "lasting")
    #expect(error.description.contains(message), "\(error)")
    #expect(try await scenario.calls() == ["GetSecretValue": 3])
  }

  @Test("AWS_MAX_ATTEMPTS decides how often, for throttling too")
  func attempts() async throws {
    let fault: JSON = ["operation": "*", "kind": "error", "code": "ThrottlingException", "message": "Rate exceeded"]
    let five = try await Scenario(faults: [fault])
    let error = try await failure(try session(five, ["AWS_MAX_ATTEMPTS": "5"]), "x")
    #expect(try await five.calls() == ["GetSecretValue": 5])
    #expect(error.reason == .throttled && error.description.contains("(5 attempts)"))
    let usual = try await Scenario(faults: [fault])
    _ = try await failure(try session(usual), "x")
    #expect(try await usual.calls() == ["GetSecretValue": 8])
  }

  @Test("Retry-After is honoured, up to twenty seconds")
  func retryAfter() async throws {
    try await secret("later")
    let scenario = try await Scenario(
      faults: [
        ["operation": "*", "kind": "answer", "status": 503, "body": "", "headers": ["Retry-After": "7"], "times": 1],
        ["operation": "*", "kind": "answer", "status": 503, "body": "", "headers": ["Retry-After": "900"], "times": 1],
      ])
    _ = try await session(scenario).secretsManager().value(of: "later")
    #expect(world.slept.withLock { $0 } == [.seconds(7), .seconds(20)])
  }

  @Test(
    "Retry-After may be a time, counted from the server's own clock",
    arguments: [
      ("Tue, 24 Nov 2026 10:00:12 GMT", Duration.seconds(12)), ("Tue, 24 Nov 2026 09:00:00 GMT", nil), ("soon", nil),
    ])
  func retryAfterDate(text: String, pause: Duration?) {
    let headers: HTTPHeaders = ["Date": "Tue, 24 Nov 2026 10:00:00 GMT", "Retry-After": text]
    #expect(AWSAnswer(HTTPResponse(status: 503, headers: headers)).retryAfter == pause)
  }

  // MARK: What never passes

  @Test("a refusal is not tried again, and says what would allow it")
  func denial() async throws {
    let text = """
      User: arn:aws:sts::123456789012:assumed-role/dev/me is not authorized to perform: secretsmanager:GetSecretValue \
      on resource: prod/db because no identity-based policy allows the secretsmanager:GetSecretValue action
      """
    let scenario = try await Scenario(
      faults: [["operation": "*", "kind": "error", "code": "AccessDeniedException", "message": .string(text)]])
    let error = try await failure(try session(scenario), "prod/db")
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
    guard case .accessDenied(let denial) = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(denial.identity == "arn:aws:sts::123456789012:assumed-role/dev/me")
    #expect(denial.action == "secretsmanager:GetSecretValue" && denial.resource == "prod/db")
    let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-??????"
    #expect(
      error.hint?.hasSuffix(#"{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"\#(arn)"}"#)
        == true)
    #expect(error.description.contains("may not do secretsmanager:GetSecretValue on prod/db, because no identity"))
  }

  @Test(
    "denials of every form name action and resource",
    arguments: [
      (
        "User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:x:1:key/k "
          + "with an explicit deny in a resource-based policy", "kms:Decrypt", "arn:aws:kms:x:1:key/k", false
      ),
      ("Access to KMS is not allowed", "kms:Decrypt", nil, true),
      ("You shall not pass", "ssm:GetParameter", "/a/b", true),
    ] as [(String, String, String?, Bool)])
  func denials(message: String, action: String, resource: String?, hasStatement: Bool) {
    let denial = AccessDenial(message: message, operation: "ssm:GetParameter", resource: "/a/b", region: "cn-north-1")
    #expect(denial.action == action && denial.resource == resource && (denial.statement != nil) == hasStatement)
    if action == "ssm:GetParameter" {
      #expect(denial.statement?["Resource"]?.string == "arn:aws-cn:ssm:cn-north-1:*:parameter/a/b")
    }
  }

  @Test("a wrong key is not tried again, and the message hides what was signed")
  func invalidKey() async throws {
    let scenario = try await Scenario(
      faults: [
        [
          "operation": "*", "kind": "error", "code": "UnrecognizedClientException",
          "message": "The security token is invalid. Credential=AKIA/secret Signature=abc",
        ]
      ])
    let error = try await failure(try session(scenario), "x")
    #expect(error.reason == .invalidCredentials && !error.description.contains("AKIA/secret"))
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
  }

  @Test("a secret that isn't there, and one marked for deletion, are told apart")
  func absence() async throws {
    let scenario = try await Scenario()
    let emulator = Emulator(scenario)
    try await emulator.create(secret: "doomed", "x")
    try await emulator.call("secretsmanager.DeleteSecret", ["SecretId": "doomed"])
    let session = try session(try await Scenario())
    #expect(try await failure(session, "nowhere").reason == .notFound)
    let doomed = try await failure(session, "doomed")
    #expect(doomed.reason == .markedForDeletion(name: "doomed") && doomed.code == "InvalidRequestException")
    #expect(doomed.hint == "to keep it: `aws secretsmanager restore-secret --secret-id doomed`")
  }

  // MARK: Clock and session

  @Test("a clock that is wrong by an hour is corrected by the server's date, once", arguments: [3600, -3600])
  func clock(ahead: Int) async throws {
    try await secret("clock")
    let scenario = try await Scenario(faults: [["operation": "*", "kind": "clock", "ahead": .int(ahead)]])
    let session = try session(scenario)
    let client = try session.secretsManager()
    #expect(try await client.value(of: "clock").text != nil)
    #expect(try await scenario.calls() == ["GetSecretValue": 2])
    #expect(try await client.tags(of: "clock").isEmpty)
    #expect(try await scenario.calls() == ["GetSecretValue": 2, "DescribeSecret": 1])
    #expect(world.slept.withLock { $0.isEmpty })
  }

  @Test("a signature that is refused with the clock right is an error at once")
  func signature() async throws {
    let scenario = try await Scenario(
      faults: [["operation": "*", "kind": "error", "code": "InvalidSignatureException", "message": "no"]])
    let error = try await failure(try session(scenario), "x")
    #expect(error.reason == .invalidCredentials && error.hint == "check the secret access key")
    #expect(error.description.hasPrefix("AWS does not accept the credentials from environment variables"))
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
  }

  @Test("the emulator checks signatures with botocore: a wrong secret, token or scope gets nowhere here")
  func checkedSignature() async throws {
    try await secret("signed")
    for variables in [
      ["AWS_SECRET_ACCESS_KEY": "wrong"], ["AWS_SESSION_TOKEN": "none"], ["AWS_ACCESS_KEY_ID": "NOBODY"],
    ] {
      let scenario = try await Scenario()
      #expect(try await failure(try session(scenario, variables), "signed").reason == .invalidCredentials)
      let calls = try await scenario.calls()
      #expect(calls["GetSecretValue"] == 1 && calls.count == 2, "\(calls)")
    }
  }

  @Test("an expired session is renewed once, where it can be")
  func renewal() async throws {
    try await secret("renewed")
    let scenario = try await Scenario(
      faults: [["operation": "GetSecretValue", "kind": "error", "code": "ExpiredTokenException", "times": 1]])
    let session = try session(scenario)
    let role = AWSIdentity.role(RoleAssumption(roleARN: "arn:aws:iam::123456789012:role/r"), from: .own)
    #expect(try await session.secretsManager(as: role).value(of: "renewed").text != nil)
    #expect(try await scenario.calls() == ["AssumeRole": 2, "GetSecretValue": 2])
    let fixed = try await Scenario(
      faults: [["operation": "GetSecretValue", "kind": "error", "code": "ExpiredTokenException"]])
    #expect(try await failure(try self.session(fixed), "renewed").reason == .expiredCredentials)
    #expect(try await fixed.calls() == ["GetSecretValue": 1])
  }

  @Test("a role that may not be assumed says so for everyone, and is asked for once")
  func deniedRole() async throws {
    let text =
      "User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r"
    let scenario = try await Scenario(
      faults: [["operation": "AssumeRole", "kind": "xml", "code": "AccessDenied", "message": .string(text)]])
    let session = try session(scenario)
    let client = try session.secretsManager(
      as: .role(RoleAssumption(roleARN: "arn:aws:iam::1:role/r"), from: .own))
    for name in ["a", "b", "c"] {
      await #expect(throws: AWSError.self) { try await client.value(of: name) }
    }
    #expect(try await scenario.calls() == ["AssumeRole": 1])
  }

  // MARK: Many at once

  @Test("one broken secret of many leaves the others unaffected")
  func partial() async throws {
    let emulator = Emulator(try await Scenario())
    for index in 0..<45 { try await emulator.create(secret: "partial/\(index)", "v\(index)") }
    let scenario = try await Scenario()
    let session = try session(scenario)
    let client = try session.secretsManager()
    let names = (0..<45).map { "partial/\($0)" } + ["partial/none"]
    client.prefetch(names)
    for index in 0..<45 {
      #expect(try await client.value(of: "partial/\(index)").text == SecretBytes(utf8: "v\(index)"))
    }
    await #expect(throws: AWSError.self) { try await client.value(of: "partial/none") }
    #expect(try await scenario.calls() == ["BatchGetSecretValue": 3])
  }

  @Test("a batch that breaks is tried again as a batch, not as twenty")
  func brokenBatch() async throws {
    let scenario = try await Scenario(faults: [["operation": "*", "kind": "reset"]])
    let client = try session(scenario).secretsManager()
    client.prefetch((0..<20).map { "broken/\($0)" })
    for index in 0..<20 { await #expect(throws: AWSError.self) { try await client.value(of: "broken/\(index)") } }
    #expect(try await scenario.calls() == ["BatchGetSecretValue": 3])
  }

  @Test("what passes for one secret of a batch is asked for again, alone; what lasts is its answer")
  func batchItems() async throws {
    try await secret("items/a")
    try await secret("items/b")
    let errors: [JSON] = [
      ["SecretId": "items/a", "ErrorCode": "InternalServiceError", "Message": "busy"],
      ["SecretId": "items/b", "ErrorCode": "AccessDeniedException", "Message": "no"],
    ]
    let body = JSON.string((["SecretValues": [], "Errors": .array(errors)] as JSON).text())
    let scenario = try await Scenario(
      faults: [["operation": "BatchGetSecretValue", "kind": "answer", "body": body]])
    let client = try session(scenario).secretsManager()
    client.prefetch(["items/a", "items/b"])
    #expect(try await client.value(of: "items/a").text == SecretBytes(utf8: "value"))
    let denied = await #expect(throws: AWSError.self) { try await client.value(of: "items/b") }
    #expect(denied?.code == "AccessDeniedException")
    #expect(try await scenario.calls() == ["BatchGetSecretValue": 1, "GetSecretValue": 1])
  }

  @Test("one malformed name in a batch costs single calls, and only itself its answer")
  func malformedName() async throws {
    try await secret("good-one")
    try await secret("good-two")
    let scenario = try await Scenario(
      faults: [["operation": "BatchGetSecretValue", "kind": "error", "code": "ValidationException", "message": "bad"]])
    let client = try session(scenario).secretsManager()
    client.prefetch(["good-one", "good-two", "no such"])
    #expect(try await client.value(of: "good-one").text != nil)
    #expect(try await client.value(of: "good-two").text != nil)
    await #expect(throws: AWSError.self) { try await client.value(of: "no such") }
    #expect(try await scenario.calls() == ["BatchGetSecretValue": 1, "GetSecretValue": 3])
  }

  @Test("batches that are forbidden are asked for once, then singly")
  func deniedBatch() async throws {
    for index in 0..<3 { try await secret("denied/\(index)") }
    let scenario = try await Scenario(
      faults: [["operation": "BatchGetSecretValue", "kind": "error", "code": "AccessDeniedException", "message": "no"]])
    let client = try session(scenario).secretsManager()
    client.prefetch(["denied/0", "denied/1"])
    #expect(try await client.value(of: "denied/0").text != nil)
    #expect(try await client.value(of: "denied/1").text != nil)
    let found = try await client.values(matching: [.name("denied/")])
    #expect(Set(found.values.map(\.name)) == ["denied/0", "denied/1", "denied/2"])
    #expect(try await scenario.calls() == ["BatchGetSecretValue": 1, "GetSecretValue": 3, "ListSecrets": 1])
  }

  @Test("a secret is read once, however many ask at the same time")
  func sharing() async throws {
    try await secret("shared")
    let scenario = try await Scenario(["latency": JSON(.number("0.05"))])
    let session = try session(scenario)
    let client = try session.secretsManager()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 { group.addTask { _ = try await client.value(of: "shared") } }
      try await group.waitForAll()
    }
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
    #expect(session.totals.reads == 200 && session.totals.shared == 199)
    #expect(
      "\(session.totals)" == "1 AWS call (SecretsManager.GetSecretValue 1), 0 retries, 200 reads, 199 of them shared")
  }

  @Test("no more requests run at once than the environment allows")
  func concurrency() async throws {
    let scenario = try await Scenario(["latency": JSON(.number("0.05"))])
    var environment = world.environment(keys.with(["AWS_ENDPOINT_URL": scenario.address]))
    environment.concurrency = 4
    let client = try AWSSession(environment).secretsManager()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<40 { group.addTask { _ = try? await client.value(of: "none/\(index)") } }
    }
    #expect(try await scenario.calls() == ["GetSecretValue": 40])
    #expect((2...4).contains(try await scenario.mostRunning()))
  }

  @Test("after throttling, requests keep to a rate that AWS can take, and all come through")
  func adaptiveRate() async throws {
    for index in 0..<10 { try await secret("rate/\(index)") }
    let scenario = try await Scenario(["rate": 20])
    var environment = world.environment(keys.with(["AWS_ENDPOINT_URL": scenario.address]))
    environment.sleep = { try await Task.sleep(for: $0) }
    environment.random = { Double.random(in: 0..<1) }
    let client = try AWSSession(environment).secretsManager()
    await withTaskGroup(of: AWSError?.self) { group in
      for index in 0..<60 {
        group.addTask {
          do throws(AWSError) {
            _ = try await client.value(of: "rate/\(index % 10)", version: .stage("S\(index / 10)"))
            return nil
          } catch { return error }
        }
      }
      // Stages that don't exist, but an answer each.
      for await error in group { #expect(error?.reason == .notFound, "\(String(describing: error))") }
    }
    #expect((try await scenario.calls()["GetSecretValue"] ?? 0) < 160)
  }

  @Test("interrupting the run ends what waits, and asks nothing more")
  func interruption() async throws {
    let scenario = try await Scenario(faults: [["operation": "*", "kind": "stall"]])
    let session = try session(scenario, attemptTimeout: .seconds(60))
    let client = try session.secretsManager()
    let task = Task { () -> AWSError? in
      do throws(AWSError) {
        _ = try await client.value(of: "x")
        return nil
      } catch { return error }
    }
    while try await scenario.calls().isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    #expect(await task.value?.isCancellation == true)
    #expect(try await scenario.calls() == ["GetSecretValue": 1])
  }
}
