// From libcurl's result to a cause. The code comes first, then what OpenSSL and the system say; never libcurl's wording.

import CCurl

/// Everything known about a transfer that failed.
struct CurlFailure {
  private let code: CURLcode
  private let handle: UnsafeMutableRawPointer
  /// libcurl's text, of which only OpenSSL's error code is read.
  private let text: String
  private let isHeadComplete: Bool

  init(code: CURLcode, handle: UnsafeMutableRawPointer, text: String, isHeadComplete: Bool) {
    self.code = code
    self.handle = handle
    self.text = text
    self.isHeadComplete = isHeadComplete
  }

  func reason(for job: Job) -> HTTPError.Reason {
    switch code {
    case CURLE_URL_MALFORMAT: .invalidRequest("the URL is not one")
    // Also what an answer without a status line is called.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .malformedAnswer
    case CURLE_COULDNT_RESOLVE_HOST: .cannotResolve(host: job.url.host)
    case CURLE_COULDNT_RESOLVE_PROXY: .cannotResolveProxy(host: proxyHost(job.request.proxy))
    case CURLE_COULDNT_CONNECT: connectFailure
    case CURLE_OPERATION_TIMEDOUT: isConnected(job) ? .timedOut : .connectTimedOut
    case CURLE_FILESIZE_EXCEEDED: .tooLarge(limit: job.request.responseLimit)
    case CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      broken
    case CURLE_WRITE_ERROR, CURLE_BAD_CONTENT_ENCODING: .malformedAnswer
    case CURLE_PEER_FAILED_VERIFICATION: .tls(verificationFailure(job))
    case CURLE_SSL_CACERT_BADFILE: .tls(.unusableAuthority)
    case CURLE_SSL_CERTPROBLEM: .tls(.unusableClientCertificate)
    case CURLE_SSL_CLIENTCERT: .tls(.clientCertificateRefused)
    // Without an error of OpenSSL's the connection broke in the handshake, as it does when a server is restarted.
    case CURLE_SSL_CONNECT_ERROR: alert.map { .tls($0) } ?? .reset
    case CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED: .tls(alert ?? .handshake)
    case CURLE_TOO_MANY_REDIRECTS: .other(code: Int(code.rawValue), "it redirects too often")
    case CURLE_PROXY: .proxyRefused(status: proxyStatus)
    default: .other(code: Int(code.rawValue), String(cString: lazycurl_easy_strerror(code)))
    }
  }

  private var connectFailure: HTTPError.Reason {
    switch lazycurl_easy_connect_failure(handle) {
    case LAZYCURL_CONNECT_REFUSED: .refused
    case LAZYCURL_CONNECT_TIMED_OUT: .connectTimedOut
    case LAZYCURL_CONNECT_NO_ROUTE: .unreachable("there is no route to it")
    default: .unreachable("could not connect")
    }
  }

  /// A connection that broke: by the proxy, by a TLS alert, before the answer or in it.
  private var broken: HTTPError.Reason {
    if isHeadComplete { return .truncated }
    if let status = proxyStatus { return .proxyRefused(status: status) }
    if let alert { return .tls(alert) }
    return .reset
  }

  /// The proxy's answer to CONNECT, unless it agreed.
  private var proxyStatus: Int? {
    let status = lazycurl_easy_get_long(handle, CURLINFO_HTTP_CONNECTCODE)
    return status == 0 || (200..<300).contains(status) ? nil : status
  }

  private func isConnected(_ job: Job) -> Bool {
    lazycurl_easy_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T) > 0
  }

  private func proxyHost(_ proxy: ProxySetting) -> String {
    guard case .url(let text) = proxy else { return "" }
    let host = text.drop { $0 != ":" }.drop { $0 == ":" || $0 == "/" }
    return String((host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host).prefix { $0 != ":" })
  }

  /// OpenSSL's verdict on the server's certificate (`X509_V_ERR_…`, whose numbers are fixed).
  private func verificationFailure(_ job: Job) -> HTTPError.TLSFailure {
    switch lazycurl_easy_get_long(handle, CURLINFO_SSL_VERIFYRESULT) {
    // No rule of the chain was broken, so it was the name, which libcurl compares itself.
    case 0, 1, 62, 64: .nameMismatch(expected: job.request.tls.serverName ?? job.url.host)
    case 9: .notYetValid
    case 10: .expired
    case 2, 18, 19, 20, 21, 27: .unknownAuthority
    case 23: .revoked
    case let other: .certificate("OpenSSL's verification error \(other)")
    }
  }

  /// What the server's TLS alert says about our certificate; nil where there was none, only an end.
  ///
  /// OpenSSL's errors begin with `error:` and eight hexadecimal digits, whose low 23 bits are the reason: 1000 and the
  /// alert's number (RFC 8446, 6.2).
  private var alert: HTTPError.TLSFailure? {
    guard let number = text.split(separator: ":").dropFirst().first(where: { $0.utf8.count == 8 }),
      let error = UInt32(number, radix: 16)
    else { return nil }
    switch error & 0x7F_FFFF {
    case 1042...1046, 1048, 1049, 1116: return .clientCertificateRefused
    // SSL_R_UNEXPECTED_EOF_WHILE_READING: nobody said anything.
    case 294: return nil
    default: return .handshake
    }
  }
}
