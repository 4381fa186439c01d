// Why AWS gave no answer: told apart by AWS' own codes, worded in one place.

public import Basics
public import HTTP

/// Why a request to AWS came to nothing; it holds no value and no credential.
public struct AWSError: Error, Sendable, Hashable {
  /// The causes that callers tell apart.
  public enum Reason: Sendable, Hashable {
    /// What was asked for does not exist.
    case notFound
    /// The identity may not do that.
    case accessDenied(AccessDenial)
    /// The credentials have expired.
    case expiredCredentials
    /// AWS does not know the credentials, or the signature made with them is wrong.
    case invalidCredentials
    /// The secret is scheduled for deletion: it can be restored, and can't be read.
    case markedForDeletion(name: String)
    /// AWS refuses the request as it is: a bad name, an unknown version.
    case invalidRequest
    /// AWS asked to slow down, again and again.
    case throttled
    /// AWS failed, with this status.
    case serverFailure(status: Int)
    /// The answer is not one of AWS'.
    case malformedAnswer
    /// There was no answer.
    case transport(HTTPError)
    /// No credentials were found: where they were looked for, and why they weren't there.
    case noCredentials([CredentialAttempt])
    /// The source of credentials that the configuration names gives none.
    case credentialsFailed(source: String)
    /// The configuration makes no sense.
    case configuration(LocatedError)
    /// No region is configured.
    case noRegion
  }

  /// The cause.
  public var reason: Reason
  /// The operation in IAM's spelling, `secretsmanager:GetSecretValue`; empty where none was called.
  public var operation: String
  /// The region asked; empty where none was.
  public var region: String
  /// AWS' code, such as `ResourceNotFoundException`; empty where AWS gave none.
  public var code: String
  /// AWS' message, or what is known besides the reason; may be empty.
  public var message: String
  /// How many attempts were made.
  public var attempts: Int
  /// Where the credentials that the request was signed with came from; nil for a request without any.
  public var credentialSource: String?
  /// What to do; nil takes what the reason suggests.
  private let ownHint: String?

  /// An error.
  public init(
    _ reason: Reason, operation: String = "", region: String = "", code: String = "", message: String = "",
    attempts: Int = 1, hint: String? = nil
  ) {
    self.reason = reason
    self.operation = operation
    self.region = region
    self.code = code
    self.message = message
    self.attempts = attempts
    self.ownHint = hint
  }
}

/// A place where credentials were looked for.
public struct CredentialAttempt: Sendable, Hashable {
  /// The place.
  public var source: String
  /// Why they were not found there.
  public var reason: String

  /// An attempt.
  public init(source: String, reason: String) {
    self.source = source
    self.reason = reason
  }
}

extension AWSError: CustomStringConvertible {
  /// The cause in one sentence, without a final period.
  public var description: String {
    let place = operation.isEmpty ? "" : " to \(operation)" + (region.isEmpty ? "" : " in \(region)")
    let said = message.isEmpty ? "" : ": \(message)"
    let coded = code.isEmpty ? said : " (\(code))\(said)"
    let tries = attempts > 1 ? " (\(attempts) attempts)" : ""
    let origin = credentialSource.map { " from \($0)" } ?? ""
    switch reason {
    case .notFound: return "AWS has no such secret or parameter" + coded
    case .accessDenied(let denial): return denial.description
    case .expiredCredentials: return "the AWS credentials\(origin) have expired\(coded)"
    case .invalidCredentials: return "AWS does not accept the credentials\(origin)\(coded)"
    case .markedForDeletion(let name):
      return "the secret \(name) is scheduled for deletion: AWS does not give its value"
    case .invalidRequest: return "AWS refuses the request\(place)\(coded)"
    case .throttled: return "AWS throttles the requests\(place)\(coded)\(tries)"
    case .serverFailure(let status):
      return "AWS failed to answer the request\(place) with status \(status)\(coded)\(tries)"
    case .malformedAnswer: return "the answer to \(operation) is not one of AWS'\(said)\(tries)"
    case .transport(let error): return "no answer from AWS\(place): \(error)\(tries)"
    case .noCredentials: return "no AWS credentials found"
    case .credentialsFailed(let source): return "no AWS credentials from \(source)\(said)"
    case .configuration(let error): return error.description
    case .noRegion: return "no AWS region is configured"
    }
  }

  /// What to do about it, if there is anything.
  public var hint: String? {
    if let ownHint { return ownHint }
    switch reason {
    case .accessDenied(let denial):
      return denial.statement.map { "this IAM statement would allow it: \($0.text())" }
    case .expiredCredentials: return "log in again, or get new credentials"
    case .invalidCredentials:
      // The key is known, and its secret is another one.
      if code.contains("Signature") { return "check the secret access key" }
      return "check the access key, and that the region \(region) is one of its partition and enabled in its account"
    case .markedForDeletion(let name): return "to keep it: `aws secretsmanager restore-secret --secret-id \(name)`"
    case .throttled: return "try again later, or set AWS_MAX_ATTEMPTS higher"
    case .noCredentials(let attempts):
      let tried = attempts.map { "\n  \($0.source): \($0.reason)" }.joined()
      return "log in with `aws login` or `aws sso login`, or set AWS_PROFILE; tried in this order:\(tried)"
    case .configuration(let error): return error.hint
    case .noRegion: return "set AWS_REGION, or the profile's region, or the store's"
    case .transport(let error):
      if case .cannotResolve = error.reason { return "is the region \(region) spelled right, and is there a network?" }
      if case .tls(.unknownAuthority) = error.reason { return "set AWS_CA_BUNDLE where a proxy has its own authority" }
      return nil
    default: return nil
    }
  }

  /// Whether the run was interrupted, which is no failure of AWS'.
  public var isCancellation: Bool {
    if case .transport(let error) = reason { error.reason == .cancelled } else { false }
  }
}
