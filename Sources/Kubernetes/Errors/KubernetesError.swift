// Everything that can go wrong between here and the API server, as cases that carry data; the words are in
// `KubernetesError.wording.swift`.

public import Basics

/// Why a request to the API server gave no answer.
public enum KubernetesError: Error, Sendable, Hashable {
  /// It isn't clear which server to talk to, or as whom.
  case configuration(KubeconfigError)
  /// The credentials couldn't be had.
  case credentials(CredentialError)
  /// The server couldn't be reached.
  case connection(ConnectionFailure)
  /// The server answered, and refused.
  case refused(APIStatus, ResourceAttributes?)
  /// The server doesn't know this kind of object, or not in this version.
  case notServed(APIResource)
  /// The server's answer makes no sense: it isn't JSON, or not what was asked for.
  case unreadable(request: String, problem: String)
  /// The request was cancelled.
  case cancelled

  /// The HTTP status the server answered with, if it answered.
  public var statusCode: Int? {
    if case .refused(let status, _) = self { status.code } else { nil }
  }
}

/// Why the server couldn't be reached.
public struct ConnectionFailure: Sendable, Hashable {
  /// The kinds of failure that need different remedies.
  public enum Reason: Sendable, Hashable {
    /// Nothing listens at that address.
    case refused
    /// The host's name is not known.
    case unknownHost
    /// No answer in time.
    case timedOut(Duration?)
    /// The server's certificate isn't trusted, or is for another name.
    case untrustedCertificate
    /// The server wants a client certificate, or doesn't accept the one it got.
    case clientCertificateRejected
    /// The client certificate or its key can't be used.
    case clientCertificateUnusable
    /// Any other trouble while setting up TLS.
    case tls
    /// The proxy couldn't be reached, or refused.
    case proxy
    /// The connection broke off.
    case broken
  }

  /// What kind of failure it is.
  public var reason: Reason
  /// The server, as `host:port`, or the proxy where that is the one that failed.
  public var server: String
  /// What the transport says, in its words.
  public var detail: String
  /// The moment the client certificate expired, if it did.
  public var certificateExpiry: Timestamp?

  /// A failure to reach a server.
  public init(_ reason: Reason, server: String, detail: String = "", certificateExpiry: Timestamp? = nil) {
    self.reason = reason
    self.server = server
    self.detail = detail
    self.certificateExpiry = certificateExpiry
  }

  /// Whether trying again may help: the server may be restarting.
  public var isTransient: Bool {
    switch reason {
    case .refused, .timedOut, .broken: true
    default: false
    }
  }
}

/// Why credentials couldn't be had.
public enum CredentialError: Error, Sendable, Hashable {
  /// The exec plugin is not installed.
  case pluginMissing(command: String, user: String?, installHint: String?)
  /// The exec plugin needs a terminal, and there is none.
  case pluginNeedsTerminal(command: String)
  /// The exec plugin couldn't be run, or failed.
  case pluginFailed(command: String, reason: String)
  /// What the exec plugin printed is no credential.
  case pluginAnswer(command: String, problem: String)
  /// The token's file can't be read.
  case tokenFile(path: String, reason: String)
}
