// The transport that the product uses.

import CCurl
import Synchronization

/// Carries requests by libcurl: on one thread, over kept-alive connections, by HTTP/2 where the server speaks it.
///
/// libcurl is loaded when the first request is made. Letting the transport go ends what still runs.
public final class CurlTransport: HTTPTransport {
  private let tracing: HTTPTracing
  private let loop = Mutex<CurlLoop?>(nil)

  /// A transport that shows its traffic to `tracing`.
  public init(tracing: HTTPTracing = .none) {
    self.tracing = tracing
  }

  deinit { loop.withLock { $0?.stop() } }

  /// Sends a request and collects its answer; cancelling the task ends the transfer.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let (loop, url) = try prepare(request)
    let (id, interruption) = (loop.nextID(), Interruption())
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.start(
          Job(
            id: id, request: request, url: url, destination: .whole { continuation.resume(returning: $0) },
            interruption: interruption))
      }
    } onCancel: {
      interruption.request()
      loop.cancel(id: id)
    }
    return try result.get()
  }

  /// Sends a request and hands over its answer's head as soon as it is there; cancelling the task ends the transfer.
  public func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream {
    let (loop, url) = try prepare(request)
    let (id, interruption) = (loop.nextID(), Interruption())
    let channel = BodyChannel(server: url.server)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waiter = Waiter(continuation)
        loop.start(
          Job(
            id: id, request: request, url: url, destination: .stream(channel) { waiter.resume($0) },
            interruption: interruption))
      }
    } onCancel: {
      interruption.request()
      loop.cancel(id: id)
    }
    let lease = Lease(transport: self, loop: loop, id: id)
    let response = try result.get()
    return HTTPStream(
      status: response.status, headers: response.headers,
      chunks: HTTPStream.Chunks { () async throws(HTTPError) in try await lease.next(channel) })
  }

  private func prepare(_ request: HTTPRequest) throws(HTTPError) -> (CurlLoop, HTTPURL) {
    guard let url = HTTPURL(request.url) else {
      throw HTTPError(.invalidRequest("not an http or https URL"), server: "the server")
    }
    guard lazycurl_open() else {
      throw HTTPError(.libraryMissing(String(cString: lazycurl_failure())), server: url.server)
    }
    let loop = loop.withLock { loop in
      if loop == nil { loop = CurlLoop(tracing: tracing) }
      return loop
    }
    guard let loop else { throw HTTPError(.libraryMissing("it does not start"), server: url.server) }
    return (loop, url)
  }
}

/// A continuation that the head of an answer resumes, and the failures after it don't.
private final class Waiter: Sendable {
  private let continuation: Mutex<CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>?>

  init(_ continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>) {
    self.continuation = Mutex(continuation)
  }

  func resume(_ result: Result<HTTPResponse, HTTPError>) {
    let waiting = continuation.withLock { $0.take() }
    waiting?.resume(returning: result)
  }
}

/// The right to a stream's body: keeps the transport alive while it is read, and ends the transfer when it is let go.
private final class Lease: Sendable {
  private let transport: CurlTransport
  private let loop: CurlLoop
  private let id: Int

  init(transport: CurlTransport, loop: CurlLoop, id: Int) {
    self.transport = transport
    self.loop = loop
    self.id = id
  }

  deinit { loop.cancel(id: id) }

  func next(_ channel: BodyChannel) async throws(HTTPError) -> [UInt8]? {
    try await channel.next(resume: { loop.resume(id: id) }, cancel: { [loop, id] in loop.cancel(id: id) })
  }
}
