// What `aws` keeps of the roles it assumed, so that who gave it an MFA code is not asked for another here.

import Basics
import System

/// The credentials in ~/.aws/cli/cache.
///
/// They are read and never written: what is kept is for `aws` to say.
struct CLICredentialCache {
  let environment: AWSEnvironment
  let configuration: AWSConfiguration

  /// With less left than this they are no longer used, as in the CLI.
  private static let leastTimeLeft = Duration.seconds(900)

  /// The credentials kept under a key, if there are any that last.
  ///
  /// - Parameters:
  ///   - key: The name of the file.
  ///   - source: What they are, for people.
  ///   - refused: Credentials that AWS called expired: a session may be ended before its time.
  /// - Returns: nil where there are none, or what is there makes no sense: `aws` then writes another.
  func credentials(under key: String, source: String, insteadOf refused: AWSCredentials?) -> AWSCredentials? {
    let bytes: [UInt8]
    do throws(FileError) {
      let path = configuration.path(inAWSDirectory: "cli/cache/\(key).json")
      bytes = try environment.files.contents(of: path, limit: 1 << 20)
    } catch {
      return nil
    }
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(bytes, locating: false) } catch { json = nil }
    guard let kept = json?["Credentials"], let id = kept["AccessKeyId"]?.string,
      let secret = kept["SecretAccessKey"]?.string, let token = kept["SessionToken"]?.string,
      let end = kept["Expiration"]?.string.flatMap(Timestamp.init(expiration:)),
      end.duration(since: environment.now()) >= Self.leastTimeLeft, id != refused?.accessKeyID
    else { return nil }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: SecretBytes(utf8: secret), sessionToken: SecretBytes(utf8: token),
      expiration: end, source: source + ", from the AWS CLI's cache")
  }

  // MARK: Keys

  /// The key of a role that is assumed, by other credentials or by web identity.
  static func key(of role: RoleAssumption) -> String {
    let members = [
      ("DurationSeconds", role.duration.map(String.init)), ("ExternalId", role.externalID.map(quoted)),
      ("RoleArn", quoted(role.roleARN)), ("RoleSessionName", role.sessionName.map(quoted)),
      ("SerialNumber", role.mfaSerialNumber.map(quoted)),
    ]
    let texts = members.compactMap { name, value in value.map { "\(quoted(name)): \($0)" } }
    return digest("{" + texts.joined(separator: ", ") + "}")
  }

  /// The key of an Identity Center role; logins of the older form have no session, and are told apart by their URL.
  static func key(ofRole role: String, account: String, session: String?, startURL: String) -> String {
    let members = [
      ("accountId", account), ("roleName", role), session.map { ("sessionName", $0) } ?? ("startUrl", startURL),
    ]
    return digest("{" + members.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}")
  }

  private static func digest(_ text: String) -> String { Digest.sha1.hash(text.utf8).hexadecimal }

  /// A string as Python's `json.dumps` writes it: in ASCII alone.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: quoted += "\\\""
      case 0x5C: quoted += "\\\\"
      case 0x08: quoted += "\\b"
      case 0x09: quoted += "\\t"
      case 0x0A: quoted += "\\n"
      case 0x0C: quoted += "\\f"
      case 0x0D: quoted += "\\r"
      case 0x20...0x7E: quoted.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return quoted + "\""
  }
}
