import Basics
import HTTP
import LoopbackServers
import Synchronization
import Testing

@Suite("CurlTransport")
struct CurlTransportTests {
  let transport = CurlTransport()
  let server: LoopbackServer

  init() throws { server = try LoopbackServer.faulty.get() }

  private func url(_ path: String, on name: String = "plain", scheme: String = "http") throws -> String {
    "\(scheme)://127.0.0.1:\(try server.port(name))/\(path)"
  }

  private func request(_ path: String) throws -> HTTPRequest { HTTPRequest(url: try url(path), timeout: .seconds(300)) }

  private func reason(_ request: HTTPRequest) async -> HTTPError.Reason? {
    do throws(HTTPError) {
      _ = try await transport.send(request)
      return nil
    } catch { return error.reason }
  }

  // MARK: Messages

  @Test("method, target, header fields and body arrive as they were given")
  func sends() async throws {
    var request = try request("echo/a%2Fb?x=%20&y")
    request.method = "PATCH"
    request.headers = ["X-Empty": "", "Content-Type": "application/json", "X-Text": "a: b"]
    request.body = Array("{\"a\":\"\\u0000\"}".utf8)
    let response = try await transport.send(request)
    let echo = try JSON.parse(response.body)
    #expect(echo["method"]?.string == "PATCH")
    #expect(echo["target"]?.string == "/echo/a%2Fb?x=%20&y")
    #expect(echo["body"]?.string == "{\"a\":\"\\u0000\"}")
    let fields = (echo["headers"]?.array ?? []).map { "\($0[0]?.string ?? ""): \($0[1]?.string ?? "")" }
    #expect(fields.contains("X-Empty: ") && fields.contains("X-Text: a: b"))
    #expect(!fields.contains { $0.hasPrefix("Expect") || $0.hasPrefix("User-Agent") })
  }

  @Test(
    "every method sends the body it was given, and an empty one as an empty one", arguments: ["POST", "PUT", "GET"])
  func bodies(method: String) async throws {
    var request = try request("echo")
    request.method = method
    request.body = [UInt8](repeating: UInt8(ascii: "b"), count: 2_000_000)
    let echo = try JSON.parse(try await transport.send(request).body)
    #expect(echo["method"]?.string == method && echo["body"]?.string?.utf8.count == 2_000_000)
    request.body = []
    let empty = try JSON.parse(try await transport.send(request).body)
    #expect(empty["method"]?.string == method && empty["body"]?.string == "")
  }

  @Test("header fields are found in any case, and repeated ones are kept")
  func headers() async throws {
    let response = try await transport.send(try request("echo"))
    #expect(response.headers["x-TWICE"] == "one")
    #expect(response.headers.fields.filter { $0.name.lowercased() == "x-twice" }.map(\.value) == ["one", "two"])
  }

  @Test("any status is an answer, and redirects are not followed", arguments: [200, 302, 404, 503])
  func statuses(status: Int) async throws {
    let response = try await transport.send(try request("status/\(status)"))
    #expect(response.status == status && response.body == Array("answer".utf8))
  }

  @Test("redirects are followed where that is asked for, and not for ever")
  func redirects() async throws {
    var request = try request("status/302")
    request.redirectLimit = 1
    let response = try await transport.send(request)
    #expect(response.status == 200)
    #expect(try JSON.parse(response.body)["target"]?.string == "/echo")
    request.url = request.url.replacing("status/302", with: "circle")
    await #expect(throws: HTTPError.self) { try await transport.send(request) }
  }

  @Test("what is asked for is what is sent, be there dots in the path")
  func dots() async throws {
    let echo = try JSON.parse(try await transport.send(try request("echo/../a/./b")).body)
    #expect(echo["target"]?.string == "/echo/../a/./b")
  }

  @Test("interim answers are passed over")
  func interim() async throws {
    let response = try await transport.send(try request("interim"))
    #expect(response.status == 200 && response.headers["Link"] == nil && response.body == Array("final".utf8))
  }

