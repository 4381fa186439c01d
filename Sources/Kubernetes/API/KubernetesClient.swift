// The client: one value that knows a server, the credentials and the transport. What it can do is in its extensions.

import Basics
public import HTTP
import Synchronization

/// A client of one API server.
///
/// Copies share connections, credentials and what was found out about the server.
public struct KubernetesClient: Sendable {
  /// The server, and as whom it is talked to.
  public let configuration: ClusterConfiguration
  let environment: ClientEnvironment
  let session: Session

  /// What the copies of a client share.
  final class Session: Sendable {
    let transport: any HTTPTransport
    let credentials: CredentialSource
    let discovery = DiscoveryCache()
    let warnings: ServerWarnings
    let userAgent: String
    /// The proxy that the environment sets for this server.
    let environmentProxy: ProxySetting
    /// Whether the server has answered before: then a refused connection means that it is restarting.
    let hasAnswered = Atomic(false)

    init(
      transport: any HTTPTransport, credentials: CredentialSource, warnings: ServerWarnings, userAgent: String,
      environmentProxy: ProxySetting
    ) {
      self.transport = transport
      self.credentials = credentials
      self.warnings = warnings
      self.userAgent = userAgent
      self.environmentProxy = environmentProxy
    }
  }

  /// A client for a cluster; it sends nothing before it is asked to.
  ///
  /// - Parameters:
  ///   - configuration: The server, and as whom to talk to it.
  ///   - transport: What carries the requests.
  ///   - environment: The process around it.
  ///   - userAgent: What the server's audit log calls it: program and version.
  ///   - warn: Takes the warnings that the server sends along with its answers, each once.
  public init(
    _ configuration: ClusterConfiguration, transport: any HTTPTransport, environment: ClientEnvironment,
    userAgent: String, warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.environment = environment
    session = Session(
      transport: transport, credentials: CredentialSource(configuration, environment: environment),
      warnings: ServerWarnings(warn), userAgent: userAgent,
      environmentProxy: ProxyEnvironment(environment.variables).proxy(for: configuration.server.url))
  }
}

/// A request to the API server, before address and credentials are added.
struct APIRequest: Sendable {
  var method = "GET"
  /// The path below the server's address, percent-encoded.
  var path: String
  var query: [(name: String, value: String)] = []
  var body: JSON?
  var contentType = "application/json"
  /// What it does, for error messages; nil for what RBAC doesn't speak of.
  var attributes: ResourceAttributes?
  /// Whether it may be sent again when it isn't known whether the server saw it.
  var isRepeatable = true

  /// The path with its query.
  var target: String {
    guard !query.isEmpty else { return path }
    return path + "?" + query.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
  }

  /// What it does, in a few words.
  var description: String { attributes?.description ?? "\(method) \(path)" }
}

/// The warnings a server sends (`Warning: 299 - "…"`), each passed on once.
actor ServerWarnings {
  private var seen: Set<String> = []
  private let warn: @Sendable (String) -> Void

  init(_ warn: @escaping @Sendable (String) -> Void) { self.warn = warn }

  func note(_ headers: HTTPHeaders) {
    for field in headers.fields where field.name.lowercased() == "warning" && field.value.hasPrefix("299 ") {
      guard let start = field.value.firstIndex(of: "\""), let end = field.value.lastIndex(of: "\""), start < end else {
        continue
      }
      let text = String(field.value[field.value.index(after: start)..<end].filter { $0 != "\\" })
      if seen.insert(text).inserted { warn(text) }
    }
  }
}
