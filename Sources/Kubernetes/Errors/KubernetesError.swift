// Everything that can go wrong between here and the API server, as cases that carry data; the words are in
// `KubernetesError.wording.swift`.

public import Basics
public import HTTP

/// Why a request to the API server gave no answer.
public enum KubernetesError: Error, Sendable, Hashable {
  /// It isn't clear which server to talk to, or as whom.
  case configuration(KubeconfigError)
  /// The credentials couldn't be had.
  case credentials(CredentialError)
  /// The server couldn't be reached; the moment its client certificate expired, if that is why.
  case connection(HTTPError, certificateExpiry: Timestamp? = nil)
  /// The server answered, and refused.
  case refused(APIStatus, ResourceAttributes?)
  /// The server doesn't know this kind of object, or not in this version.
  case notServed(APIResource)
  /// A name that no object can have, and that would lead to another address.
  case invalidName(String, kind: String, problem: String)
  /// The server's answer makes no sense: it isn't JSON, or not what was asked for.
  case unreadable(request: String, problem: String)
  /// The request was cancelled.
  case cancelled

  /// Whether the server may be there, or well again, a moment later.
  public var isTransient: Bool {
    switch self {
    case .connection(let error, _): error.isTransient
    case .refused(let status, _): status.code == 429 || status.code >= 500
    case .configuration, .credentials, .notServed, .invalidName, .unreadable, .cancelled: false
    }
  }

  /// The HTTP status the server answered with, if it answered.
  public var statusCode: Int? {
    if case .refused(let status, _) = self { status.code } else { nil }
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
