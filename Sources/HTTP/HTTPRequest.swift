// What is asked of a server, and everything that decides how it is asked: nothing comes from the environment.

public import Basics

/// A request to an HTTP server.
public struct HTTPRequest: Sendable {
  /// The method, in capitals.
  public var method: String
  /// The whole URL, `http` or `https`, its path and query percent-encoded.
  public var url: String
  /// The header fields to send besides those that the transport adds (Host, Content-Length, Accept-Encoding).
  public var headers: HTTPHeaders
  /// The body; nil sends none.
  public var body: [UInt8]?
  /// How long everything may take, from the name's resolution to the last byte; nil sets no limit.
  public var timeout: Duration?
  /// How long it may take to connect, TLS included.
  public var connectTimeout: Duration
  /// How long the server may send nothing in the middle of a body, six seconds more or less; nil sets no limit.
  public var idleTimeout: Duration?
  /// The largest body accepted, in bytes, counted after decompression; streams have no limit.
  public var responseLimit: Int
  /// How many redirects are followed, with the same proxy; 0 takes a redirect for the answer, and so does a stream.
  public var redirectLimit: Int
  /// Whom to trust, and who to be.
  public var tls: TLSConfiguration
  /// The proxy to go through.
  public var proxy: ProxySetting
  /// What the request is for, shown in traces in front of the method; empty for nothing.
  public var traceLabel: String

  /// A request with the defaults of an API call: 30 seconds to connect, at most 64 MiB of answer.
  public init(
    method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil, timeout: Duration? = nil,
    connectTimeout: Duration = .seconds(30), idleTimeout: Duration? = nil, responseLimit: Int = 64 << 20,
    redirectLimit: Int = 0,
    tls: TLSConfiguration = TLSConfiguration(), proxy: ProxySetting = .none, traceLabel: String = ""
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.idleTimeout = idleTimeout
    self.responseLimit = responseLimit
    self.redirectLimit = redirectLimit
    self.tls = tls
    self.proxy = proxy
    self.traceLabel = traceLabel
  }
}

/// Whom a client trusts and who it is; TLS 1.2 is the least it speaks.
public struct TLSConfiguration: Sendable, Hashable {
  /// The authorities trusted, as PEM certificates, and none besides; nil trusts the system's.
  public var certificateAuthority: [UInt8]?
  /// The client's certificate, followed by its chain, as PEM.
  public var clientCertificate: [UInt8]?
  /// The client's private key, as PEM.
  public var clientKey: SecretBytes?
  /// The name the server's certificate must carry, and that is sent as SNI, in place of the URL's host.
  public var serverName: String?
  /// Whether any certificate of the server is accepted.
  public var skipsVerification: Bool

  /// The system's trust and no client certificate, unless said otherwise.
  public init(
    certificateAuthority: [UInt8]? = nil, clientCertificate: [UInt8]? = nil, clientKey: SecretBytes? = nil,
    serverName: String? = nil, skipsVerification: Bool = false
  ) {
    self.certificateAuthority = certificateAuthority
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.serverName = serverName
    self.skipsVerification = skipsVerification
  }
}

/// The proxy a request goes through; ``ProxyEnvironment`` finds the one that Go programs would use.
public enum ProxySetting: Sendable, Hashable {
  /// None: straight to the server.
  case none
  /// The proxy at this URL: `http`, `https` or `socks5`, with user and password if it wants them.
  case url(String)
}
