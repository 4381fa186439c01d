// Following changes: a watch that survives what watches die of (timeouts, restarts of the server, forgotten history).

public import Basics
import HTTP

/// What a watch reports.
public enum WatchEvent<Item: Sendable>: Sendable {
  /// All objects as they are: at the beginning, and again where changes in between are unknown.
  case snapshot([Item])
  /// An object that is new, or newly selected.
  case added(Item)
  /// An object as it is after a change.
  case modified(Item)
  /// An object as it was before it went, or before it was no longer selected.
  case deleted(Item)
}

extension WatchEvent: Equatable where Item: Equatable {}

/// The changes of the objects of a kind, for as long as they are asked for.
///
/// It goes on where it was after the server closed the connection, restarted, or was away for a while; only refusals
/// that waiting can't cure end it. Whoever waits for a limited time cancels the task.
public struct Watch<Item: Sendable>: AsyncSequence, Sendable {
  /// A change.
  public typealias Element = WatchEvent<Item>
  /// Why a watch can't go on.
  public typealias Failure = KubernetesError

  let client: KubernetesClient
  let resource: APIResource
  let namespace: String?
  let options: ListOptions
  let start: String?
  let transform: @Sendable (JSON) -> Item?

  /// Begins to watch.
  public func makeAsyncIterator() -> Iterator {
    Iterator(watch: self, resourceVersion: start)
  }

  /// Waits for one change after the other.
  public struct Iterator: AsyncIteratorProtocol {
    let watch: Watch
    /// The last state seen; nil to begin with a snapshot.
    var resourceVersion: String?
    private var stream: HTTPStream.Chunks.Iterator?
    private var lines = LineBuffer()
    private var pending: [WatchEvent<Item>] = []
    private var failures = 0
    private var closing: ContinuousClock.Instant?

    /// The server is asked to end a watch after this time, so that lost connections are noticed.
    private let lifetime = Duration.seconds(290)
    /// Bookmarks come every minute; where nothing at all comes for longer the connection is taken for lost.
    private let idleTimeout = Duration.seconds(90)

    init(watch: Watch, resourceVersion: String?) {
      self.watch = watch
      self.resourceVersion = resourceVersion
    }

    /// The next change; nil never.
    public mutating func next() async throws(KubernetesError) -> WatchEvent<Item>? {
      try await next(isolation: nil)
    }

    /// The next change; nil never.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(KubernetesError) -> WatchEvent<Item>?
    {
      while true {
        if Task.isCancelled { throw .cancelled }
        if !pending.isEmpty { return pending.removeFirst() }
        do throws(KubernetesError) {
          try await advance(isolation: actor)
        } catch .refused(let status, _) where status.isExpired {
          stream = nil
          resourceVersion = nil
        } catch  where error.isTransient && (failures > 0 || watch.client.serverHasAnswered) {
          stream = nil
          failures += 1
          try await pause(after: error, isolation: actor)
        }
      }
    }

    /// Takes one step: a snapshot, a connection, or a piece of the stream.
    private mutating func advance(isolation actor: isolated (any Actor)?) async throws(KubernetesError) {
      guard let resourceVersion else {
        let list = try await watch.client.list(
          watch.resource, namespace: watch.namespace, options: watch.options, watch.transform)
        self.resourceVersion = list.resourceVersion
        pending.append(.snapshot(list.items))
        return
      }
      if stream == nil {
        let request = try watch.request(from: resourceVersion, lifetime: lifetime)
        let opened = try await watch.client.stream(request, idleTimeout: idleTimeout)
        stream = opened.chunks.makeAsyncIterator()
        lines = LineBuffer()
        closing = .now + .milliseconds(500)
      }
      let chunk: [UInt8]?
      do { chunk = try await stream?.next(isolation: actor) } catch {
        guard error.reason == .timedOut else { throw watch.client.connectionError(error) }
        chunk = nil
      }
      guard let chunk else {
        stream = nil
        // A server that closes at once is not asked again without a pause.
        if let closing, ContinuousClock.now < closing { throw .connection(watch.brokenOff) }
        return
      }
      failures = 0
      for line in lines.take(chunk) { try note(line) }
      guard lines.count <= 64 << 20 else {
        throw .unreadable(request: watch.description, problem: "an event larger than 64 MiB")
      }
    }

    private mutating func note(_ line: [UInt8]) throws(KubernetesError) {
      guard let json = try? JSON.parse(line, locating: false), let type = json["type"]?.string,
        let object = json["object"]
      else { throw .unreadable(request: watch.description, problem: "an event that is not JSON") }
      if type == "ERROR" {
        let status = APIStatus(object) ?? APIStatus(code: 500, message: "the watch ended with an error")
        throw .refused(status, watch.attributes)
      }
      if let version = object["metadata"]?["resourceVersion"]?.string { resourceVersion = version }
      // Of a BOOKMARK only the version counts.
      guard type != "BOOKMARK", let item = watch.transform(object) else { return }
      switch type {
      case "ADDED": pending.append(.added(item))
      case "MODIFIED": pending.append(.modified(item))
      case "DELETED": pending.append(.deleted(item))
      default: break
      }
    }

    private func pause(
      after error: KubernetesError, isolation actor: isolated (any Actor)?
    ) async throws(KubernetesError) {
      var pause = Duration.milliseconds(100 * (1 << Swift.min(failures, 5)))
      if case .refused(let status, _) = error, let wait = status.retryAfter { pause = wait }
      do { try await Task.sleep(for: pause * Double.random(in: 0.75...1.25)) } catch { throw .cancelled }
    }
  }
}

extension Watch {
  var attributes: ResourceAttributes { ResourceAttributes("watch", resource, namespace: namespace) }

  var description: String { attributes.description }

  var brokenOff: HTTPError { HTTPError(.truncated, server: client.configuration.server.url) }

  func request(from resourceVersion: String, lifetime: Duration) throws(KubernetesError) -> APIRequest {
    var request = APIRequest(
      path: try resource.path(namespace: namespace), query: options.selection, attributes: attributes)
    request.query += [
      ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
      ("timeoutSeconds", String(lifetime.components.seconds)),
    ]
    return request
  }
}

/// Cuts a stream of bytes into lines.
struct LineBuffer {
  private var rest: [UInt8] = []

  /// The bytes of the line that isn't whole yet.
  var count: Int { rest.count }

  /// The lines that a piece of the stream completes, without the empty ones.
  mutating func take(_ chunk: [UInt8]) -> [[UInt8]] {
    guard let last = chunk.lastIndex(of: 0x0A) else {
      rest += chunk
      return []
    }
    let whole = rest + chunk[..<last]
    rest = Array(chunk[(last + 1)...])
    return whole.split(separator: 0x0A).map(Array.init)
  }
}

extension KubernetesClient {
  /// The changes of the objects of a kind.
  ///
  /// - Parameters:
  ///   - resource: The kind of object.
  ///   - namespace: The namespace; nil for all.
  ///   - options: Which objects.
  ///   - resourceVersion: The state after which changes are wanted, as a list or an object gives it; nil begins with a
  ///     snapshot.
  ///   - transform: What is kept of an object; nil to pass it over.
  /// - Returns: The changes, from when they are first asked for.
  public func watch<Item>(
    _ resource: APIResource, namespace: String? = nil, options: ListOptions = ListOptions(),
    from resourceVersion: String? = nil, _ transform: @escaping @Sendable (JSON) -> Item?
  ) -> Watch<Item> {
    Watch(
      client: self, resource: resource, namespace: resource.isNamespaced ? namespace : nil, options: options,
      start: resourceVersion, transform: transform)
  }
}
