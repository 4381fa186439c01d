// Sends operations: addresses, signs, retries, corrects the clock, and turns failures into errors that say what to do.

import Basics
import HTTP
import Synchronization

/// The one way to AWS' services, shared by everything in a session.
final class APICaller: Sendable {
  let environment: AWSEnvironment
  let configuration: AWSConfiguration
  let statistics = CallStatistics()
  private let policy: RetryPolicy
  private let limit: ConcurrencyLimit
  /// What is remembered of each address.
  private let hosts = Mutex<[String: Host]>([:])

  /// What is remembered of an address.
  private final class Host: Sendable {
    let rate = AdaptiveRate()
    /// How far the server's clock is ahead of ours.
    let skew = Mutex(Duration.zero)
    /// Retries that may still be made: every one costs, every success pays a little back (the SDKs' retry quota).
    let quota = Mutex(Host.fullQuota)

    static let fullQuota = 500
    static let retryCost = 5
  }

  /// The least difference between two clocks that is worth correcting: AWS accepts five minutes.
  private static let tolerableSkew = Duration.seconds(240)
  /// AWS' codes for signatures that a wrong clock makes wrong.
  private static let clockCodes: Set<String> = [
    "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
    "SignatureDoesNotMatch", "AuthFailure",
  ]
  private static let expiryCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]

  init(_ environment: AWSEnvironment, _ configuration: AWSConfiguration) throws(AWSError) {
    self.environment = environment
    self.configuration = configuration
    policy = try RetryPolicy(configuration)
    limit = ConcurrencyLimit(environment.concurrency)
  }

  /// Calls an operation until it succeeds or can't.
  ///
  /// - Parameters:
  ///   - call: The operation.
  ///   - region: The region.
  ///   - identity: Whose signature the request carries; nil for operations that take none.
  /// - Returns: AWS' answer, of a status from 200 to 299.
  /// - Throws: ``AWSError``, after the last attempt.
  func answer(_ call: AWSCall, region: String, identity: CredentialCache?) async throws(AWSError) -> AWSAnswer {
    let endpoint = try Endpoint(call.service, region: region, configuration: configuration)
    guard let url = HTTPURL(endpoint.url) else {
      let problem = "the address configured for \(call.service.title) is not an http or https URL"
      throw AWSError(.configuration(LocatedError(problem, hint: "check AWS_ENDPOINT_URL and endpoint_url")))
    }
    let host = hosts.withLock { hosts in
      if hosts[url.server] == nil { hosts[url.server] = Host() }
      return hosts[url.server] ?? Host()
    }
    var credentials = try await identity?.credentials()
    var (isClockCorrected, isRenewed) = (false, false)
    var attempt = 0
    while true {
      attempt += 1
      let context = Context(call: call, region: region, attempt: attempt)
      let request = try prepare(call, endpoint: endpoint, host: host, credentials: credentials)
      let failed: FailedAttempt
      switch await send(request, context, host) {
      case .success(let answer):
        // What the last retry took comes back; a success at once pays a little in.
        let paid = attempt > 1 ? Host.retryCost : 1
        host.quota.withLock { $0 = min($0 + paid, Host.fullQuota) }
        return answer
      case .failure(let failure): failed = failure
      }
      if let answer = failed.answer, let code = answer.failure?.code {
        // Neither of the two is the user's fault, and each is mended once.
        if !isClockCorrected, Self.clockCodes.contains(code), correctClock(of: host, by: answer) {
          isClockCorrected = true
          continue
        }
        if !isRenewed, Self.expiryCodes.contains(code), let identity {
          isRenewed = true
          let renewed = try await identity.credentials(insteadOf: credentials)
          if renewed != credentials {
            credentials = renewed
            continue
          }
        }
      }
      let pause =
        call.isEssential
        ? policy.pause(
          after: attempt, failed.kind, retryAfter: failed.answer?.retryAfter, random: environment.random()) : nil
      guard let pause, host.quota.withLock({ $0.spend(Host.retryCost) }) else {
        var error = failed.error
        error.credentialSource = credentials?.source
        throw error
      }
      try await wait(pause, context)
    }
  }

  // MARK: One attempt

  /// Which attempt at what.
  private struct Context {
    let call: AWSCall
    let region: String
    let attempt: Int

    func error(_ reason: AWSError.Reason, code: String = "", message: String = "") -> AWSError {
      AWSError(
        reason, operation: call.action, region: region, code: code, message: message, attempts: attempt)
    }
  }

  /// An attempt that came to nothing.
  private struct FailedAttempt: Error {
    let kind: AttemptFailure
    let error: AWSError
    let answer: AWSAnswer?
  }

  private func prepare(
    _ call: AWSCall, endpoint: Endpoint, host: Host, credentials: AWSCredentials?
  ) throws(AWSError) -> HTTPRequest {
    var request = HTTPRequest(
      method: "POST", url: endpoint.url + "/", timeout: environment.attemptTimeout,
      connectTimeout: environment.connectTimeout,
      tls: TLSConfiguration(certificateAuthority: configuration.certificateAuthority),
      proxy: configuration.proxy(for: endpoint.url), traceLabel: call.kind)
    switch call.message {
    case .json(let json):
      request.headers["Content-Type"] = "application/x-amz-json-1.1"
      request.headers["X-Amz-Target"] = "\(call.service.targetPrefix).\(call.operation)"
      request.body = json.bytes()
    case .form(let fields):
      request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
      let all = [("Action", call.operation), ("Version", "2011-06-15")] + fields.map { ($0.name, $0.value) }
      let text = all.map { "\($0.0)=\(SigV4.percentEncoded($0.1))" }.joined(separator: "&")
      request.body = Array(text.utf8)
    case .resource(let target, let token):
      request.method = "GET"
      request.url = endpoint.url + target
      request.headers[token.name] = String(decoding: token.value.reveal(), as: UTF8.self)
    case .document(let path, let json, let proof):
      request.url = endpoint.url + path
      request.headers["Content-Type"] = "application/json"
      if let proof { request.headers[proof.name] = String(decoding: proof.value.reveal(), as: UTF8.self) }
      request.body = json.bytes()
    }
    guard let credentials, let url = HTTPURL(request.url) else { return request }
    let date = environment.now().advanced(by: host.skew.withLock { $0 })
    SigV4(credentials: credentials, region: endpoint.signingRegion, service: call.service.signingName, date: date)
      .sign(&request, url: url)
    return request
  }

  private func send(_ request: HTTPRequest, _ context: Context, _ host: Host) async -> Result<AWSAnswer, FailedAttempt>
  {
    let response: HTTPResponse
    var start = environment.now()
    do throws(HTTPError) {
      response = try await limit.run { () async throws(HTTPError) in
        // Reserved behind the limit: whoever waits further back profits from a rate that has grown meanwhile.
        try await pause(host.rate.reserve(environment.now()), context)
        start = environment.now()
        statistics.count(call: context.call.kind, isRetry: context.attempt > 1)
        return try await environment.transport.send(request)
      }
    } catch {
      let kind: AttemptFailure = error.isTransient ? .transient : .permanent
      return .failure(FailedAttempt(kind: kind, error: context.error(.transport(error)), answer: nil))
    }
    let result = judge(AWSAnswer(response), context)
    var wasThrottled = false
    if case .failure(let failed) = result { wasThrottled = failed.kind == .throttled }
    host.rate.learn(from: start, to: environment.now(), wasThrottled: wasThrottled)
    return result
  }

  private func judge(_ answer: AWSAnswer, _ context: Context) -> Result<AWSAnswer, FailedAttempt> {
    let status = answer.response.status
    if (200..<300).contains(status) {
      // STS answers in XML, everyone else in JSON: anything else is a proxy's page or a cut-off body.
      let isWellFormed =
        context.call.service == .sts ? XMLElement(answer.response.body) != nil : answer.json?.object != nil
      if isWellFormed { return .success(answer) }
      let message = "\(answer.response.body.count) bytes that are not what AWS sends"
      return .failure(
        FailedAttempt(kind: .transient, error: context.error(.malformedAnswer, message: message), answer: nil))
    }
    let code = answer.failure?.code ?? ""
    var message = answer.failure?.message ?? ""
    let kind = RetryPolicy.classify(status: status, code: code)
    // Whatever stands between here and AWS may answer for it, and not as AWS does.
    if answer.failure == nil, kind == .permanent { message = "status \(status)" }
    let reason = reason(status: status, code: code, message: message, kind: kind, context)
    return .failure(
      FailedAttempt(kind: kind, error: context.error(reason, code: code, message: message), answer: answer))
  }

  private static let denialCodes: Set<String> = [
    "AccessDenied", "AccessDeniedException", "UnauthorizedException", "ForbiddenException", "UnauthorizedOperation",
  ]
  private static let keyDenialCodes: Set<String> = ["KMSAccessDeniedException", "DecryptionFailure"]
  private static let absenceCodes: Set<String> = [
    "ResourceNotFoundException", "ParameterNotFound", "InvalidResourceId", "ResourceNotFound",
  ]
  private static let deletionCodes: Set<String> = ["InvalidRequestException", "InvalidParameterException"]
  private static let unknownKeyCodes: Set<String> = [
    "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "IncompleteSignature",
    "InvalidSignatureException", "SignatureDoesNotMatch", "MissingAuthenticationToken",
    "MissingAuthenticationTokenException", "InvalidToken",
  ]

  private func reason(
    status: Int, code: String, message: String, kind: AttemptFailure, _ context: Context
  ) -> AWSError.Reason {
    if kind == .throttled { return .throttled }
    if kind == .transient { return .serverFailure(status: status) }
    if Self.absenceCodes.contains(code) { return .notFound }
    if Self.expiryCodes.contains(code) { return .expiredCredentials }
    if Self.unknownKeyCodes.contains(code) { return .invalidCredentials }
    if Self.denialCodes.contains(code) || Self.keyDenialCodes.contains(code) {
      return .accessDenied(
        AccessDenial(
          message: message, operation: context.call.action, resource: context.call.resource, region: context.region))
    }
    if Self.deletionCodes.contains(code), message.contains("marked for deletion") || message.contains("marked deleted")
    {
      return .markedForDeletion(name: context.call.resource ?? "")
    }
    return code.isEmpty && !(400..<500).contains(status) ? .malformedAnswer : .invalidRequest
  }

  /// The error that AWS reports for one item of a batch; nil for one that may pass, which asking again tells.
  func lastingError(code: String, message: String, of call: AWSCall, region: String) -> AWSError? {
    let context = Context(call: call, region: region, attempt: 1)
    let kind = RetryPolicy.classify(status: 400, code: code)
    guard kind == .permanent else { return nil }
    let message = AWSAnswer.sanitized(message)
    return context.error(
      reason(status: 400, code: code, message: message, kind: kind, context), code: code, message: message)
  }

  // MARK: Clocks and pauses

  /// Learns how far a server's clock is from ours.
  ///
  /// - Returns: Whether that explains why the signature was refused.
  private func correctClock(of host: Host, by answer: AWSAnswer) -> Bool {
    guard let date = answer.date else { return false }
    let skew = date.duration(since: environment.now())
    return host.skew.withLock { known in
      let change = skew - known
      guard change > Self.tolerableSkew || change < .zero - Self.tolerableSkew else { return false }
      known = skew
      return true
    }
  }

  private func pause(_ duration: Duration, _ context: Context) async throws(HTTPError) {
    guard duration > .zero else { return }
    do {
      try await environment.sleep(duration)
    } catch {
      throw HTTPError(.cancelled, server: context.call.service.title)
    }
  }

  private func wait(_ duration: Duration, _ context: Context) async throws(AWSError) {
    do throws(HTTPError) { try await pause(duration, context) } catch { throw context.error(.transport(error)) }
  }
}

extension Int {
  /// Takes `cost` away, if that much is there.
  fileprivate mutating func spend(_ cost: Int) -> Bool {
    guard self >= cost else { return false }
    self -= cost
    return true
  }
}
