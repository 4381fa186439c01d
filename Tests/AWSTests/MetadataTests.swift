import Basics
import HTTP
import LoopbackServers
import Synchronization
import System
import Testing

@testable import AWS

@Suite("Credentials of containers and instances")
struct MetadataTests {
  let world = TestWorld()

  private func found(_ environment: AWSEnvironment) async throws -> AWSCredentials {
    let caller = try APICaller(environment, AWSConfiguration(environment))
    return try await CredentialCache(caller.defaultChain(region: "eu-west-1"), now: environment.now).credentials()
  }

  private func failure(_ environment: AWSEnvironment) async throws -> AWSError {
    try #require(await #expect(throws: AWSError.self) { try await found(environment) })
  }

  /// Why there was nothing in the last place that was looked at.
  private func absence(_ environment: AWSEnvironment) async throws -> String? {
    guard case .noCredentials(let attempts) = try await failure(environment).reason else { return nil }
    return attempts.last?.reason
  }

  /// The service itself, with answers to `METHOD path`, one after the other; the last stays.
  private final class Service: HTTPTransport {
    typealias Answer = Result<HTTPResponse, HTTPError>
    private let state: Mutex<(answers: [String: [Answer]], asked: [String])>
    /// What was asked, a token in brackets.
    var asked: [String] { state.withLock { $0.asked } }

    init(_ answers: [String: [Answer]]) { state = Mutex((answers, [])) }

    func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream {
      throw HTTPError(.cancelled, server: "nothing here streams")
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      let path = request.url.split(separator: "/", maxSplits: 2).last.map { "/" + $0 } ?? ""
      let question = "\(request.method) \(path)"
      let token = request.headers["X-aws-ec2-metadata-token"].map { " [\($0)]" } ?? ""
      let answer: Answer? = state.withLock { state in
        state.asked.append(question + token)
        guard let answers = state.answers[question] else { return nil }
        if answers.count > 1 { state.answers[question]?.removeFirst() }
        return answers.first
      }
      return try (answer ?? .success(HTTPResponse(status: 404))).get()
    }

    static func answer(_ text: String, status: Int = 200) -> Answer {
      .success(HTTPResponse(status: status, body: Array(text.utf8)))
    }

    static func error(_ reason: HTTPError.Reason) -> Answer { .failure(HTTPError(reason, server: "http://here")) }
  }

  private static let put = "PUT /latest/api/token"
  private static let roles = "GET /latest/meta-data/iam/security-credentials/"
  private static let plainDocument =
    #"{"AccessKeyId":"META","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#

  /// A machine whose metadata service gives a token as told, and the rest.
  private func instance(
    _ token: [Service.Answer], roles: [Service.Answer] = [Service.answer("node")],
    document: [Service.Answer] = [Service.answer(plainDocument)], _ variables: [String: String] = [:]
  ) -> (environment: AWSEnvironment, service: Service) {
    let service = Service([Self.put: token, Self.roles: roles, Self.roles + "node": document])
    let home = EnvironmentVariables(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://imds"])
    return (world.environment(home.with(variables), transport: service), service)
  }

  @Test(
    "version 1 of the metadata service is asked where somebody answers and gives no token",
    arguments: [
      Service.answer("", status: 403), Service.answer("", status: 404), Service.answer("", status: 405),
      Service.answer("", status: 500), Service.error(.timedOut), Service.error(.reset),
    ])
  private func firstVersion(token: Service.Answer) async throws {
    let (environment, service) = instance([token])
    #expect(try await found(environment).accessKeyID == "META")
    #expect(service.asked == [Self.put, Self.roles, Self.roles + "node"])
    for name in ["AWS_EC2_METADATA_V1_DISABLED", "AWS_EC2_METADATA_DISABLED"] {
      let (forbidding, other) = instance([token], [name: "true"])
      #expect(try await absence(forbidding)?.contains("switched off by \(name)") == true)
      #expect(other.asked == (name.contains("V1") ? [Self.put] : []))
    }
  }

  @Test(
    "nobody who answers, or one who doesn't understand, is not asked again",
    arguments: [
      (Service.error(.connectTimedOut), "could not connect in time"), (Service.error(.refused), "connection refused"),
      (Service.answer("", status: 400), "status 400"),
    ])
  private func nobody(token: Service.Answer, reason: String) async throws {
    let (environment, service) = instance([token])
    #expect(try await absence(environment) == reason && service.asked == [Self.put])
  }

  @Test("the token is shown, and each question asked as often as is said")
  func attempts() async throws {
    let answers = [Service.answer("", status: 503), Service.error(.connectTimedOut)]
    let (environment, service) = instance(
      answers + [Service.answer("T")], roles: answers + [Service.answer("node")],
      document: [Service.answer("<html>"), Service.answer(""), Service.answer(Self.plainDocument)],
      ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "3"])
    #expect(try await found(environment).accessKeyID == "META")
    #expect(service.asked.filter { $0 == Self.put }.count == 3 && service.asked.count == 9)
    #expect(service.asked.suffix(6).allSatisfy { $0.hasSuffix(" [T]") })
    let (once, other) = instance([Service.answer("T")], document: [Service.answer("<html>")])
    #expect(try await absence(once) == "its answer makes no sense" && other.asked.count == 3)
  }

