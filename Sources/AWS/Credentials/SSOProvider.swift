// IAM Identity Center (formerly SSO): a login by browser, kept in ~/.aws/sso/cache by `aws sso login`.

import Basics
import System

/// The role of a profile with `sso_account_id` and `sso_role_name`.
struct SSOProvider: CredentialProvider {
  let caller: APICaller
  let profile: AWSConfiguration.Profile
  /// Where `aws` keeps the role's credentials; nil for the source of another profile's role, which it doesn't keep.
  let cache: CLICredentialCache?

  var name: String { "Identity Center login of the profile \(profile.name)" }

  /// The settings of the login, from the profile itself or from its `sso-session`.
  private struct Login {
    let startURL: String
    let region: String
    let account: String
    let role: String
    /// The session's name; nil in the older form, which can't be refreshed.
    let session: String?

    /// Where `aws sso login` keeps the token: the SHA-1 of the session's name or of the URL.
    var fileName: String { Digest.sha1.hash((session ?? startURL).utf8).hexadecimal + ".json" }
  }

  func check() throws(CredentialFailure) { _ = try login() }

  func credentials() async throws(CredentialFailure) -> AWSCredentials { try await credentials(insteadOf: nil) }

  func credentials(insteadOf refused: AWSCredentials?) async throws(CredentialFailure) -> AWSCredentials {
    let login = try login()
    let source = "Identity Center role \(login.role)"
    let key = CLICredentialCache.key(
      ofRole: login.role, account: login.account, session: login.session, startURL: login.startURL)
    if let kept = cache?.credentials(under: key, source: source, insteadOf: refused) { return kept }
    let token = try await token(login)
    let query = "role_name=\(SigV4.percentEncoded(login.role))&account_id=\(SigV4.percentEncoded(login.account))"
    let call = AWSCall(
      .sso, "GetRoleCredentials",
      .resource(target: "/federation/credentials?\(query)", token: ("x-amz-sso_bearer_token", token)),
      resource: "role \(login.role) of account \(login.account)")
    let answer: AWSAnswer
    do throws(AWSError) {
      answer = try await caller.answer(call, region: login.region, identity: nil)
    } catch {
      guard error.code == "UnauthorizedException" else { throw .failed(error) }
      throw expired("Identity Center does not accept the login any more")
    }
    guard let json = answer.json?["roleCredentials"], let id = json["accessKeyId"]?.string,
      let secret = json["secretAccessKey"]?.string, let sessionToken = json["sessionToken"]?.string
    else { throw .broken(name, "the answer holds no credentials") }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret), sessionToken: SecretBytes(utf8: sessionToken),
      // Milliseconds since 1970.
      expiration: json["expiration"]?.int.map { Timestamp(seconds: Int64($0 / 1000)) },
      source: source)
  }

  private func login() throws(CredentialFailure) -> Login {
    guard profile["sso_account_id"] != nil || profile["sso_role_name"] != nil else {
      throw .absent("no sso_account_id and no sso_role_name")
    }
    let session = try session()
    // Where a session is named, the login is the session's alone; whose role it is may stand in either.
    func login(_ setting: String) -> String? { session == nil ? profile[setting] : session?[setting] }
    func role(_ setting: String) -> String? { profile[setting] ?? session?[setting] }
    let settings = [
      "sso_start_url": login("sso_start_url"), "sso_region": login("sso_region"),
      "sso_account_id": role("sso_account_id"), "sso_role_name": role("sso_role_name"),
    ]
    let missing = settings.filter { $0.value == nil }.keys.sorted()
    guard missing.isEmpty, let url = settings["sso_start_url"] ?? nil, let region = settings["sso_region"] ?? nil,
      let account = settings["sso_account_id"] ?? nil, let role = settings["sso_role_name"] ?? nil
    else { throw .broken(name, "it lacks \(missing.listed("and"))") }
    let place = session == nil ? profile.place(of: "sso_region") : session?.place(of: "sso_region")
    do throws(AWSError) {
      try RegionName.check(region, from: "sso_region (\(place ?? profile.name))")
    } catch {
      throw .failed(error)
    }
    return Login(startURL: url, region: region, account: account, role: role, session: profile["sso_session"])
  }

  /// The section that `sso_session` names; nil without one.
  private func session() throws(CredentialFailure) -> AWSConfiguration.Settings? {
    guard let session = profile["sso_session"] else { return nil }
    guard let section = caller.configuration.ssoSession(session) else {
      let place = profile.place(of: "sso_session") ?? profile.name
      throw .broken(name, "\(place): there is no section [sso-session \(session)]")
    }
    // As the AWS CLI does: whoever wrote two different ones meant one of them.
    for (setting, other) in section.values.sorted(by: { $0.key < $1.key }) {
      guard let own = profile[setting], own != other.value else { continue }
      let place = profile.place(of: setting) ?? profile.name
      throw .broken(name, "\(place): \(setting) is another one in [sso-session \(session)]")
    }
    return section
  }

  // MARK: The token

  /// The login's token, refreshed if it has expired and can be.
  private func token(_ login: Login) async throws(CredentialFailure) -> SecretBytes {
    let path = caller.configuration.path(inAWSDirectory: "sso/cache/\(login.fileName)")
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try caller.environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      guard case .missing = error.reason else { throw .broken(name, "\(error)") }
      throw expired("nobody is logged in")
    }
    let cached: JSON?
    do throws(JSONSyntaxError) { cached = try JSON.parse(bytes, locating: false) } catch { cached = nil }
    guard let cached, let token = cached["accessToken"]?.string,
      let end = cached["expiresAt"]?.string.flatMap(Timestamp.init(expiration:))
    else { throw expired("\(path) holds no login") }
    if end > caller.environment.now() { return SecretBytes(utf8: token) }
    guard let refreshed = try await refresh(cached, login, path: path) else { throw expired("the login has expired") }
    return refreshed
  }

  /// A new token for the refresh token, kept in AWS' cache; nil where that can't be done.
  private func refresh(_ cached: JSON, _ login: Login, path: String) async throws(CredentialFailure) -> SecretBytes? {
    let now = caller.environment.now()
    guard login.session != nil, let replace = caller.environment.replaceTokenFile,
      let refreshToken = cached["refreshToken"]?.string, let id = cached["clientId"]?.string,
      let secret = cached["clientSecret"]?.string,
      let end = cached["registrationExpiresAt"]?.string.flatMap(Timestamp.init(expiration:)), end > now
    else { return nil }
    let question: JSON = [
      "grantType": "refresh_token", "clientId": .string(id), "clientSecret": .string(secret),
      "refreshToken": .string(refreshToken),
    ]
    let answer: JSON?
    do throws(AWSError) {
      let call = AWSCall(.ssoOIDC, "CreateToken", .document(path: "/token", question))
      answer = try await caller.answer(call, region: login.region, identity: nil).json
    } catch {
      if case .transport = error.reason { throw .failed(error) }
      return nil
    }
    guard let answer, let token = answer["accessToken"]?.string, let seconds = answer["expiresIn"]?.int else {
      return nil
    }
    var members = cached.object ?? [:]
    members["accessToken"] = .string(token)
    members["expiresAt"] = .string(now.advanced(by: .seconds(seconds)).rfc3339)
    if let next = answer["refreshToken"]?.string { members["refreshToken"] = .string(next) }
    // Not kept, the next refresh of AWS' tools fails; this run's token works all the same.
    _ = replace(path, SecretBytes(JSON.object(members).bytes()))
    return SecretBytes(utf8: token)
  }

  private func expired(_ reason: String) -> CredentialFailure {
    let flag = profile.name == "default" ? "" : " --profile \(profile.name)"
    return .broken(name, reason, hint: "run `aws sso login\(flag)`")
  }
}
