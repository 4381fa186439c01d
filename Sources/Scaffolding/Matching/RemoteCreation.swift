// The commands that put a Secret's value into AWS: from pipe to standard input, never through arguments.

public import ExternalSecrets

/// A command that would create a remote secret from a key of a live Secret.
public struct RemoteCreation: Sendable {
  private let secret: String
  private let namespace: String
  private let isText: Bool
  private let key: String

  /// The value of a key.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - secret: The Secret.
  ///   - namespace: The Secret's namespace.
  ///   - isText: Whether its value is UTF-8 text.
  public init(key: String, of secret: String, namespace: String, isText: Bool) {
    self.key = key
    self.secret = secret
    self.namespace = namespace
    self.isText = isText
  }

  /// The name under which the value would be found.
  ///
  /// - Parameter service: The service.
  /// - Returns: The name, without the store's prefix.
  public func remoteKey(_ service: AWSProvider.Service) -> String {
    let name = "\(namespace)/\(secret)/\(key)"
    return service == .parameterStore ? "/" + name : name
  }

  /// The command, for a shell.
  ///
  /// - Parameters:
  ///   - service: The service.
  ///   - region: The region; nil for the configured one.
  ///   - prefix: What the store puts before remote keys.
  /// - Returns: The command.
  public func command(_ service: AWSProvider.Service, region: String?, prefix: String = "") -> String {
    let path = key.replacing("\\", with: "\\\\").replacing(".", with: "\\.")
    let read =
      "kubectl get secret \(ShellText.quoted(secret)) -n \(ShellText.quoted(namespace)) -o "
      + ShellText.quoted("jsonpath={.data.\(path)}") + " | base64 -d"
    let place = region.map { " --region \(ShellText.quoted($0))" } ?? ""
    let name = ShellText.quoted(prefix + remoteKey(service))
    let write =
      service == .parameterStore
      ? "aws ssm put-parameter --type SecureString --name \(name) --value file:///dev/stdin"
      : "aws secretsmanager create-secret --name \(name) "
        + (isText ? "--secret-string file:///dev/stdin" : "--secret-binary fileb:///dev/stdin")
    return "\(read) | \(write)\(place)"
  }
}

/// Text as a word of a shell's.
public enum ShellText {
  /// The text, in quotes where a shell would read it otherwise.
  public static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && !text.hasPrefix("#")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./=:,@%+#".utf8.contains(byte)
        }
      }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
