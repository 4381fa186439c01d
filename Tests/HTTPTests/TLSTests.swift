import Basics
import HTTP
import LoopbackServers
import Testing

@Suite("TLS and proxies")
struct TLSTests {
  let transport = CurlTransport()
  let server: LoopbackServer

  init() throws { server = try LoopbackServer.faulty.get() }

  private func request(_ name: String, trusting authority: String? = "authority.pem") throws -> HTTPRequest {
    var request = HTTPRequest(url: "https://localhost:\(try server.port(name))/status/200", timeout: .seconds(20))
    request.tls.certificateAuthority = try authority.map(server.file)
    return request
  }

  /// The status, or why there is none.
  private func outcome(_ request: HTTPRequest) async -> Result<Int, HTTPError> {
    do throws(HTTPError) { return .success(try await transport.send(request).status) } catch { return .failure(error) }
  }

  private func failure(_ request: HTTPRequest) async -> HTTPError.Reason? {
    if case .failure(let error) = await outcome(request) { error.reason } else { nil }
  }

  @Test("a server whose authority is given is trusted, by name and by address")
  func trust() async throws {
    var request = try request("tls")
    #expect(await outcome(request) == .success(200))
    request.url = "https://127.0.0.1:\(try server.port("tls"))/status/200"
    #expect(await outcome(request) == .success(200))
  }

  @Test(
    "bad certificates are told apart",
    arguments: [
      ("expired", HTTPError.TLSFailure.expired), ("future", .notYetValid), ("stranger", .unknownAuthority),
      ("named", .nameMismatch(expected: "localhost")), ("old", .handshake), ("cleartext", .handshake),
    ])
  func badCertificates(name: String, expected: HTTPError.TLSFailure) async throws {
    #expect(await failure(try request(name)) == .tls(expected))
  }

  @Test(
    "a connection that ends in the handshake is one that broke, and may do next time", arguments: ["stopped", "killed"])
  func brokenHandshake(name: String) async throws {
    #expect(await failure(try request(name)) == .reset)
  }

  @Test("an authority that is given replaces the system's, and the system's knows nothing of ours")
  func systemTrust() async throws {
    #expect(await failure(try request("tls", trusting: nil)) == .tls(.unknownAuthority))
    #expect(await failure(try request("tls", trusting: "outsider.pem")) == .tls(.unknownAuthority))
  }

  @Test("what one request trusts is of no use to the next on the same connections")
  func separation() async throws {
    #expect(await outcome(try request("tls")) == .success(200))
    #expect(await failure(try request("tls", trusting: "outsider.pem")) == .tls(.unknownAuthority))
    var careless = try request("stranger")
    careless.tls.skipsVerification = true
    #expect(await outcome(careless) == .success(200))
    #expect(await failure(try request("stranger")) == .tls(.unknownAuthority))
  }

  @Test("an authority that is not PEM is our own mistake, and named so")
  func unusableAuthority() async throws {
    var request = try request("tls")
    request.tls.certificateAuthority = Array("not a certificate".utf8)
    #expect(await failure(request) == .tls(.unusableAuthority))
  }

  @Test("a server name replaces the host for verification, not for connecting")
  func serverName() async throws {
    var request = try request("named")
    request.tls.serverName = "kubernetes.example"
    #expect(await outcome(request) == .success(200))
    request.url = request.url.replacing("status/200", with: "echo")
    let echo = try JSON.parse(try await transport.send(request).body)
    let fields = (echo["headers"]?.array ?? []).map { "\($0[0]?.string ?? ""): \($0[1]?.string ?? "")" }
    #expect(fields.contains("Host: localhost:\(try server.port("named"))"))
    request.tls.serverName = "other.example"
    #expect(await failure(request) == .tls(.nameMismatch(expected: "other.example")))
  }

  @Test("verification can be switched off")
  func skipsVerification() async throws {
    for name in ["expired", "stranger", "named"] {
      var request = try request(name)
      request.tls.skipsVerification = true
      #expect(await outcome(request) == .success(200))
    }
  }

  /// Whether a client certificate was refused: in TLS 1.3 the server's alert and the end of its connection race.
  private func isRefusal(_ reason: HTTPError.Reason?) throws -> Bool {
    [.tls(.clientCertificateRefused), .reset].contains(try #require(reason))
  }

  @Test("a client shows the certificate it was given")
  func clientCertificate() async throws {
    var request = try request("mutual")
    #expect(try isRefusal(await failure(request)))
    request.tls.clientCertificate = try server.file("client.pem")
    request.tls.clientKey = SecretBytes(try server.file("client.key"))
    #expect(await outcome(request) == .success(200))
    request.tls.clientCertificate = try server.file("other.pem")
    request.tls.clientKey = SecretBytes(try server.file("other.key"))
    #expect(try isRefusal(await failure(request)))
    request.tls.clientKey = SecretBytes(try server.file("client.key"))
    #expect(await failure(request) == .tls(.unusableClientCertificate))
  }

  @Test("a client's key that is encrypted is refused, and no terminal is asked for its passphrase")
  func encryptedKey() async throws {
    var request = try request("mutual")
    request.tls.clientCertificate = try server.file("client.pem")
    request.tls.clientKey = SecretBytes(try server.file("client.encrypted.key"))
    #expect(await failure(request) == .tls(.unusableClientCertificate))
  }

  @Test("a proxy carries http and https requests, and says when it wants a password")
  func proxies() async throws {
    let port = try server.port("proxy")
    var request = HTTPRequest(url: "http://somewhere.invalid/x", timeout: .seconds(20))
    request.proxy = .url("http://user:pass@127.0.0.1:\(port)")
    #expect(try await transport.send(request).body == Array("proxied http://somewhere.invalid/x".utf8))
    var secure = try self.request("tls")
    secure.proxy = request.proxy
    let response = try await transport.send(secure)
    #expect(response.status == 200 && response.headers["X-Proxy"] == nil)
    secure.proxy = .url("http://user:wrong@127.0.0.1:\(port)")
    let error = HTTPError(
      .proxyRefused(status: 407), server: "https://localhost:\(try server.port("tls"))",
      proxy: "http://127.0.0.1:\(port)")
    #expect(await outcome(secure) == .failure(error))
    secure.proxy = .url("http://proxy.invalid:3128")
    #expect(await failure(secure) == .cannotResolveProxy(host: "proxy.invalid"))
    secure.proxy = .url("http://127.0.0.1:1")
    #expect(await failure(secure) == .refused)
  }

  @Test("a server name works through a proxy too")
  func serverNameThroughProxy() async throws {
    var request = try request("named")
    request.tls.serverName = "kubernetes.example"
    request.proxy = .url("http://user:pass@127.0.0.1:\(try server.port("proxy"))")
    #expect(await outcome(request) == .success(200))
  }
}
