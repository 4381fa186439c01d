// The one door to the network, so that everything above it can be handed another.

/// Something that carries requests to servers.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the whole answer; any status is an answer.
  ///
  /// - Parameter request: What to ask.
  /// - Returns: The answer.
  /// - Throws: ``HTTPError`` if there is none, ``HTTPError/Reason/cancelled`` when the task was cancelled.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

  /// Sends a request and waits for the head of the answer, whose body then arrives piece by piece.
  ///
  /// - Parameter request: What to ask. Its ``HTTPRequest/timeout`` covers the whole body.
  /// - Returns: Status, header fields, and the body to come.
  /// - Throws: ``HTTPError`` if there is no answer.
  func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStream
}
