import Basics
import Foundation
import HTTP
import LoopbackServers
import TestSupport
import Testing

/// What a person sees of an AWS that is broken, unwilling or not there, and how often it was asked.
@Suite(.enabled(if: LoopbackServer.motoPython != nil, "moto is not installed: run script/servers/python"))
struct AWSFaultRunsTests {
  /// A fault, and what comes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var fault: JSON = nil
    var variables: [String: String?] = [:]
    var words: [String] = []
    /// The error of both ExternalSecrets that read secrets, and what is to do.
    let message: String
    var hint: String?
    let calls: [String: Int]
    /// Whether libcurl may have sent a request once more by itself, on a new connection for one that turned out dead.
    var mayBeSentAgain = false
    var testDescription: String { name }
  }

  private static let server = Result {
    let seed = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString).json")
    let secrets = (["a", "b"].map { #"{"Name": "prod/\#($0)", "SecretString": "canary-\#($0)"}"# })
      .joined(separator: ", ")
    try Data(
      #"{"secretsmanager": [\#(secrets)], "ssm": [{"Name": "/c", "Value": "canary-c", "Type": "SecureString"}]}"#.utf8
    ).write(to: seed)
    defer { try? FileManager.default.removeItem(at: seed) }
    return try LoopbackServer.aws(seed: seed)
  }
  private static let transport = CurlTransport()

  private static let manifests = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: secrets}
    spec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}
    ---
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: parameters}
    spec: {provider: {aws: {service: ParameterStore, region: eu-west-1}}}
    ---
    \(externalSecret("a", "secrets", key: "prod/a"))
    ---
    \(externalSecret("b", "secrets", key: "prod/b"))
    ---
    \(externalSecret("c", "parameters", key: "/c"))
    """

  private static func externalSecret(_ name: String, _ store: String, key: String) -> String {
    """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: \(name)}
    spec: {secretStoreRef: {name: \(store)}, data: [{secretKey: value, remoteRef: {key: \(key)}}]}
    """
  }

  private static func error(_ code: String, _ message: String, _ operation: String = "BatchGetSecretValue") -> JSON {
    [
      "operation": .string(operation), "kind": "error", "code": .string(code), "message": .string(message),
    ]
  }

  /// An error for each item of the batch.
  private static func items(_ code: String, _ message: String) -> JSON {
    let errors = ["prod/a", "prod/b"].map { name in
      ["SecretId": .string(name), "ErrorCode": .string(code), "Message": .string(message)] as JSON
    }
    let body: JSON = ["SecretValues": [], "Errors": .array(errors)]
    return ["operation": "BatchGetSecretValue", "kind": "answer", "body": .string(body.text())]
  }

  static let cases = [
    Case(
      name: "denied, with the identity, the action, the resource and the statement",
      fault: items(
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/jane is not authorized to perform: secretsmanager:GetSecretValue on "
          + "resource: prod/db because no identity-based policy allows the secretsmanager:GetSecretValue action"),
      message: "arn:aws:iam::123456789012:user/jane may not do secretsmanager:GetSecretValue on prod/db, because no "
        + "identity-based policy allows the secretsmanager:GetSecretValue action",
      hint: #"this IAM statement would allow it: {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","#
        + #""Resource":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-??????"}"#,
      calls: ["BatchGetSecretValue": 1]),
    Case(
      name: "forbidden expressly, which no statement helps",
      fault: items(
        "AccessDeniedException",
        "User: arn:aws:iam::1:user/u is not authorized to perform: secretsmanager:GetSecretValue on resource: x with an "
          + "explicit deny in a resource-based policy"),
      message: "arn:aws:iam::1:user/u may not do secretsmanager:GetSecretValue on x, with an explicit deny in a "
        + "resource-based policy", calls: ["BatchGetSecretValue": 1]),
    Case(
      name: "the key of KMS denied, by AWS without a name: STS knows it",
      fault: items("AccessDeniedException", "Access to KMS is not allowed"),
      message: "arn:aws:sts::123456789012:user/moto may not use the KMS key that encrypts it (kms:Decrypt)",
      hint: #"this IAM statement would allow it: {"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#,
      calls: ["BatchGetSecretValue": 1, "GetCallerIdentity": 1]),
    Case(
      name: "pending deletion",
      fault: items(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion."),
      message: "is scheduled for deletion: AWS does not give its value",
      hint: "to keep it: `aws secretsmanager restore-secret --secret-id prod/", calls: ["BatchGetSecretValue": 1]),
    Case(
      name: "expired", fault: error("ExpiredTokenException", "The security token included in the request is expired"),
      message:
        "the AWS credentials from environment variables have expired (ExpiredTokenException): The security token "
        + "included in the request is expired", hint: "log in again, or get new credentials",
      calls: ["BatchGetSecretValue": 1]),
    Case(
      name: "a region that isn't enabled",
      fault: error("UnrecognizedClientException", "The security token included in the request is invalid."),
      message: "AWS does not accept the credentials from environment variables (UnrecognizedClientException): The "
        + "security token included in the request is invalid.",
      hint: "check the access key, and that the region eu-west-1 is one of its partition and enabled in its account",
      calls: ["BatchGetSecretValue": 1]),
    Case(
      name: "throttled to the end", fault: error("ThrottlingException", "Rate exceeded"),
      variables: ["AWS_MAX_ATTEMPTS": "2"],
      message: "AWS throttles the requests to secretsmanager:BatchGetSecretValue in eu-west-1 (ThrottlingException): "
        + "Rate exceeded (2 attempts)", hint: "try again later, or set AWS_MAX_ATTEMPTS higher",
      calls: ["BatchGetSecretValue": 2]),
    Case(
      name: "status 500", fault: ["operation": "BatchGetSecretValue", "kind": "answer", "status": 500, "body": ""],
      message: "AWS failed to answer the request to secretsmanager:BatchGetSecretValue in eu-west-1 with status 500 "
        + "(3 attempts)", calls: ["BatchGetSecretValue": 3]),
    Case(
      name: "a page of a proxy's",
      fault: ["operation": "BatchGetSecretValue", "kind": "answer", "body": "<html>canary-a</html>"],
      message:
        "the answer to secretsmanager:BatchGetSecretValue is not one of AWS': 21 bytes that are not what AWS sends "
        + "(3 attempts)", calls: ["BatchGetSecretValue": 3]),
    Case(
      name: "connections that are reset", fault: ["operation": "BatchGetSecretValue", "kind": "reset"],
      message: "the connection broke before an answer came (3 attempts)", calls: ["BatchGetSecretValue": 3],
      mayBeSentAgain: true),
    Case(
      name: "answers that are cut off", fault: ["operation": "BatchGetSecretValue", "kind": "truncate"],
      message: "the connection broke in the middle of the answer (3 attempts)", calls: ["BatchGetSecretValue": 3]),
    Case(
      name: "no answer at all", fault: ["operation": "BatchGetSecretValue", "kind": "stall"],
      variables: ["AWS_MAX_ATTEMPTS": "2"], words: ["--request-timeout", "6s"],
      message: "no answer in time (2 attempts)", calls: ["BatchGetSecretValue": 2]),
    Case(
      name: "a malformed configuration file", variables: ["AWS_CONFIG_FILE": "CONFIG"],
      message: "CONFIG:2:1: neither a [section] nor a setting (name = value)", calls: [:]),
    Case(
      name: "no credentials",
      variables: ["AWS_ACCESS_KEY_ID": nil, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null"],
      message: "no AWS credentials found", hint: "or set AWS_PROFILE; tried in this order:", calls: [:]),
  ]

  @Test(
    "A fault of AWS' is one clear error on the objects it concerns, after a bounded number of calls; the exit code is 2",
    arguments: cases)
  func fault(_ fault: Case) async throws {
    let scenario = try await AWSScenario(
      ["faults": fault.fault == nil ? [] : [fault.fault]], server: Self.server.get(), transport: Self.transport)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = folder.appendingPathComponent("config").path
    try Data("[default]\nsecret-of-mine\n".utf8).write(to: URL(fileURLWithPath: configuration))
    var environment: [String: String?] = [
      "AWS_ENDPOINT_URL": scenario.address, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": "secretexample", "AWS_REGION": nil, "AWS_PROFILE": nil, "HOME": folder.path,
    ]
    for (name, value) in fault.variables { environment[name] = value == "CONFIG" ? configuration : value }
    let run = try ProgramRun(
      ProgramRun.program.path, ["diff", "--no-cluster", "-f", "-"] + fault.words, input: Self.manifests,
      environment: environment)
    #expect(run.code == 2, "\(run.output)\(run.errors)")
    let message = fault.message.replacing("CONFIG", with: configuration)
    for name in ["a", "b"] {
      let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        .drop { !$0.hasPrefix("ExternalSecret default/\(name) ") }.prefix { !$0.isEmpty }
      #expect(lines.dropFirst().first?.contains(message) == true, "\(run.output)")
      #expect(lines.contains { $0.contains("    at -:") && $0.hasSuffix("spec.data[0]") }, "\(run.output)")
      guard let hint = fault.hint else { continue }
      let isSaidAlready = name == "b" && hint.hasSuffix(":")
      #expect(lines.contains { $0.contains(isSaidAlready ? "hint: as for" : hint) }, "\(run.output)")
    }
    if fault.fault != nil {
      #expect(run.output.contains("ExternalSecret default/c → Secret c: would be created"), "\(run.output)")
    }
    let expected = fault.fault == nil ? fault.calls : fault.calls.merging(["GetParameter": 1]) { $1 }
    var calls = try await scenario.calls()
    if fault.mayBeSentAgain, calls["BatchGetSecretValue"] == 4 { calls["BatchGetSecretValue"] = 3 }
    #expect(calls == expected)
    for hidden in ["canary", "secretexample", "secret-of-mine"] {
      #expect(!(run.output + run.errors).contains(hidden), "\(run.output)\(run.errors)")
    }
  }
}
