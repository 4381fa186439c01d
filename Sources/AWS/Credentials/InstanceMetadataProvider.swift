// Credentials of an EC2 instance's role, by version 2 of the metadata service.

import Basics
import HTTP
import System

/// The instance metadata service (IMDSv2), with short time-outs: on most machines nobody answers.
struct InstanceMetadataProvider: CredentialProvider {
  let environment: AWSEnvironment
  let configuration: AWSConfiguration
  let name = "EC2 instance metadata"

  private static let path = "/latest/meta-data/iam/security-credentials/"

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    guard environment.variables["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
      throw .absent("switched off by AWS_EC2_METADATA_DISABLED")
    }
    let token = try await text(
      "/latest/api/token", method: "PUT", field: ("X-aws-ec2-metadata-token-ttl-seconds", "21600"))
    let field = ("X-aws-ec2-metadata-token", token)
    let roles = try await text(Self.path, method: "GET", field: field)
    guard let role = roles.split(whereSeparator: { $0.isNewline }).first else {
      throw .absent("the instance has no role")
    }
    let document = try await text(Self.path + SigV4.percentEncoded(String(role)), method: "GET", field: field)
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(document, locating: false) } catch { json = nil }
    guard let json, json["Code"]?.string == "Success" else {
      throw .broken(name, "the metadata service has no credentials for the role \(role)")
    }
    return try CredentialDocument(json: json, provider: name, author: "the metadata service")
      .credentials(source: "the instance's role \(role)")
  }

  private var address: String {
    let configured = configuration.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
    if var configured {
      while configured.hasSuffix("/") { configured.removeLast() }
      return configured
    }
    let mode = configuration.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    return mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
  }

  private func timeout() throws(CredentialFailure) -> Duration {
    let (variable, name) = ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
    guard let text = configuration.setting(variable, name) else { return .seconds(1) }
    guard let seconds = Int(text), (1...60).contains(seconds) else {
      throw .failed(configuration.mistake(in: variable, name, "a number of seconds from 1 to 60"))
    }
    return .seconds(seconds)
  }

  private func text(
    _ path: String, method: String, field: (name: String, value: String)
  ) async throws(CredentialFailure) -> String {
    let timeout = try timeout()
    let request = HTTPRequest(
      method: method, url: address + path, headers: HTTPHeaders([.init(field.name, field.value)]), timeout: timeout,
      connectTimeout: timeout, responseLimit: 1 << 20, traceLabel: "InstanceMetadata")
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await environment.transport.send(request)
    } catch {
      throw .absent("\(error.reason)")
    }
    switch response.status {
    case 200: return String(decoding: response.body, as: UTF8.self)
    case 404: throw .absent("the instance has no role")
    default: throw .absent("status \(response.status)")
    }
  }
}