  @Test("compressed bodies are unpacked, and the limit counts what comes out")
  func compression() async throws {
    var request = try request("gzip?bytes=1000000")
    #expect(try await transport.send(request).body.count == 1_000_000)
    request.responseLimit = 999_999
    #expect(await reason(request) == .tooLarge(limit: 999_999))
  }

  @Test("a connection is used again and again")
  func reuse() async throws {
    for _ in 0..<200 {
      _ = try await transport.send(HTTPRequest(url: try url("status/200", on: "counted"), timeout: .seconds(20)))
    }
    let counts = try await transport.send(HTTPRequest(url: try url("counts", on: "counted"), timeout: .seconds(20)))
    #expect(try JSON.parse(counts.body)["connections"]?.int == 1)
  }

  @Test("a first request that is never answered holds no other back")
  func firstHangs() async throws {
    let transport = CurlTransport()
    let address = "http://127.0.0.1:\(try server.port("plain"))"
    let hanging = Task { try await transport.send(HTTPRequest(url: address + "/slow?seconds=900")) }
    defer { hanging.cancel() }
    // Time for the first to be under way: nothing tells that from outside.
    try await Task.sleep(for: .milliseconds(100))
    let other = try await transport.send(HTTPRequest(url: address + "/status/200", timeout: .seconds(60)))
    #expect(other.status == 200)
  }

  @Test("many requests at once all come back")
  func concurrency() async throws {
    let transport = transport
    let request = try request("echo?i=")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          var request = request
          request.url += String(index)
          let echo = try JSON.parse(try await transport.send(request).body)
          return echo["target"]?.string == "/echo?i=\(index)"
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  // MARK: Faults

  @Test(
    "broken answers are told apart",
    arguments: [
      ("reset", HTTPError.Reason.reset), ("close", .reset), ("reset_body", .truncated), ("truncate", .truncated),
      ("garbage", .malformedAnswer),
    ])
  func faults(path: String, expected: HTTPError.Reason) async throws {
    #expect(await reason(try request(path)) == expected)
  }

  @Test("an answer over the limit is refused, whether or not it says its length", arguments: ["", "&hidden"])
  func limit(suffix: String) async throws {
    var request = try request("big?bytes=5000000\(suffix)")
    request.responseLimit = 1_000_000
    #expect(await reason(request) == .tooLarge(limit: 1_000_000))
  }

  @Test("no answer in time, none to the end in time, and a stall are time-outs")
  func timeouts() async throws {
    var request = try request("slow?seconds=20")
    request.timeout = .milliseconds(200)
    #expect(await reason(request) == .timedOut)
    request.url = try url("stall")
    #expect(await reason(request) == .timedOut)
    request.timeout = nil
    request.idleTimeout = .seconds(1)
    #expect(await reason(request) == .timedOut)
  }

  @Test("a server that never shakes hands is a time-out of connecting")
  func connectTimeout() async throws {
    var request = HTTPRequest(url: try url("", on: "silent", scheme: "https"))
    request.connectTimeout = .milliseconds(200)
    #expect(await reason(request) == .connectTimedOut)
  }

  @Test("a closed port, an unknown name and a bad URL say so")
  func unreachable() async throws {
    #expect(await reason(HTTPRequest(url: "http://127.0.0.1:1/")) == .refused)
    #expect(
      await reason(HTTPRequest(url: "http://nowhere.invalid/")) == .cannotResolve(host: "nowhere.invalid"))
    for url in ["ftp://127.0.0.1/", "http://", "http://a b/", "file:///etc/passwd", "http://127.0.0.1:99999/", ""] {
      #expect(await reason(HTTPRequest(url: url)) == .invalidRequest("not an http or https URL"), "\(url)")
    }
  }

  @Test("header fields can't smuggle others in")
  func smuggling() async throws {
    var request = try request("echo")
    request.headers = ["X-A": "b\r\nX-Evil: yes"]
    #expect(await reason(request) == .invalidRequest("the header field X-A holds a line break"))
    request.headers = [:]
    request.method = "GET / HTTP/1.1\r\nX-Evil:"
    #expect(await reason(request) == .invalidRequest("the method is not one"))
  }

