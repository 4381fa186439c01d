// A login by browser with the account of AWS' console, kept in ~/.aws/login/cache by `aws login`.

import Basics
import System

/// The session of a profile with `login_session`.
struct LoginSessionProvider: CredentialProvider {
  let caller: APICaller
  let profile: AWSConfiguration.Profile
  /// Where to renew a session whose file does not say where it was begun.
  let region: String

  var name: String { "session of `aws login` of the profile \(profile.name)" }

  /// With less left than this, the session is renewed: the SDKs' margin.
  private static let margin = Duration.seconds(300)

  /// What the file of a session holds.
  private struct Session {
    let path: String
    let json: JSON
    let credentials: AWSCredentials
    let end: Timestamp
    let clientID: String
    let refreshToken: String
    let key: SecretBytes
  }

  func credentials() async throws(CredentialFailure) -> AWSCredentials {
    let session = try session()
    let now = caller.environment.now()
    if session.end > now.advanced(by: Self.margin) { return session.credentials }
    do throws(CredentialFailure) {
      return try await renew(session)
    } catch {
      if session.end > now { return session.credentials }
      throw error
    }
  }

  func check() throws(CredentialFailure) { _ = try session() }

  // MARK: The file

  private func session() throws(CredentialFailure) -> Session {
    guard let name = profile["login_session"] else { throw .absent("no login_session") }
    let path = caller.configuration.path(ofLoginSession: name)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try caller.environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      guard case .missing = error.reason else { throw .broken(self.name, "\(error)") }
      throw ended("nobody is logged in")
    }
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(bytes, locating: false) } catch { json = nil }
    guard let json, let token = json["accessToken"], let id = token["accessKeyId"]?.string,
      let secret = token["secretAccessKey"]?.string, let sessionToken = token["sessionToken"]?.string,
      let end = token["expiresAt"]?.string.flatMap({ Timestamp(expiration: $0) }),
      let clientID = json["clientId"]?.string, let refreshToken = json["refreshToken"]?.string,
      let key = json["dpopKey"]?.string
    else { throw ended("\(path) holds no session") }
    let credentials = credentials(id: id, secret: secret, token: sessionToken, end: end)
    return Session(
      path: path, json: json, credentials: credentials, end: end, clientID: clientID, refreshToken: refreshToken,
      key: SecretBytes(utf8: key))
  }

  private func credentials(id: String, secret: String, token: String, end: Timestamp) -> AWSCredentials {
    AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret), sessionToken: SecretBytes(utf8: token),
      expiration: end, source: "session of `aws login`")
  }

  // MARK: Renewal

  /// The session's next credentials, kept where AWS' own tools look for them.
  private func renew(_ session: Session) async throws(CredentialFailure) -> AWSCredentials {
    guard let replace = caller.environment.replaceTokenFile else { throw ended("the session has ended") }
    guard let key = PossessionKey(pem: session.key) else {
      throw ended("\(session.path): its dpopKey is no private key of the curve P-256")
    }
    // Sessions are renewed where they were begun.
    let ownRegion = session.json["signInRegion"]?.string
    let region = ownRegion ?? caller.configuration.defaultRegion ?? region
    let path = "/v1/token"
    let url: String
    do throws(AWSError) {
      try RegionName.check(region, from: ownRegion == nil ? nil : "signInRegion (\(session.path))")
      url = try Endpoint(.signIn, region: region, configuration: caller.configuration).url + path
    } catch {
      throw .failed(error)
    }
    guard let proof = key.proof(method: "POST", url: url, at: caller.environment.now()) else {
      throw ended("libcrypto can't sign with its dpopKey")
    }
    let question: JSON = [
      "clientId": .string(session.clientID), "grantType": "refresh_token",
      "refreshToken": .string(session.refreshToken),
    ]
    let call = AWSCall(.signIn, "CreateOAuth2Token", .document(path: path, question, proof: ("DPoP", proof)))
    let answer: JSON?
    do throws(AWSError) {
      answer = try await caller.answer(call, region: region, identity: nil).json
    } catch {
      switch error.reason {
      case .transport, .throttled, .serverFailure, .malformedAnswer: throw .failed(error)
      default:
        let reason = error.message.isEmpty ? error.code : error.message
        throw ended("the session has ended, and AWS does not renew it: \(reason)")
      }
    }
    guard let answer, let seconds = answer["expiresIn"]?.int, let token = answer["accessToken"],
      let id = token["accessKeyId"]?.string,
      let secret = token["secretAccessKey"]?.string, let sessionToken = token["sessionToken"]?.string,
      let refreshToken = answer["refreshToken"]?.string
    else { throw .broken(name, "AWS' answer holds no credentials") }
    let end = caller.environment.now().advanced(by: .seconds(seconds))
    var kept = session.json["accessToken"]?.object ?? [:]
    kept["accessKeyId"] = .string(id)
    kept["secretAccessKey"] = .string(secret)
    kept["sessionToken"] = .string(sessionToken)
    kept["expiresAt"] = .string(end.rfc3339)
    var members = session.json.object ?? [:]
    members["accessToken"] = .object(kept)
    members["refreshToken"] = .string(refreshToken)
    // Not kept, the next renewal by AWS' tools fails; this run's credentials work all the same.
    _ = replace(session.path, SecretBytes(JSON.object(members).bytes()))
    return credentials(id: id, secret: secret, token: sessionToken, end: end)
  }

  private func ended(_ reason: String) -> CredentialFailure {
    let flag = profile.name == "default" ? "" : " --profile \(profile.name)"
    return .broken(name, reason, hint: "run `aws login\(flag)`")
  }
}
