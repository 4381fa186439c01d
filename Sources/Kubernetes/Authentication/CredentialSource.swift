// Where the credentials of each request come from: fixed ones, a file that changes, a plugin that is run.

import Basics
import System

/// What one request is sent with to prove whose it is.
struct Credential: Sendable {
  /// The value of the `Authorization` header.
  var authorization: SecretBytes?
  /// The client certificate.
  var certificate: ClientCertificate?
  /// The moment from which it is no longer to be used.
  var expiry: Timestamp?
  /// Counts the credentials of a source, to tell which one was refused.
  var generation = 0

  /// A bearer token, with the certificate if there is one.
  init(token: SecretBytes?, certificate: ClientCertificate? = nil, expiry: Timestamp? = nil) {
    authorization = token.map { SecretBytes(Array("Bearer ".utf8) + $0.reveal()) }
    self.certificate = certificate
    self.expiry = expiry
  }

  /// A name and a password.
  init(username: String, password: SecretBytes, certificate: ClientCertificate?) {
    let pair = Base64.standard.encode(Array("\(username):".utf8) + password.reveal())
    authorization = SecretBytes(utf8: "Basic \(pair)")
    self.certificate = certificate
  }
}

/// Gives credentials, and gets new ones when they expire or are refused.
actor CredentialSource {
  private let configuration: ClusterConfiguration
  private let environment: ClientEnvironment
  private var cached: Credential?
  private var renewal: Task<Result<Credential, CredentialError>, Never>?
  private var generation = 0

  /// How long a token file's content is used before it is read again, as in client-go.
  private static let tokenFileLifetime = Duration.seconds(60)

  init(_ configuration: ClusterConfiguration, environment: ClientEnvironment) {
    self.configuration = configuration
    self.environment = environment
  }

  /// The credentials to use now; those who ask at the same time share one run of a plugin.
  func current() async throws(CredentialError) -> Credential {
    if let cached, cached.expiry.map({ environment.now() < $0 }) ?? true { return cached }
    let task = renewal ?? Task { await obtain() }
    renewal = task
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    if renewal == task {
      renewal = nil
      generation += 1
      cached = try? result.get()
      cached?.generation = generation
    }
    var credential = try result.get()
    credential.generation = generation
    return credential
  }

  /// Takes note that the server refused a credential.
  ///
  /// - Returns: Whether another one can be had, so that trying again makes sense.
  func refuse(_ credential: Credential) -> Bool {
    switch configuration.authentication {
    case .exec, .tokenFile:
      if cached?.generation == credential.generation { cached = nil }
      return true
    case .none, .token, .basic:
      return false
    }
  }

  private func obtain() async -> Result<Credential, CredentialError> {
    do throws(CredentialError) { return .success(try await credential()) } catch { return .failure(error) }
  }

  private func credential() async throws(CredentialError) -> Credential {
    let certificate = configuration.clientCertificate
    switch configuration.authentication {
    case .none:
      return Credential(token: nil, certificate: certificate)
    case .token(let token):
      return Credential(token: token, certificate: certificate)
    case .basic(let username, let password):
      return Credential(username: username, password: password, certificate: certificate)
    case .tokenFile(let path, let fallback):
      let expiry = environment.now().advanced(by: Self.tokenFileLifetime)
      return Credential(token: try token(in: path, else: fallback), certificate: certificate, expiry: expiry)
    case .exec(let plugin):
      let answer = try await plugin.run(cluster: configuration, environment: environment)
      return Credential(token: answer.token, certificate: answer.certificate, expiry: answer.expiry)
    }
  }

  private func token(in path: String, else fallback: SecretBytes?) throws(CredentialError) -> SecretBytes {
    do throws(FileError) {
      let text = String(decoding: try environment.files.contents(of: path, limit: 1 << 20), as: UTF8.self)
      let token = text.split(whereSeparator: \.isWhitespace).joined()
      if !token.isEmpty { return SecretBytes(utf8: token) }
    } catch {
      guard let fallback else { throw .tokenFile(path: path, reason: error.reasonText) }
      return fallback
    }
    guard let fallback else { throw .tokenFile(path: path, reason: "the file is empty") }
    return fallback
  }
}
