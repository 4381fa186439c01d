// Credentials of a container: ECS tasks, EKS Pod Identity, and others that speak the same.

import Basics
import HTTP
import System

/// The service at `AWS_CONTAINER_CREDENTIALS_FULL_URI` or `…_RELATIVE_URI`.
struct ContainerProvider: CredentialProvider {
  let environment: AWSEnvironment
  let name = "container credentials"

  /// The hosts besides loopback that may be asked without TLS: ECS', and EKS' in both protocols.
  private static let plainHosts: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
  private static let timeout = Duration.seconds(2)
  private static let attempts = 3

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try await get(try request()) }

  func check() throws(CredentialFailure) { _ = try request() }

  private func request() throws(CredentialFailure) -> HTTPRequest {
    let address: String
    if let relative = environment.variables.nonEmpty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      address = "http://169.254.170.2" + relative
    } else if let full = environment.variables.nonEmpty("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      address = full
    } else {
      throw .absent("AWS_CONTAINER_CREDENTIALS_FULL_URI and …_RELATIVE_URI are not set")
    }
    guard let url = HTTPURL(address) else { throw .broken(name, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL") }
    let isLocal = url.host == "localhost" || IPAddress(url.host)?.isLoopback == true
    guard url.scheme == "https" || isLocal || Self.plainHosts.contains(url.host) else {
      throw .broken(name, "AWS_CONTAINER_CREDENTIALS_FULL_URI may name \(url.host) by https only")
    }
    var request = HTTPRequest(
      url: address, headers: ["Accept": "application/json"], timeout: Self.timeout, connectTimeout: Self.timeout,
      responseLimit: 1 << 20, traceLabel: "Container.GetCredentials")
    request.headers["Authorization"] = try token()
    return request
  }

  /// The value of the Authorization field; a file wins, because it is renewed.
  private func token() throws(CredentialFailure) -> String? {
    guard let path = environment.variables.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      return environment.variables.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      throw .broken(name, "the token of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: \(error)")
    }
    let token = String(decoding: bytes, as: UTF8.self).split { $0.isNewline }.joined(separator: "\n")
    guard !token.contains("\n") else { throw .broken(name, "\(path) holds more than one line") }
    return token
  }

  /// Asks until there is an answer: a service that has just started may have none yet.
  private func get(_ request: HTTPRequest) async throws(CredentialFailure) -> AWSCredentials {
    var reason = ""
    for attempt in 1...Self.attempts {
      if attempt > 1 { try await pause() }
      let answer: AWSAnswer
      do throws(HTTPError) {
        answer = AWSAnswer(try await environment.transport.send(request))
      } catch {
        reason = "\(error)"
        guard error.isTransient else { throw .broken(name, reason) }
        continue
      }
      guard answer.response.status == 200 else {
        let message = answer.failure?.message ?? ""
        reason = "status \(answer.response.status)" + (message.isEmpty ? "" : ": \(message)")
        continue
      }
      guard let json = answer.json else {
        reason = "the answer is no JSON"
        continue
      }
      return try CredentialDocument(json: json, provider: name, author: "the service").credentials(source: name)
    }
    throw .broken(name, "\(reason) (\(Self.attempts) attempts)")
  }

  private func pause() async throws(CredentialFailure) {
    do {
      try await environment.sleep(.seconds(1))
    } catch {
      throw .broken(name, "interrupted")
    }
  }
}
