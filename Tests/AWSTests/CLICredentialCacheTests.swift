import Basics
import Synchronization
import System
import Testing

@testable import AWS

@Suite("Credentials that the AWS CLI has kept")
struct CLICredentialCacheTests {
  private let world = TestWorld()
  private static let arn = "arn:aws:iam::123456789012:role/mfa"
  private static let device = "arn:aws:iam::123456789012:mfa/me"
  /// The file that `aws` wrote for this role.
  private static let file = "/home/me/.aws/cli/cache/b0bc0a36d7ff8e5a433682da7ee61dbc62f8ca23.json"
  private static let config = """
    [default]
    role_arn = \(arn)
    mfa_serial = \(device)
    source_profile = base
    [profile base]
    credential_process = /bin/false
    """
  private static let keys = "[base]\naws_access_key_id = BASE\naws_secret_access_key = s"

  private static func file(_ end: String, id: String = "KEPT") -> String {
    """
    {"Credentials": {"AccessKeyId": "\(id)", "SecretAccessKey": "hidden", "SessionToken": "hidden", \
    "Expiration": "\(end)", "AccountId": "123456789012"}}
    """
  }

  private func cache(_ environment: AWSEnvironment) throws -> CredentialCache {
    let caller = try APICaller(environment, AWSConfiguration(environment))
    return CredentialCache(caller.defaultChain(region: "eu-west-1"), now: environment.now)
  }