  @Test(
    "a document that lacks something is an error, one without a Code is none",
    arguments: [
      #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"hidden"}"#,
      #"{"AccessKeyId":"k","SecretAccessKey":"hidden","Token":"t"}"#,
      #"{"AccessKeyId":"k","SecretAccessKey":"hidden","Expiration":"2099-01-01T00:00:00Z"}"#,
    ])
  func documents(text: String) async throws {
    let (environment, _) = instance([Service.answer("T")], document: [Service.answer(text)])
    let error = try await failure(environment)
    #expect(error.description.contains("has no credentials for the role node"))
    #expect(!error.description.contains("hidden"))
  }

  @Test(
    "settings for the metadata service that make no sense are errors",
    arguments: [
      ("AWS_METADATA_SERVICE_TIMEOUT", "soon", "a number of seconds from 1 to 60"),
      ("AWS_METADATA_SERVICE_TIMEOUT", "0", "a number of seconds from 1 to 60"),
      ("AWS_METADATA_SERVICE_TIMEOUT", "61", "a number of seconds from 1 to 60"),
      ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0", "a number from 1 to 100"),
      ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5", "ipv4 or ipv6"),
    ])
  func settings(variable: String, text: String, demand: String) async throws {
    let error = try await failure(world.environment([variable: text]))
    #expect(error.description.contains("\(variable) must be \(demand)"), "\(error)")
  }

  @Test("a container's service is asked three times, a second apart")
  func retries() async throws {
    let path = "GET /creds"
    let variables: EnvironmentVariables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/creds"]
    let answers = [Service.error(.refused), Service.answer("busy", status: 503), Service.answer(Self.plainDocument)]
    let service = Service([path: answers])
    #expect(try await found(world.environment(variables, transport: service)).accessKeyID == "META")
    #expect(service.asked == [path, path, path] && world.slept.withLock { $0 } == [.seconds(1), .seconds(1)])
    let failing = Service([path: [Service.answer("<html>")]])
    let error = try await failure(world.environment(variables, transport: failing))
    #expect(error.description.hasSuffix("the answer is no JSON (3 attempts)") && failing.asked.count == 3)
    for (body, words) in [
      ("", "status 403 (3 attempts)"), (#"{"code":"c","message":"no"}"#, "status 403: no (3 attempts)"),
    ] {
      let refusing = Service([path: [Service.answer(body, status: 403)]])
      let refusal = try await failure(world.environment(variables, transport: refusing))
      #expect(refusal.description.hasSuffix(words), "\(refusal)")
    }
    let wrong = Service([path: [Service.error(.tls(.expired))]])
    _ = try await failure(world.environment(variables, transport: wrong))
    #expect(wrong.asked.count == 1)
  }

  // MARK: Against a server

  private static let document = JSON.string(
    #"{"Code":"Success","AccessKeyId":"META","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#)

  @Test(
    "a container's credentials are asked for with the token of the file", .enabled(if: LoopbackServer.motoPython != nil)
  )
  func container() async throws {
    let scenario = try await Scenario(
      faults: [["operation": "GET /creds", "kind": "answer", "body": Self.document]])
    let environment = world.environment(
      [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": scenario.address + "/creds",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod-token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "variable",
      ], files: ["/pod-token": "from file\n"])
    let found = try await found(environment)
    #expect(found.accessKeyID == "META" && found.source == "container credentials")
    #expect(try await scenario.requests().first?["authorization"]?.string == "from file")
  }

  @Test("a container's credentials are not sent for to just anyone without TLS")
  func containerHosts() async throws {
    let environment = world.environment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://198.51.100.1/creds"])
    #expect(try await failure(environment).description.contains("may name 198.51.100.1 by https only"))
  }

  @Test(
    "an instance's role is asked for by version 2 of the metadata service",
    .enabled(if: LoopbackServer.motoPython != nil))
  func instance() async throws {
    let path = "GET /latest/meta-data/iam/security-credentials/"
    let scenario = try await Scenario(
      faults: [
        ["operation": "PUT /latest/api/token", "kind": "answer", "body": "imds-token"],
        ["operation": .string(path), "kind": "answer", "body": "node-role\n"],
        ["operation": .string(path + "node-role"), "kind": "answer", "body": Self.document],
      ])
    let environment = world.environment([
      "AWS_EC2_METADATA_SERVICE_ENDPOINT": scenario.address + "/", "AWS_METADATA_SERVICE_TIMEOUT": "60",
    ])
    #expect(try await found(environment).source == "the instance's role node-role")
    #expect(try await scenario.calls().values.reduce(0, +) == 3)
  }
}
