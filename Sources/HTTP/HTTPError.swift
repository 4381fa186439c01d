// Why there is no answer. The causes are told apart by libcurl's codes, OpenSSL's and the system's: libcurl's texts mislead.

/// Why a request got no answer, or not a whole one.
public struct HTTPError: Error, Sendable, Hashable {
  /// The causes that callers tell apart.
  public enum Reason: Sendable, Hashable {
    /// The name could not be resolved.
    case cannotResolve(host: String)
    /// The proxy's name could not be resolved.
    case cannotResolveProxy(host: String)
    /// Nobody listens there.
    case refused
    /// There is no way there, in the system's words.
    case unreachable(String)
    /// No connection came about in time.
    case connectTimedOut
    /// The answer, or its end, did not come in time.
    case timedOut
    /// The TLS handshake failed.
    case tls(TLSFailure)
    /// The connection broke before there was an answer.
    case reset
    /// The connection broke in the middle of the answer.
    case truncated
    /// The answer is larger than the request allows.
    case tooLarge(limit: Int)
    /// What answered does not speak HTTP, or breaks its rules.
    case malformedAnswer
    /// The proxy refused to connect, with this status if it gave one (407 wants user and password).
    case proxyRefused(status: Int?)
    /// The URL or another part of the request makes no sense; what is wrong with it.
    case invalidRequest(String)
    /// The task that waited was cancelled.
    case cancelled
    /// libcurl can't be used on this machine; why.
    case libraryMissing(String)
    /// Anything else: libcurl's code and its word for it.
    case other(code: Int, String)
  }

  /// What went wrong in a TLS handshake.
  public enum TLSFailure: Sendable, Hashable {
    /// The server's certificate was issued by nobody that is trusted.
    case unknownAuthority
    /// The server's certificate has expired.
    case expired
    /// The server's certificate is not valid yet: a clock is wrong.
    case notYetValid
    /// The server's certificate is for another name than this.
    case nameMismatch(expected: String)
    /// The server's certificate has been revoked.
    case revoked
    /// The server wants a client certificate, or another one.
    case clientCertificateRefused
    /// The client certificate or key given is not usable.
    case unusableClientCertificate
    /// The authorities given are not PEM certificates.
    case unusableAuthority
    /// The two sides have no version or cipher in common, or the server does not speak TLS.
    case handshake
    /// Another rule that the server's certificate breaks, in OpenSSL's words.
    case certificate(String)
  }

  /// The cause.
  public var reason: Reason
  /// Whom the request was for: `scheme://host:port`, without user, path or query.
  public var server: String
  /// The proxy it went through, without user and password.
  public var proxy: String?

  /// An error in talking to `server`.
  public init(_ reason: Reason, server: String, proxy: String? = nil) {
    self.reason = reason
    self.server = server
    self.proxy = proxy
  }
}

extension HTTPError {
  /// Whether the same request may well succeed a moment later.
  public var isTransient: Bool {
    switch reason {
    case .refused, .unreachable, .connectTimedOut, .timedOut, .reset, .truncated, .cannotResolve, .malformedAnswer: true
    case .cannotResolveProxy, .tls, .tooLarge, .proxyRefused, .invalidRequest, .cancelled, .libraryMissing, .other:
      false
    }
  }
}

extension HTTPError: CustomStringConvertible {
  /// The cause in one sentence, with the server's name.
  public var description: String {
    let route = proxy.map { "\(server) through the proxy \($0)" } ?? server
    return "\(route): \(reason.description)"
  }
}

extension HTTPError.Reason: CustomStringConvertible {
  /// The cause in a few words.
  public var description: String {
    switch self {
    case .cannotResolve(let host): "no address found for the name \(host)"
    case .cannotResolveProxy(let host): "no address found for the proxy's name \(host)"
    case .refused: "connection refused"
    case .unreachable(let reason): reason
    case .connectTimedOut: "could not connect in time"
    case .timedOut: "no answer in time"
    case .tls(let failure): failure.description
    case .reset: "the connection broke before an answer came"
    case .truncated: "the connection broke in the middle of the answer"
    case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
    case .malformedAnswer: "the answer is not HTTP"
    case .proxyRefused(407): "the proxy wants user and password (status 407)"
    case .proxyRefused(let status?): "the proxy refused to connect (status \(status))"
    case .proxyRefused(nil): "the proxy refused to connect"
    case .invalidRequest(let problem): problem
    case .cancelled: "interrupted"
    case .libraryMissing(let reason): "libcurl can't be loaded: \(reason)"
    case .other(let code, let text): "\(text) (libcurl \(code))"
    }
  }
}

extension HTTPError.TLSFailure: CustomStringConvertible {
  /// The failure in a few words.
  public var description: String {
    switch self {
    case .unknownAuthority: "the server's certificate was issued by an authority that is not trusted"
    case .expired: "the server's certificate has expired"
    case .notYetValid: "the server's certificate is not valid yet: is this machine's clock right?"
    case .nameMismatch(let expected): "the server's certificate is not for \(expected)"
    case .revoked: "the server's certificate has been revoked"
    case .clientCertificateRefused: "the server refused the client certificate, or wants one"
    case .unusableClientCertificate: "the client certificate and key given can't be used"
    case .unusableAuthority: "the certificate authority given is not a PEM certificate"
    case .handshake: "no TLS connection came about: does the server speak TLS 1.2 or later here?"
    case .certificate(let rule): "the server's certificate was refused: \(rule)"
    }
  }
}
