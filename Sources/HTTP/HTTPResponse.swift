// What a server answers: at once, or piece by piece.

/// The answer of a server, with its whole body.
public struct HTTPResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The header fields, and trailers behind them.
  public var headers: HTTPHeaders
  /// The body, decompressed.
  public var body: [UInt8]

  /// An answer.
  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The answer of a server whose body is still arriving, such as a Kubernetes watch.
///
/// The transfer ends when the body's iterator or the stream is let go.
public struct HTTPStream: Sendable {
  /// The status code.
  public var status: Int
  /// The header fields.
  public var headers: HTTPHeaders
  /// The body as it arrives, for one reader.
  public var chunks: Chunks

  /// An answer with the body that is to come.
  public init(status: Int, headers: HTTPHeaders, chunks: Chunks) {
    self.status = status
    self.headers = headers
    self.chunks = chunks
  }

  /// Pieces of a body, cut anywhere, none of them empty.
  public struct Chunks: Sendable, AsyncSequence {
    /// A piece of the body.
    public typealias Element = [UInt8]
    /// Why a body breaks off.
    public typealias Failure = HTTPError

    private let take: @Sendable () async throws(HTTPError) -> [UInt8]?

    /// A body whose next piece `take` waits for; nil is its end.
    public init(_ take: @escaping @Sendable () async throws(HTTPError) -> [UInt8]?) {
      self.take = take
    }

    /// The iterator, of which there may be one at a time.
    public func makeAsyncIterator() -> Iterator { Iterator(take: take) }

    /// Waits for one piece after the other.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let take: @Sendable () async throws(HTTPError) -> [UInt8]?

      /// The next piece, or nil at the end of the body.
      public mutating func next() async throws(HTTPError) -> [UInt8]? { try await take() }

      /// The next piece, or nil at the end of the body.
      public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
        try await take()
      }
    }
  }
}
