// Credentials of an EC2 instance's role, by the metadata service.

import Basics
import HTTP
import System

/// The instance metadata service, with short time-outs: on most machines nobody answers.
///
/// Version 2 is asked first; version 1, which wants no token, where there is someone who gives none.
struct InstanceMetadataProvider: CredentialProvider {
  let environment: AWSEnvironment
  let configuration: AWSConfiguration
  let name = "EC2 instance metadata"

  private static let path = "/latest/meta-data/iam/security-credentials/"

  func check() throws(CredentialFailure) {
    guard environment.variables["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
      throw .absent("switched off by AWS_EC2_METADATA_DISABLED")
    }
  }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    try check()
    let service = try service()
    let token = try await token(service)
    if token == nil, configuration.flag("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled") {
      throw .absent("it gives no token, and version 1 is switched off by AWS_EC2_METADATA_V1_DISABLED")
    }
    let roles = try await text(Self.path, service, token: token) { !$0.isEmpty }
    guard let role = roles.split(whereSeparator: { $0.isNewline }).first else {
      throw .absent("the instance has no role")
    }
    let path = Self.path + SigV4.percentEncoded(String(role))
    let document = try await text(path, service, token: token) { Self.json($0) != nil }
    guard let json = Self.json(document),
      ["AccessKeyId", "SecretAccessKey", "Token", "Expiration"].allSatisfy({ json[$0]?.string != nil })
    else { throw .broken(name, "the metadata service has no credentials for the role \(role)") }
    return try CredentialDocument(json: json, provider: name, author: "the metadata service")
      .credentials(source: "the instance's role \(role)")
  }

  private static func json(_ text: String) -> JSON? {
    do throws(JSONSyntaxError) { return try JSON.parse(text, locating: false) } catch { return nil }
  }

  // MARK: Settings

  /// Where the service is, and how long and how often it is asked.
  private struct Service {
    let address: String
    let timeout: Duration
    let attempts: Int
  }

  private func service() throws(CredentialFailure) -> Service {
    Service(
      address: try address(),
      timeout: .seconds(
        try number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", "a number of seconds", through: 60)),
      attempts: try number(
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", "a number", through: 100))
  }

  private func address() throws(CredentialFailure) -> String {
    let (variable, name) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    let mode = configuration.setting(variable, name)?.lowercased()
    guard mode == nil || mode == "ipv4" || mode == "ipv6" else {
      throw .failed(configuration.mistake(in: variable, name, "ipv4 or ipv6"))
    }
    if var own = configuration.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") {
      while own.hasSuffix("/") { own.removeLast() }
      return own
    }
    let isIPv6 = mode.map { $0 == "ipv6" } ?? configuration.flag("AWS_IMDS_USE_IPV6", "imds_use_ipv6")
    return isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
  }

  /// A setting that is a number from 1; 1 where it is not set.
  private func number(
    _ variable: String, _ name: String, _ kind: String, through most: Int
  ) throws(CredentialFailure) -> Int {
    guard let text = configuration.setting(variable, name) else { return 1 }
    guard let number = Int(text), (1...most).contains(number) else {
      throw .failed(configuration.mistake(in: variable, name, "\(kind) from 1 to \(most)"))
    }
    return number
  }

  // MARK: Questions

  /// The token of version 2; nil where somebody answers, or at least listens, and gives none.
  private func token(_ service: Service) async throws(CredentialFailure) -> String? {
    let field = HTTPHeaders([.init("X-aws-ec2-metadata-token-ttl-seconds", "21600")])
    for attempt in 1...service.attempts {
      switch await send("/latest/api/token", service, method: "PUT", field) {
      case .success(let response) where response.status == 200:
        return String(decoding: response.body, as: UTF8.self)
      case .success(let response) where response.status == 400: throw .absent("status 400")
      case .success(let response) where [403, 404, 405].contains(response.status): return nil
      case .success: continue
      case .failure(let error):
        switch error.reason {
        // The answer may be lost on its way into a container, by the limit on hops; version 1's is not.
        case .timedOut: return nil
        case .reset, .truncated, .malformedAnswer: continue
        // Who can't be reached is not asked by version 1 too: that would double the wait.
        default: if attempt == service.attempts || !error.isTransient { throw .absent("\(error.reason)") }
        }
      }
    }
    return nil
  }

  private func text(
    _ path: String, _ service: Service, token: String?, isWhole: (String) -> Bool
  ) async throws(CredentialFailure) -> String {
    let fields = HTTPHeaders(token.map { [.init("X-aws-ec2-metadata-token", $0)] } ?? [])
    var reason = ""
    for _ in 1...service.attempts {
      switch await send(path, service, method: "GET", fields) {
      case .success(let response):
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status != 200 || !isWhole(text) else { return text }
        reason =
          [200: "its answer makes no sense", 404: "the instance has no role"][response.status]
          ?? "status \(response.status)"
      case .failure(let error):
        reason = "\(error.reason)"
        guard error.isTransient else { throw .absent(reason) }
      }
    }
    throw .absent(reason)
  }

  private func send(
    _ path: String, _ service: Service, method: String, _ fields: HTTPHeaders
  ) async -> Result<HTTPResponse, HTTPError> {
    let request = HTTPRequest(
      method: method, url: service.address + path, headers: fields, timeout: service.timeout,
      connectTimeout: service.timeout, responseLimit: 1 << 20, traceLabel: "InstanceMetadata")
    do throws(HTTPError) {
      return .success(try await environment.transport.send(request))
    } catch {
      return .failure(error)
    }
  }
}
