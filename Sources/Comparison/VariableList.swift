// A Secret's data as environment variables.

public import Basics
public import Reconciliation

/// Writes data as shell exports or as a `.env` file.
public struct VariableList: Sendable {
  private let isExported: Bool
  private let disclosure: Disclosure

  /// A list for a shell (`export NAME='value'`), or for a `.env` file (`NAME='value'`).
  public init(isExported: Bool, disclosure: Disclosure) {
    self.isExported = isExported
    self.disclosure = disclosure
  }

  /// The data of an object, a variable a line; values that may not be shown appear as `<redacted>`.
  ///
  /// Keys that can't name a variable have what doesn't fit replaced by `_`.
  ///
  /// - Parameter object: The object.
  /// - Returns: The text, and what no variable can be made of: bytes that are no text, keys that meet in one name.
  public func text(_ object: DesiredObject) -> (text: String, failures: [LocatedError]) {
    var text = ""
    var failures: [LocatedError] = []
    var keys: [String: DataKey] = [:]
    for (key, value) in object.data.sorted(by: { $0.key < $1.key }) {
      let name = Self.name(key.text)
      if let other = keys.updateValue(key, forKey: name) {
        failures.append(failure("the keys \(other) and \(key) both make the variable \(name)", object, key))
      } else if let shown = shown(value) {
        text += isExported ? "export \(name)=\(Self.shell(shown))\n" : "\(name)=\(Self.quoted(shown))\n"
      } else {
        failures.append(failure("the value is not text, and a variable holds nothing else", object, key))
      }
    }
    return (text, failures)
  }

  private func failure(_ message: String, _ object: DesiredObject, _ key: DataKey) -> LocatedError {
    LocatedError(
      message, object: ObjectReference(kind: object.kind, namespace: object.namespace, name: object.name),
      path: ["data", key.text], hint: "use -o yaml or -o json, which have every key, values in base64")
  }

  /// What stands for the value; nil if it can't stand in a variable.
  private func shown(_ value: DesiredValue) -> String? {
    guard let bytes = value.bytes else { return "<not known before the sync>" }
    guard disclosure.showsValues || !value.isSecret else { return "<redacted>" }
    let revealed = bytes.reveal()
    return revealed.contains(0) ? nil : String(validating: revealed, as: UTF8.self)
  }

  private static func shell(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// In single quotes nothing is expanded, in whatever program reads the file; what they can't hold is escaped.
  private static func quoted(_ value: String) -> String {
    guard value.unicodeScalars.contains(where: { "'\\\n\r".unicodeScalars.contains($0) }) else { return "'\(value)'" }
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\", "$", "`": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  private static func name(_ key: String) -> String {
    let name = key.unicodeScalars.map { scalar -> String in
      let fits = scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar || scalar == "_")
      return fits ? String(scalar) : "_"
    }.joined()
    return name.first?.isNumber == true ? "_" + name : name
  }
}
