// One request on its way: what libcurl's callbacks fill in, and how it ends.

import CCurl

/// A request handed to the loop.
struct Job: Sendable {
  /// Tells the loop's jobs apart.
  let id: Int
  let request: HTTPRequest
  /// Whom it is for.
  let url: HTTPURL
  /// What becomes of the answer.
  let destination: Destination
  /// Set when nobody waits any more, from any thread.
  let interruption: Interruption

  /// What becomes of the answer.
  enum Destination: Sendable {
    /// It is collected and handed over whole.
    case whole(@Sendable (Result<HTTPResponse, HTTPError>) -> Void)
    /// Its head is handed over, then its body goes into the channel.
    case stream(BodyChannel, head: @Sendable (Result<HTTPResponse, HTTPError>) -> Void)
  }

  /// Tells whoever waits that there is no answer.
  func fail(_ error: HTTPError) {
    switch destination {
    case .whole(let completion): completion(.failure(error))
    case .stream(let channel, let head):
      head(.failure(error))
      channel.finish(.failure(error))
    }
  }
}

/// A running transfer, which lives on the loop's thread and nowhere else.
final class Transfer {
  let job: Job
  let handle: EasyHandle
  private let tracing: HTTPTracing
  private var status = 0
  private var headers = HTTPHeaders()
  private var body: [UInt8] = []
  /// Whether the final status and its header fields have arrived.
  private var isHeadComplete = false
  private var isTooLarge = false

  init(_ job: Job, tracing: HTTPTracing) throws(HTTPError) {
    self.job = job
    self.tracing = tracing
    handle = try EasyHandle(job.request, url: job.url)
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle.set(CURLOPT_WRITEDATA, context: context)
    handle.set(CURLOPT_HEADERDATA, context: context)
    handle.set(CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
      Transfer.from(context)?.receive(body: bytes, count: count) ?? 0
    }
    handle.set(CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
      Transfer.from(context)?.receive(header: bytes, count: count) ?? 0
    }
    tracing.request(job)
  }

  // The loop keeps the transfer for as long as libcurl may call back.
  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: What arrives

  private func receive(header bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: count)
    if line.starts(with: "HTTP/".utf8) {
      status = 0
      headers = HTTPHeaders()
      isHeadComplete = false
      return count
    }
    let text = line.last == 0x0A ? line.dropLast(line.dropLast().last == 0x0D ? 2 : 1) : line[...]
    guard !text.isEmpty else {
      completeHead()
      return count
    }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return count }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    let value = text[(colon + 1)...].drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    headers.append(String(decoding: text[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    return count
  }

  private func completeHead() {
    status = lazycurl_easy_get_long(handle.pointer, CURLINFO_RESPONSE_CODE)
    // 1xx is followed by the answer proper; trailers come when the head is long complete.
    guard status >= 200, !isHeadComplete else { return }
    isHeadComplete = true
    guard case .stream(_, let head) = job.destination else { return }
    tracing.response(job, status: status, headers: headers, elapsed: elapsed)
    head(.success(HTTPResponse(status: status, headers: headers)))
  }

  private func receive(body bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
    guard let bytes, count > 0 else { return 0 }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: count) { start in
      let piece = UnsafeBufferPointer(start: start, count: count)
      switch job.destination {
      case .whole:
        guard body.count + count <= job.request.responseLimit else {
          isTooLarge = true
          return 0
        }
        body += piece
        return count
      case .stream(let channel, _):
        return channel.push(piece) ? count : Int(CURL_WRITEFUNC_PAUSE)
      }
    }
  }

  // MARK: How it ends

  /// Hands over the answer, or why there is none.
  func finish(_ code: CURLcode) {
    guard code == CURLE_OK, isHeadComplete else { return fail(failure(code)) }
    switch job.destination {
    case .whole(let completion):
      tracing.response(job, status: status, headers: headers, elapsed: elapsed)
      completion(.success(HTTPResponse(status: status, headers: headers, body: body)))
    case .stream(let channel, _):
      channel.finish(.success(()))
    }
  }

  /// Gives the transfer up.
  func fail(_ reason: HTTPError.Reason) {
    let error = HTTPError(reason, url: job.url, proxy: job.request.proxy)
    tracing.failure(job, error, elapsed: elapsed)
    job.fail(error)
  }

  private func failure(_ code: CURLcode) -> HTTPError.Reason {
    if isTooLarge { return .tooLarge(limit: job.request.responseLimit) }
    guard code != CURLE_OK else { return .reset }
    let evidence = CurlFailure(
      code: code, handle: handle.pointer, text: handle.errorText, isHeadComplete: isHeadComplete)
    return evidence.reason(for: job)
  }

  private var elapsed: Duration { .microseconds(lazycurl_easy_get_offset(handle.pointer, CURLINFO_TOTAL_TIME_T)) }
}

extension HTTPError {
  /// An error of a request to `url`; the proxy's password stays out.
  init(_ reason: Reason, url: HTTPURL, proxy: ProxySetting) {
    var proxyServer: String?
    if case .url(let text) = proxy {
      let scheme = text.prefix { $0 != ":" }
      let host = text.dropFirst(scheme.count).drop { $0 == ":" || $0 == "/" }
      proxyServer = "\(scheme)://\(host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host)"
    }
    self.init(reason, server: url.server, proxy: proxyServer)
  }
}
