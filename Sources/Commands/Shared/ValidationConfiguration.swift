// .extsecret.yaml: what a project wants of validate.

import Basics
import ExternalSecrets
import System
import Validation
import YAML

/// The settings of a project's `.extsecret.yaml`.
struct ValidationConfiguration: Sendable {
  var disabled: Set<String> = []
  var failOn: Severity?
  var controllerVersion: String?

  /// Reads the configuration; a file that isn't there is an error only if it was named.
  static func load(_ path: String?, in environment: Environment) throws(LocatedError) -> ValidationConfiguration {
    let file = path ?? ".extsecret.yaml"
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.files.contents(of: file, limit: 1 << 20)
    } catch {
      if path == nil, error.reason == .missing { return ValidationConfiguration() }
      throw LocatedError("the configuration can't be read: \(error.description)", file: file, hint: "check --config")
    }
    guard let document = YAML.documents(bytes, file: file).first else { return ValidationConfiguration() }
    return try ValidationConfiguration(try document.content.get(), file)
  }

  private init() {}

  private init(_ json: JSON, _ file: String) throws(LocatedError) {
    let known = ["disable", "failOn", "controllerVersion"]
    for member in json.object ?? [:] where !known.contains(member.key) {
      let near = known.nearest(to: member.key)
      throw LocatedError(
        "unknown setting \"\(member.key)\"", file: file, range: member.keyRange,
        hint: near.first.map { "did you mean \($0)?" } ?? "the settings are \(known.joined(separator: ", "))")
    }
    for id in json["disable"]?.array ?? [] {
      guard let name = id.string, CheckTable.ids.contains(name) else {
        throw LocatedError(
          "there is no check \"\(id.string ?? id.text())\"", file: file, range: id.range,
          hint: "docs/checks.md lists them")
      }
      disabled.insert(name)
    }
    if let word = json["failOn"] {
      guard let severity = word.string.flatMap({ Severity(rawValue: $0) }) else {
        throw LocatedError("failOn is one of error, warning, info", file: file, range: word.range)
      }
      failOn = severity
    }
    if let version = json["controllerVersion"] {
      guard let text = version.string ?? version.number, ControllerVersion(text) != nil else {
        throw LocatedError(
          "controllerVersion is no release", file: file, range: version.range, hint: "write it like \"0.18\"")
      }
      controllerVersion = text
    }
  }
}
