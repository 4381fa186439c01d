// The words for every failure: what, where, why, what to do.

public import Basics

extension KubernetesError {
  /// The error as it is shown.
  public var located: LocatedError {
    switch self {
    case .configuration(let error): error.located
    case .credentials(let error): error.located
    case .connection(let failure): failure.located
    case .refused(let status, let attributes): Self.refusal(status, attributes)
    case .notServed(let resource): Self.notServed(resource)
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
      let user = status.user
      guard let attributes else { return LocatedError(status.message) }
      return LocatedError(
        "\(user.map { "user \"\($0)\"" } ?? "the user") may not \(attributes): \(status.message)",
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

extension ConnectionFailure {
  /// The failure as it is shown.
  public var located: LocatedError {
    let because = detail.isEmpty ? "" : " (\(detail))"
    if let certificateExpiry {
      return LocatedError(
        "the client certificate expired at \(certificateExpiry.rfc3339)\(because)", hint: "get a new one, as for kubectl")
    }
    switch reason {
    case .refused:
      return LocatedError(
        "the connection to the server \(server) was refused\(because)",
        hint: "is the cluster running, and the address right? `kubectl config view --minify` shows it")
    case .unknownHost:
      return LocatedError(
        "the host of the server \(server) is not known\(because)",
        hint: "check the server's address in the kubeconfig, and whether a VPN is needed")
    case .timedOut(let limit):
      let after = limit.map { " within \($0.components.seconds)s" } ?? ""
      return LocatedError(
        "the server \(server) didn't answer\(after)\(because)",
        hint: "check network and VPN, or allow more time with --request-timeout")
    case .untrustedCertificate:
      return LocatedError(
        "the certificate of the server \(server) is not trusted\(because)",
        hint: "set certificate-authority(-data), or tls-server-name if the certificate is for another name")
    case .clientCertificateRejected:
      return LocatedError(
        "the server \(server) doesn't accept the client certificate\(because)", hint: "get a new one, as for kubectl")
    case .clientCertificateUnusable:
      return LocatedError(
        "the client certificate or its key can't be used\(because)",
        hint: "both must be PEM, the key must not be encrypted, and they must belong together")
    case .tls:
      return LocatedError(
        "no TLS connection to the server \(server)\(because)", hint: "is it an HTTPS address? TLS 1.2 or later is needed")
    case .proxy:
      return LocatedError(
        "the proxy \(server) can't be used\(because)", hint: "check proxy-url, HTTPS_PROXY and NO_PROXY")
    case .broken:
      return LocatedError("the connection to the server \(server) broke off\(because)", hint: "try again")
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
        hint: installHint ?? "install it, or check PATH")
    case .pluginNeedsTerminal(let command):
      LocatedError(
        "the credential plugin \(command) needs a terminal, and standard input is none",
        hint: "run it once from a terminal, or use credentials that need no interaction")
    case .pluginFailed(let command, let reason):
      LocatedError("the credential plugin \(command) failed: \(reason)", hint: "try `kubectl version` with the same context")
    case .pluginAnswer(let command, let problem):
      LocatedError(
        "the credential plugin \(command) gave no usable credential: \(problem)",
        hint: "check its version and users[].user.exec.apiVersion")
    case .tokenFile(let path, let reason):
      LocatedError("can't read the token: \(reason)", file: path)
    }
  }
}
