// One request, until it has an answer: credentials, retries as the server asks for them, errors in its own words.

import Basics
import HTTP
import Synchronization

extension KubernetesClient {
  /// Sends a request and reads the answer as JSON.
  func send(_ request: APIRequest) async throws(KubernetesError) -> JSON {
    let response = try await response(to: request)
    do { return try JSON.parse(response.body, locating: false) } catch {
      throw .unreadable(request: request.description, problem: "the answer is not JSON (\(error))")
    }
  }

  /// Sends a request, again if need be, until there is an answer of success.
  func response(to request: APIRequest) async throws(KubernetesError) -> HTTPResponse {
    var policy = RetryPolicy(request)
    while true {
      let credential = try await credential()
      let failure: KubernetesError
      switch await attempt(request, credential) {
      case .success(let response): return response
      case .failure(let error): failure = error
      }
      if failure.statusCode == 401, policy.allowsRenewal(), await session.credentials.refuse(credential) { continue }
      guard let pause = policy.pause(after: failure, serverWasThere: serverHasAnswered) else { throw failure }
      do { try await Task.sleep(for: pause) } catch { throw .cancelled }
    }
  }

  /// Sends a request whose answer arrives piece by piece; it is not sent again by itself.
  ///
  /// - Parameters:
  ///   - request: What to ask.
  ///   - idleTimeout: How long the server may send nothing.
  /// - Returns: The answer, its body to come.
  /// - Throws: ``KubernetesError``.
  func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubernetesError) -> HTTPStream {
    var policy = RetryPolicy(request)
    while true {
      let credential = try await credential()
      let stream: HTTPStream
      do {
        var message = httpRequest(request, credential)
        message.timeout = nil
        message.idleTimeout = idleTimeout
        stream = try await session.transport.stream(message)
      } catch {
        throw connectionFailure(error, credential)
      }
      await note(stream.headers)
      if (200..<300).contains(stream.status) { return stream }
      let response = HTTPResponse(status: stream.status, headers: stream.headers, body: await head(of: stream))
      let failure = refusal(of: request, response, credential)
      guard failure.statusCode == 401, policy.allowsRenewal(), await session.credentials.refuse(credential) else {
        throw failure
      }
    }
  }

  /// Whether the server has answered before, in this run.
  var serverHasAnswered: Bool { session.hasAnswered.load(ordering: .relaxed) }

  /// A failure in the middle of a stream.
  func connectionError(_ error: HTTPError) -> KubernetesError {
    error.reason == .cancelled ? .cancelled : .connection(error)
  }

  private func attempt(_ request: APIRequest, _ credential: Credential) async -> Result<HTTPResponse, KubernetesError> {
    do {
      let response = try await session.transport.send(httpRequest(request, credential))
      await note(response.headers)
      let isSuccess = (200..<300).contains(response.status)
      return isSuccess ? .success(response) : .failure(refusal(of: request, response, credential))
    } catch {
      return .failure(connectionFailure(error, credential))
    }
  }

  private func note(_ headers: HTTPHeaders) async {
    session.hasAnswered.store(true, ordering: .relaxed)
    await session.warnings.note(headers)
  }

  private func credential() async throws(KubernetesError) -> Credential {
    do { return try await session.credentials.current() } catch { throw .credentials(error) }
  }

  /// The beginning of a refusal's body: a Status is small.
  private func head(of stream: HTTPStream) async -> [UInt8] {
    var body: [UInt8] = []
    var chunks = stream.chunks.makeAsyncIterator()
    while body.count < 1 << 20, let chunk = try? await chunks.next() { body += chunk }
    return body
  }

  private func httpRequest(_ request: APIRequest, _ credential: Credential) -> HTTPRequest {
    var headers: HTTPHeaders = ["Accept": "application/json", "User-Agent": session.userAgent]
    if request.body != nil { headers["Content-Type"] = request.contentType }
    if let authorization = credential.authorization {
      headers["Authorization"] = String(decoding: authorization.reveal(), as: UTF8.self)
    }
    configuration.impersonation.add(to: &headers)
    let url = configuration.server.url + request.target
    return HTTPRequest(
      method: request.method, url: url, headers: headers, body: request.body?.bytes(),
      timeout: configuration.requestTimeout, responseLimit: 256 << 20,
      tls: TLSConfiguration(
        certificateAuthority: configuration.certificateAuthority ?? configuration.environmentAuthorities,
        clientCertificate: credential.certificate?.certificate,
        clientKey: credential.certificate?.key, serverName: configuration.tlsServerName,
        skipsVerification: configuration.skipsTLSVerification),
      proxy: configuration.proxyURL.map(ProxySetting.url) ?? session.environmentProxy, traceLabel: "kubernetes")
  }

  private func refusal(
    of request: APIRequest, _ response: HTTPResponse, _ credential: Credential
  ) -> KubernetesError {
    let json = try? JSON.parse(response.body, locating: false)
    var status =
      json.flatMap { APIStatus($0, code: response.status) }
      ?? APIStatus(code: response.status, message: response.plainText)
    if let seconds = response.headers["Retry-After"].flatMap({ Int($0) }), seconds >= 0 {
      status.retryAfter = .seconds(seconds)
    }
    if status.code == 401 { status.credentialExpiry = credential.pastExpiry(at: environment.now()) }
    // A missing object is named in the details of the Status; a missing kind is a plain "404 page not found".
    if status.code == 404, status.objectName == nil, let attributes = request.attributes {
      return .notServed(attributes.resource)
    }
    return .refused(status, request.attributes)
  }

  private func connectionFailure(_ error: HTTPError, _ credential: Credential) -> KubernetesError {
    switch error.reason {
    case .cancelled: .cancelled
    case .tls, .reset, .truncated:
      .connection(error, certificateExpiry: credential.pastCertificateExpiry(at: environment.now()))
    default: .connection(error)
    }
  }
}

extension HTTPResponse {
  /// The body of a short answer in plain text, on one line; empty for any other.
  fileprivate var plainText: String {
    guard headers["Content-Type"]?.hasPrefix("text/plain") == true, body.count <= 500 else { return "" }
    return String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension Impersonation {
  /// Adds the headers that ask the server to act as someone else.
  fileprivate func add(to headers: inout HTTPHeaders) {
    if let user { headers["Impersonate-User"] = user }
    if let uid { headers["Impersonate-Uid"] = uid }
    for group in groups { headers.append("Impersonate-Group", group) }
    for (name, values) in extra.sorted(by: { $0.key < $1.key }) {
      for value in values { headers.append("Impersonate-Extra-\(percentEncoded(name))", value) }
    }
  }
}

extension Credential {
  /// The moment the token or the certificate expired, if that lies before `now`.
  fileprivate func pastExpiry(at now: Timestamp) -> Timestamp? {
    let bearer = Array("Bearer ".utf8)
    let token = authorization.flatMap { header -> SecretBytes? in
      let bytes = header.reveal()
      return bytes.starts(with: bearer) ? SecretBytes(Array(bytes.dropFirst(bearer.count))) : nil
    }
    if let expiry = token?.tokenExpiry, expiry < now { return expiry }
    return pastCertificateExpiry(at: now)
  }

  /// The moment the client certificate expired, if that lies before `now`.
  fileprivate func pastCertificateExpiry(at now: Timestamp) -> Timestamp? {
    certificate?.expiry.flatMap { $0 < now ? $0 : nil }
  }
}
