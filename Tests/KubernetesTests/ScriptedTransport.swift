import Basics
import HTTP
import Kubernetes
import System

/// A server that answers from a script: for faults that a real one can't be brought to show at will.
actor ScriptedTransport: HTTPTransport {
  enum Answer: Sendable {
    case response(Int, String, HTTPHeaders = [:])
    case failure(HTTPError.Reason)
    /// A stream of chunks, and how it breaks off if it does.
    case stream([String], HTTPError.Reason? = nil)
  }

  private var answers: [Answer]
  private(set) var requests: [HTTPRequest] = []

  init(_ answers: [Answer]) { self.answers = answers }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    requests.append(request)
    switch answers.isEmpty ? .failure(.invalidRequest("the script is at its end")) : answers.removeFirst() {
    case .response(let status, let body, let headers):
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    case .failure(let reason): throw HTTPError(reason, server: "https://test:443")
    case .stream: throw HTTPError(.invalidRequest("the script streams here"), server: "https://test:443")
    }
  }

  func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream {
    requests.append(request)
    switch answers.isEmpty ? .failure(.invalidRequest("the script is at its end")) : answers.removeFirst() {
    case .response(let status, let body, let headers):
      let rest = Chunks([body], end: nil)
      return HTTPStream(
        status: status, headers: headers, chunks: .init { () throws(HTTPError) in try await rest.next() })
    case .failure(let reason): throw HTTPError(reason, server: "https://test:443")
    case .stream(let chunks, let end):
      let rest = Chunks(chunks, end: end)
      return HTTPStream(status: 200, headers: [:], chunks: .init { () throws(HTTPError) in try await rest.next() })
    }
  }

  private actor Chunks {
    private var chunks: [String]
    private let end: HTTPError.Reason?

    init(_ chunks: [String], end: HTTPError.Reason?) {
      self.chunks = chunks
      self.end = end
    }

    func next() throws(HTTPError) -> [UInt8]? {
      if !chunks.isEmpty { return Array(chunks.removeFirst().utf8) }
      if let end { throw HTTPError(end, server: "https://test:443") }
      return nil
    }
  }
}

extension KubernetesClient {
  /// A client of a scripted server.
  static func scripted(
    _ transport: ScriptedTransport, environment: ClientEnvironment = ClientEnvironment(variables: [:]),
    _ set: (inout ClusterConfiguration) -> Void = { _ in }, warn: @escaping @Sendable (String) -> Void = { _ in }
  ) -> KubernetesClient {
    var configuration = ClusterConfiguration(server: ServerAddress(isSecure: true, host: "test", port: 443))
    set(&configuration)
    return KubernetesClient(
      configuration, transport: transport, environment: environment, userAgent: "test", warn: warn)
  }
}