  @Test("cancelling the task ends the request at once, also before it began")
  func cancellation() async throws {
    let (transport, request) = (transport, try request("slow?seconds=20"))
    for delay in [0, 100] {
      let task = Task { () -> HTTPError.Reason? in
        do throws(HTTPError) {
          _ = try await transport.send(request)
          return nil
        } catch { return error.reason }
      }
      try await Task.sleep(for: .milliseconds(delay))
      task.cancel()
      #expect(await task.value == .cancelled)
    }
  }

  @Test("letting the transport go ends what still runs on it")
  func release() async throws {
    let request = try request("chunks?count=3&hang")
    let stream = try await CurlTransport().stream(request)
    var count = 0
    // The stream keeps its transport.
    for try await chunk in stream.chunks {
      count += chunk.count
      if count == 6 { break }
    }
    #expect(count == 6)
  }

  // MARK: Streams

  @Test("a stream hands over its chunks as they come, and ends")
  func stream() async throws {
    let stream = try await transport.stream(try request("chunks?count=5&seconds=0.02"))
    #expect(stream.status == 200 && stream.headers["Transfer-Encoding"] == "chunked")
    var text: [UInt8] = []
    for try await chunk in stream.chunks { text += chunk }
    #expect(String(decoding: text, as: UTF8.self) == "0\n1\n2\n3\n4\n")
  }

  @Test("a slow reader holds the sender back and loses nothing")
  func backpressure() async throws {
    let stream = try await transport.stream(try request("chunks?count=3000&padding=5000"))
    var count = 0
    var reads = 0
    for try await chunk in stream.chunks {
      count += chunk.count
      reads += 1
      if reads < 10 { try await Task.sleep(for: .milliseconds(20)) }
    }
    let digits = 10 + 90 * 2 + 900 * 3 + 2000 * 4
    #expect(count == 3000 * 5001 + digits)
  }

  @Test("a stream that breaks off says so after what came before it")
  func brokenStream() async throws {
    let stream = try await transport.stream(try request("chunks?count=2&break"))
    var text: [UInt8] = []
    await #expect(throws: HTTPError.self) { for try await chunk in stream.chunks { text += chunk } }
    #expect(String(decoding: text, as: UTF8.self) == "0\n1\n")
  }

  @Test("a stream without an answer fails before it begins")
  func failedStream() async throws {
    await #expect(throws: HTTPError(.reset, server: "http://127.0.0.1:\(try server.port("plain"))")) {
      _ = try await transport.stream(try request("reset"))
    }
  }

  @Test("cancelling the reader of a stream ends the stream")
  func cancelledStream() async throws {
    let stream = try await transport.stream(try request("chunks?count=1&hang"))
    let task = Task { () -> HTTPError.Reason? in
      do throws(HTTPError) {
        for try await _ in stream.chunks {}
        return nil
      } catch { return error.reason }
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  // MARK: Traces

  @Test("traces show requests and header fields, never secrets or bodies", arguments: [5, 6, 7, 8, 9])
  func traces(verbosity: Int) async throws {
    let lines = Mutex<[String]>([])
    let transport = CurlTransport(
      tracing: HTTPTracing(verbosity: verbosity) { line in lines.withLock { $0.append(line) } })
    var request = try request("echo")
    request.method = "POST"
    request.body = Array("hidden body".utf8)
    request.traceLabel = "Label"
    request.headers = [
      "Authorization": "Bearer hidden", "X-Amz-Security-Token": "hidden", "x-amz-sso_bearer_token": "hidden",
      "X-Shown": "shown",
    ]
    _ = try await transport.send(request)
    let text = lines.withLock { $0.joined(separator: "\n") }
    #expect(!text.contains("hidden"))
    #expect(text.contains("Label: POST http://127.0.0.1:\(try server.port("plain"))/echo 200 in ") == (verbosity >= 6))
    #expect(text.contains("Authorization: Bearer <masked>") == (verbosity >= 7))
    #expect(text.contains("X-Shown: shown") == (verbosity >= 7))
    #expect(text.contains("Set-Cookie: <masked>") == (verbosity >= 8))
  }
}
