// The words for every failure: what, where, why, what to do.

public import Basics
import HTTP

extension KubernetesError {
  /// The error as it is shown.
  public var located: LocatedError {
    switch self {
    case .configuration(let error): error.located
    case .credentials(let error): error.located
    case .connection(let error, let expiry): Self.unreachable(error, certificateExpiry: expiry)
    case .refused(let status, let attributes): Self.refusal(status, attributes)
    case .notServed(let resource): Self.notServed(resource)
    case .invalidName(let name, let kind, let problem):
      LocatedError(
        "\"\(name)\" is no name of a \(kind): \(problem)", hint: "correct the name; nothing was asked of the server")
    case .unreadable(let request, let problem):
      LocatedError(
        "\(request): \(problem)", hint: "is the address that of an API server? A proxy or login page may be in between")
    case .cancelled: LocatedError("the request was cancelled")
    }
  }

  private static func refusal(_ status: APIStatus, _ attributes: ResourceAttributes?) -> LocatedError {
    let object = attributes.flatMap { attributes in
      attributes.name.map { ObjectReference(kind: attributes.resource.kind, namespace: attributes.namespace, name: $0) }
    }
    switch status.code {
    case 401:
      let expiry = status.credentialExpiry.map { ": they expired at \($0.rfc3339)" } ?? ""
      return LocatedError(
        "the API server doesn't accept the credentials (401 Unauthorized)\(expiry)",
        hint: "sign in again, as for kubectl; `kubectl config view --minify` shows the user that is used")
    case 403:
      guard let attributes else { return LocatedError(status.message) }
      let user = status.user
      // RBAC's own message says nothing else; another authorizer's may.
      let isPlain = status.message.contains("cannot \(attributes.verb) resource \"\(attributes.resourceName)\"")
      let detail = status.message.isEmpty || isPlain ? "" : ": \(status.message)"
      return LocatedError(
        "\(user.map { "user \"\($0)\"" } ?? "the user") may not \(attributes)\(detail)",
        hint: "this rule would allow it:\n\(attributes.grant(to: user))")
    default:
      let what = attributes.map { "\($0): " } ?? ""
      let causes = status.causes.filter { !status.message.contains($0.message) }
        .map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
      let message = status.message.isEmpty ? "the API server answered \(status.code)" : status.message
      return LocatedError(
        what + ([message] + causes).joined(separator: "; "), object: object, hint: hint(for: status))
    }
  }

  private static func hint(for status: APIStatus) -> String? {
    switch status.code {
    case 409: "someone else changed the object in between; try again"
    case 429: "the API server is busy; try again later"
    case 500...: "this is the API server's own trouble; try again later"
    default: nil
    }
  }

  private static func notServed(_ resource: APIResource) -> LocatedError {
    let project: String? =
      switch resource.group {
      case "external-secrets.io", "generators.external-secrets.io":
        "install the External Secrets Operator's CRDs: https://external-secrets.io/latest/introduction/getting-started/"
      case "kubernetes-client.io":
        "kubernetes-external-secrets' CRD isn't installed; its successor is the External Secrets Operator"
      default: nil
      }
    return LocatedError(
      "the API server doesn't know \(resource.qualifiedName) in version \(resource.version)",
      hint: project ?? "`kubectl api-resources` lists what it knows")
  }
}

extension KubernetesError {
  private static func unreachable(_ error: HTTPError, certificateExpiry: Timestamp?) -> LocatedError {
    let server = error.proxy.map { "\(error.server) (through the proxy \($0))" } ?? error.server
    if let certificateExpiry {
      return LocatedError(
        "the client certificate for \(server) expired at \(certificateExpiry.rfc3339)",
        hint: "get a new one, as for kubectl")
    }
    if error.reason == .refused {
      return LocatedError(
        "the connection to the server \(server) was refused",
        hint: "is the cluster running, and the address right? `kubectl config view --minify` shows it")
    }
    return LocatedError("can't reach the server \(server): \(error.reason)", hint: remedy(for: error.reason))
  }

  private static func remedy(for reason: HTTPError.Reason) -> String? {
    switch reason {
    case .cannotResolve, .unreachable, .connectTimedOut:
      "check the server's address in the kubeconfig, and whether a VPN is needed"
    case .timedOut: "check the network, or allow more time with --request-timeout"
    case .cannotResolveProxy, .proxyRefused: "check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY"
    case .tls(.unknownAuthority), .tls(.certificate), .tls(.unusableAuthority):
      "check certificate-authority(-data) of the cluster in the kubeconfig"
    case .tls(.nameMismatch): "check the server's address, or set tls-server-name to a name in its certificate"
    case .tls(.expired), .tls(.revoked): "the cluster's administrator must renew the server's certificate"
    case .tls(.notYetValid): "set the clock"
    case .tls(.clientCertificateRefused): "get a new client certificate, as for kubectl"
    case .tls(.unusableClientCertificate):
      "client-certificate and client-key must be PEM, the key not encrypted, and they must belong together"
    case .tls(.handshake), .malformedAnswer: "is the address that of an API server?"
    case .reset, .truncated: "try again"
    case .refused, .tooLarge, .invalidRequest, .cancelled, .libraryMissing, .other: nil
    }
  }
}

extension CredentialError {
  /// The error as it is shown.
  public var located: LocatedError {
    switch self {
    case .pluginMissing(let command, let user, let installHint):
      LocatedError(
        "the credential plugin \(command)\(user.map { " of user \"\($0)\"" } ?? "") is not installed",
        hint: installHint?.visible ?? "install it, or check PATH")
    case .pluginNeedsTerminal(let command):
      LocatedError(
        "the credential plugin \(command) needs a terminal, and standard input is none",
        hint: "run it once from a terminal, or use credentials that need no interaction")
    case .pluginFailed(let command, let reason):
      LocatedError(
        "the credential plugin \(command) failed: \(reason)", hint: "try `kubectl version` with the same context")
    case .pluginAnswer(let command, let problem):
      LocatedError(
        "the credential plugin \(command) gave no usable credential: \(problem)",
        hint: "check its version and users[].user.exec.apiVersion")
    case .tokenFile(let path, let reason):
      LocatedError("can't read the token: \(reason)", file: path)
    }
  }
}
