import Basics
import LoopbackServers
import System
import Testing

@testable import AWS

/// Secrets Manager, Parameter Store and STS, against the emulator.
@Suite(
  "AWS' services", .enabled(if: LoopbackServer.motoPython != nil, "moto is not installed: run script/servers/python"))
struct ServiceTests {
  let world = TestWorld()

  private func session(_ scenario: Scenario, _ variables: [String: String] = [:]) throws -> AWSSession {
    try AWSSession(world.environment(keys.with(["AWS_ENDPOINT_URL": scenario.address]).with(variables)))
  }

  // MARK: Secrets Manager

  @Test("text, bytes, versions, stages and tags are read")
  func values() async throws {
    let scenario = try await Scenario()
    let emulator = Emulator(scenario)
    try await emulator.create(secret: "svc/text", "one")
    try await emulator.call("secretsmanager.PutSecretValue", ["SecretId": "svc/text", "SecretString": "two"])
    try await emulator.call(
      "secretsmanager.CreateSecret",
      ["Name": "svc/bytes", "SecretBinary": "AAEC/w==", "Tags": [["Key": "a", "Value": "b"]]])
    let client = try session(scenario).secretsManager()
    let text = try await client.value(of: "svc/text")
    #expect(text.text == SecretBytes(utf8: "two") && text.binary == nil)
    #expect(try await client.value(of: "svc/text", version: .stage("AWSPREVIOUS")).text == SecretBytes(utf8: "one"))
    #expect(
      try await client.value(of: "svc/text", version: .id(String(repeating: "0", count: 32))).text
        == SecretBytes(utf8: "one"))
    #expect(try await client.value(of: text.arn).text == SecretBytes(utf8: "two"))
    let bytes = try await client.value(of: "svc/bytes")
    #expect(bytes.binary == SecretBytes([0, 1, 2, 255]) && bytes.text == nil)
    #expect(try await client.tags(of: "svc/bytes") == ["a": "b"])
  }

  @Test("forty-one secrets by name and ARN take three batches, and every answer finds its question")
  func batches() async throws {
    let scenario = try await Scenario()
    let emulator = Emulator(scenario)
    for index in 0..<41 { try await emulator.create(secret: "many/\(index)", "v\(index)") }
    let names = try await session(scenario).secretsManager().names(matching: [.name("many/")])
    #expect(Set(names) == Set((0..<41).map { "many/\($0)" }))
    let counted = try await Scenario()
    let session = try session(counted)
    let client = try session.secretsManager()
    let arn = try await client.value(of: "many/0").arn
    client.prefetch((1..<41).map { "many/\($0)" })
    // A second caller's share joins the batch that is not full.
    client.prefetch([arn, "many/1"])
    for index in 1..<41 {
      #expect(try await client.value(of: "many/\(index)").text == SecretBytes(utf8: "v\(index)"))
    }
    #expect(try await client.value(of: arn).text == SecretBytes(utf8: "v0"))
    #expect(try await counted.calls() == ["GetSecretValue": 2, "BatchGetSecretValue": 2])
  }

  @Test("a search reads all pages, and the same search again reads nothing")
  func search() async throws {
    let scenario = try await Scenario()
    for index in 0..<45 { try await Emulator(scenario).create(secret: "found/\(index)", "v\(index)") }
    let counted = try await Scenario()
    let client = try session(counted).secretsManager()
    let values = try await client.values(matching: [.name("found/")]).values
    #expect(Set(values.compactMap(\.text)) == Set((0..<45).map { SecretBytes(utf8: "v\($0)") }))
    let calls = try await counted.calls()
    #expect(try await client.values(matching: [.name("found/")]).values.count == 45)
    #expect(try await counted.calls() == calls && Array(calls.keys) == ["BatchGetSecretValue"])
  }

  // MARK: Parameter Store

  @Test("parameters are read ten at a time, versions singly, and what is missing says why")
  func parameters() async throws {
    let scenario = try await Scenario()
    let emulator = Emulator(scenario)
    for index in 0..<21 { try await emulator.create(parameter: "/ps/\(index)", "v\(index)") }
    try await emulator.create(parameter: "/ps/0", "new")
    let counted = try await Scenario()
    let client = try session(counted).parameterStore()
    client.prefetch((0..<21).map { "/ps/\($0)" } + ["/ps/0:1", "/ps/none"])
    #expect(try await client.parameter("/ps/0").value == SecretBytes(utf8: "new"))
    #expect(try await client.parameter("/ps/0:1").value == SecretBytes(utf8: "v0"))
    for index in 1..<21 {
      #expect(try await client.parameter("/ps/\(index)").value == SecretBytes(utf8: "v\(index)"))
    }
    let error = await #expect(throws: AWSError.self) { try await client.parameter("/ps/none") }
    #expect(error?.reason == .notFound)
    #expect(try await counted.calls() == ["GetParameters": 3, "GetParameter": 2])
    let version = await #expect(throws: AWSError.self) { try await client.parameter("/ps/0:99") }
    #expect(version?.code == "ParameterVersionNotFound" && version?.reason == .invalidRequest)
    #expect(try await client.tags(of: "/ps/0").isEmpty)
  }

  @Test("parameters below a path are read page by page")
  func path() async throws {
    let scenario = try await Scenario()
    for index in 0..<25 { try await Emulator(scenario).create(parameter: "/tree/a/\(index)", "v\(index)") }
    let counted = try await Scenario()
    let client = try session(counted).parameterStore()
    #expect(try await client.parameters(below: "/tree").count == 25)
    #expect(try await counted.calls() == ["GetParametersByPath": 3])
    #expect(try await client.names(matching: [.path("/tree/a")]).count == 25)
  }

  @Test("one parameter that may not be read doesn't keep its group from being read")
  func deniedGroup() async throws {
    try await Emulator(try await Scenario()).create(parameter: "/group/a", "a")
    try await Emulator(try await Scenario()).create(parameter: "/group/b", "b")
    let scenario = try await Scenario(
      faults: [["operation": "GetParameters", "kind": "error", "code": "AccessDeniedException", "message": "no"]])
    let client = try session(scenario).parameterStore()
    client.prefetch(["/group/a", "/group/b"])
    #expect(try await client.parameter("/group/a").value == SecretBytes(utf8: "a"))
    #expect(try await client.parameter("/group/b").value == SecretBytes(utf8: "b"))
    #expect(try await scenario.calls() == ["GetParameters": 1, "GetParameter": 2])
  }

  // MARK: Identities

  @Test("who one is, is asked once, and where the credentials came from is known")
  func callerIdentity() async throws {
    let scenario = try await Scenario()
    let session = try session(scenario)
    #expect(try await session.callerIdentity().account == "123456789012")
    #expect(try await session.callerIdentity().arn.hasPrefix("arn:aws:sts::123456789012:"))
    #expect(try await session.credentialSource() == "environment variables")
    #expect(try await scenario.calls() == ["GetCallerIdentity": 1])
  }

  @Test("a chain of roles is assumed in order, tags and external ID with the last")
  func roles() async throws {
    let scenario = try await Scenario()
    try await Emulator(scenario).create(secret: "roles", "x")
    let session = try session(scenario)
    let last = RoleAssumption(
      roleARN: "arn:aws:iam::123456789012:role/last", externalID: "e&x", tags: [.init(key: "team", value: "a b")],
      transitiveTagKeys: ["team"])
    let identity = AWSIdentity.role(
      last, from: .role(RoleAssumption(roleARN: "arn:aws:iam::123456789012:role/first"), from: .own))
    let client = try session.secretsManager(as: identity)
    #expect(try await client.value(of: "roles").text != nil)
    #expect(try session.secretsManager(as: identity) === client)
    let requests = try await scenario.requests().filter { $0["operation"]?.string == "AssumeRole" }
    #expect(requests.count == 2)
    #expect(requests.first?["body"]?.string?.contains("role%2Ffirst") == true)
    let body = requests.last?["body"]?.string ?? ""
    #expect(body.contains("&ExternalId=e%26x&Tags.member.1.Key=team&Tags.member.1.Value=a%20b"))
    #expect(body.contains("&TransitiveTagKeys.member.1=team"))
  }

  @Test("no region is an error that says how to set one")
  func noRegion() throws {
    let session = try AWSSession(world.environment())
    let error = #expect(throws: AWSError.self) { try session.secretsManager() }
    #expect(error?.reason == .noRegion && error?.hint?.contains("AWS_REGION") == true)
  }

  @Test("a region that would lead requests to another host is refused, wherever it stands")
  func strangeRegions() throws {
    let strange = "x.evil.net/"
    let demand = " must be a name like eu-west-1, not x.evil.net/"
    func refusal(_ session: AWSSession, _ region: String? = nil) -> String? {
      let errors = [
        #expect(throws: AWSError.self) { try session.secretsManager(region: region) },
        #expect(throws: AWSError.self) { try session.parameterStore(region: region) },
      ]
      #expect(errors[0] == errors[1])
      return errors[0]?.description
    }
    let config = "[default]\nregion = \(strange)"
    #expect(refusal(try AWSSession(world.environment(keys)), strange) == "the region" + demand)
    let hiding = refusal(try AWSSession(world.environment(keys)), "\u{1B}[2Jx")
    #expect(hiding == "the region must be a name like eu-west-1, not \\x1b[2Jx")
    #expect(refusal(try AWSSession(world.environment(keys), region: strange), strange) == "--region" + demand)
    #expect(refusal(try AWSSession(world.environment(keys), region: strange)) == "--region" + demand)
    #expect(refusal(try AWSSession(world.environment(["AWS_REGION": strange]))) == "AWS_REGION" + demand)
    #expect(
      refusal(try AWSSession(world.environment(["AWS_DEFAULT_REGION": strange]))) == "AWS_DEFAULT_REGION" + demand)
    let place = "region (/home/me/.aws/config:2)"
    #expect(refusal(try AWSSession(world.environment(config: config))) == place + demand)
    // STS would be asked there for the user's own credentials.
    #expect(refusal(try AWSSession(world.environment(config: config)), "eu-west-1") == place + demand)
  }

  @Test(
    "a region is what may be a label of a host's name",
    arguments: [
      ("eu-west-1", true), ("us-iso-east-1", true), ("local", true), ("X1", true), ("1-a", true), ("1-2", true),
      ("", false),
      ("123", false), ("-a", false), ("a-", false), ("a.b", false), ("a/b", false), ("a@b", false), ("a#", false),
      ("eu-west-1 # here", false), ("é", false), ("a\nb", false), ("a_b", false), ("a[", false),
      (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
    ])
  func regionNames(name: String, isRegion: Bool) {
    #expect(RegionName.isValid(name) == isRegion)
  }

  @Test("nothing but read calls can be asked: no client has another")
  func onlyReads() async throws {
    let scenario = try await Scenario()
    let session = try session(scenario)
    _ = try? await session.secretsManager().values(matching: [.tagKey("a")])
    _ = try? await session.secretsManager().names(matching: [])
    _ = try? await session.parameterStore().names(matching: [.tag(key: "a", value: "b")])
    let allowed = ["Get", "BatchGet", "List", "Describe", "AssumeRole"]
    for operation in try await scenario.calls().keys {
      #expect(allowed.contains(where: operation.hasPrefix), "\(operation)")
    }
  }
}
