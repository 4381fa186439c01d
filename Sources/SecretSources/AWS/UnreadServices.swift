// AWS' services that stores may name and that are not read here.

internal import Basics
internal import ExternalSecrets
internal import Reconciliation

/// Certificate Manager, which the controller reads and this program doesn't; what neither can fails here as there.
struct CertificateManagerSource: SecretSource {
  var description: String { "AWS Certificate Manager" }

  /// The ARN of a certificate is all it can be asked for.
  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes {
    guard !reference.key.isEmpty else {
      throw .failed(cause: "the key of a certificate can't be empty", hint: "set key to the certificate's ARN")
    }
    throw .notReadable(provider: "aws", reason: "Certificate Manager is not read from here")
  }

  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] {
    throw unsupported("extract")
  }

  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] { throw unsupported("find") }

  private func unsupported(_ operation: String) -> SecretSourceError {
    .failed(
      cause: "operation not supported by AWS Certificate Manager provider: \(operation)",
      hint: "name each certificate under data")
  }
}

/// A service that is newer than this program, or none.
struct UnknownServiceSource: SecretSource {
  var description: String { "AWS" }

  private var error: SecretSourceError {
    .notReadable(provider: "aws", reason: "spec.provider.aws.service names no service of AWS' known here")
  }

  func secret(_ reference: RemoteReference) async throws(SecretSourceError) -> SecretBytes { throw error }
  func secretMap(_ reference: RemoteReference) async throws(SecretSourceError) -> [DataKey: SecretBytes] { throw error }
  func find(_ query: FindQuery) async throws(SecretSourceError) -> [FoundSecret] { throw error }
}