  @Test("keys are those that the CLI gave its files")
  func keys() {
    func role(_ name: String, _ change: (inout RoleAssumption) -> Void = { _ in }) -> String {
      var role = RoleAssumption(roleARN: "arn:aws:iam::123456789012:role/" + name)
      change(&role)
      return CLICredentialCache.key(of: role)
    }
    #expect(role("plain") == "75223f58fd24f68279da2bfd1bd9e84c0b0bf9b2")
    #expect(
      role("full") { ($0.externalID, $0.duration, $0.sessionName) = ("ext-ü", 3600, "me") }
        == "df54b9df66464ebb1519dd4194367fb26a7974c9")
    #expect(role("mfa") { $0.mfaSerialNumber = Self.device } == "b0bc0a36d7ff8e5a433682da7ee61dbc62f8ca23")
    #expect(role("web") { $0.sessionName = "wname" } == "602f561481a1933566f7fba3c401c139c6eb4242")
    #expect(role("😀\u{1}\u{7f}\"\\\t") == "77a1da0de8bc4f05c7d775313bbfb2ff7da6168b")
    #expect(
      CLICredentialCache.key(ofRole: "Admin", account: "012345678901", session: "corp", startURL: "https://corp")
        == "712e5f85abf0d8d030d040a3fa09910dcec06edb")
    #expect(
      CLICredentialCache.key(ofRole: "Admin", account: "012345678901", session: nil, startURL: "https://old/start")
        == "761ef3a21b023476b07b72cf0a7f632ddeb86fb8")
  }

  @Test("serve without a code, without the source's program and without a call, and say where they came from")
  func hit() async throws {
    let played = PlayedAWS()
    let files = [Self.file: Self.file("2099-01-01T00:00:00+00:00")]
    let environment = world.environment(config: Self.config, files: files, transport: played)
    let credentials = try await cache(environment).credentials()
    #expect(credentials.accessKeyID == "KEPT" && played.calls.isEmpty)
    #expect(credentials.source == "the role \(Self.arn), from the AWS CLI's cache")
    #expect(credentials.expiration == Timestamp(rfc3339: "2099-01-01T00:00:00Z"))
  }

  @Test(
    "don't serve with less than a quarter of an hour left, nor where the file makes no sense",
    arguments: [
      (file("2030-01-01T00:15:00Z"), true), (file("2030-01-01T00:14:59Z"), false),
      (file("2020-01-01T00:00:00Z"), false),
      (file("soon"), false), ("", false), ("{", false), ("{}", false), ("[1]", false), ("<unreadable>", false),
    ])
  func stale(content: String, isHit: Bool) async throws {
    let played = PlayedAWS()
    var environment = world.environment(
      config: Self.config, credentials: Self.keys, files: [Self.file: content], transport: played)
    environment.askForMFACode = { _ in "123456" }
    // Not the machine's clock: cases may wait long for their turn.
    environment.now = { Timestamp(rfc3339: "2030-01-01T00:00:00Z") ?? Timestamp(seconds: 0) }
    let credentials = try await cache(environment).credentials()
    #expect(credentials.accessKeyID == (isHit ? "KEPT" : "ROLE-mfa") && played.calls.count == (isHit ? 0 : 1))
  }

  @Test("are not given again when AWS calls them expired, unless others have been kept meanwhile")
  func refused() async throws {
    let played = PlayedAWS()
    let lasting = "2099-01-01T00:00:00Z"
    var environment = world.environment(
      config: Self.config, credentials: Self.keys, files: [Self.file: Self.file(lasting)], transport: played)
    environment.askForMFACode = { _ in "123456" }
    let cache = try cache(environment)
    let kept = try await cache.credentials()
    #expect(kept.accessKeyID == "KEPT")
    #expect(try await cache.credentials(insteadOf: kept).accessKeyID == "ROLE-mfa")
    #expect(try await cache.credentials(insteadOf: kept).accessKeyID == "ROLE-mfa" && played.calls.count == 1)
    environment.files = ChangingFile(
      path: Self.file, Self.file(lasting), then: Self.file(lasting, id: "OTHER"), others: environment.files)
    let changing = try self.cache(environment)
    let first = try await changing.credentials()
    #expect(try await changing.credentials(insteadOf: first).accessKeyID == "OTHER" && played.calls.count == 1)
  }

  @Test("don't hide that the role's source makes no sense")
  func source() async throws {
    let files = [Self.file: Self.file("2099-01-01T00:00:00Z")]
    for (source, message) in [
      ("", "the profile base that source_profile"),
      ("[profile base]\naws_access_key_id = k", "aws_access_key_id stands without"),
      ("[profile base]", "no AWS credentials found"),
    ] {
      let config = "[default]\nrole_arn = \(Self.arn)\nmfa_serial = \(Self.device)\nsource_profile = base\n\(source)"
      let error = await #expect(throws: AWSError.self) {
        try await cache(world.environment(config: config, files: files)).credentials()
      }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test("are no store's: its roles are assumed")
  func stores() async throws {
    let played = PlayedAWS()
    let environment = world.environment(
      ["AWS_ACCESS_KEY_ID": "OWN", "AWS_SECRET_ACCESS_KEY": "s"],
      files: [Self.file: Self.file("2099-01-01T00:00:00Z")], transport: played)
    let session = try AWSSession(environment, region: "eu-west-1")
    let role = RoleAssumption(roleARN: Self.arn, mfaSerialNumber: Self.device)
    await #expect(throws: AWSError.self) { try await session.credentialSource(of: .role(role, from: .own)) }
    let plain = "/home/me/.aws/cli/cache/75223f58fd24f68279da2bfd1bd9e84c0b0bf9b2.json"
    var other = environment
    other.files = MemoryFiles(files: [plain: Self.file("2099-01-01T00:00:00Z")])
    let assumed = RoleAssumption(roleARN: "arn:aws:iam::123456789012:role/plain")
    let source = try await AWSSession(other, region: "eu-west-1").credentialSource(of: .role(assumed, from: .own))
    #expect(source == "the role \(assumed.roleARN)" && played.calls.map(\.signer) == ["OWN"])
  }

  /// A file that is another one when it is read again.
  private final class ChangingFile: FileReader {
    private let path: String
    private let contents: Mutex<[String]>
    private let others: any FileReader

    init(path: String, _ first: String, then second: String, others: any FileReader) {
      self.path = path
      self.others = others
      contents = Mutex([first, second])
    }

    func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
      guard path == self.path else { return try others.contents(of: path, limit: limit) }
      return contents.withLock { contents in
        Array((contents.count > 1 ? contents.removeFirst() : contents[0]).utf8)
      }
    }
  }
}
