// Where files are: below the home directory, or where variables say.

import Basics
import System

extension AWSConfiguration {
  /// A path with `~` replaced by the home directory.
  static func expand(_ path: String, _ variables: EnvironmentVariables) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variables.nonEmpty("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// The path that a variable has, with the variables in it replaced first, and `~` then.
  ///
  /// `$NAME` and `${NAME}` of a variable that isn't set stay as they are (Python's `os.path.expandvars`).
  static func path(inVariable name: String, or usual: String, _ variables: EnvironmentVariables) -> String {
    var path = ""
    var rest = Substring(variables.nonEmpty(name) ?? usual)
    while let dollar = rest.firstIndex(of: "$") {
      path += rest[..<dollar]
      rest = rest[dollar...]
      let (name, length) = variable(atStartOf: rest)
      path += name.flatMap { variables[$0] } ?? String(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return expand(path + rest, variables)
  }

  /// The name of the variable that stands at the start of a text after its dollar sign, and how much of the text it is.
  private static func variable(atStartOf text: Substring) -> (name: String?, length: Int) {
    let following = text.dropFirst()
    if following.first == "{" {
      guard let close = following.firstIndex(of: "}") else { return (nil, 1) }
      let name = following[..<close].dropFirst()
      return (String(name), name.count + 3)
    }
    let name = following.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return name.isEmpty ? (nil, 1) : (String(name), name.count + 1)
  }

  /// The path of a file below `~/.aws`.
  func path(inAWSDirectory name: String) -> String { Self.expand("~/.aws/\(name)", variables) }

  /// The path of the file in which `aws login` keeps the session of that name.
  func path(ofLoginSession name: String) -> String {
    let directory = Self.path(inVariable: "AWS_LOGIN_CACHE_DIRECTORY", or: "~/.aws/login/cache", variables)
    return "\(directory)/\(Digest.sha256.hash(name.utf8).hexadecimal).json"
  }
}
