// A Secret's data as environment variables.

import Basics
public import Reconciliation

/// Writes data as shell exports or as a `.env` file.
public struct VariableList: Sendable {
  private let isExported: Bool
  private let disclosure: Disclosure

  /// A list for a shell (`export NAME='value'`), or for a `.env` file (`NAME="value"`).
  public init(isExported: Bool, disclosure: Disclosure) {
    self.isExported = isExported
    self.disclosure = disclosure
  }

  /// The data of an object, a variable a line; values that may not be shown appear as `<redacted>`.
  ///
  /// Keys that can't name a variable have what doesn't fit replaced by `_`.
  public func text(_ object: DesiredObject) -> String {
    object.data.sorted { $0.key < $1.key }.map { key, value in
      let name = Self.name(key.text)
      return isExported ? "export \(name)=\(shell(value))\n" : "\(name)=\(quoted(value))\n"
    }.joined()
  }

  private func shown(_ value: DesiredValue) -> String {
    guard let bytes = value.bytes else { return "<not known before the sync>" }
    guard disclosure.showsValues || !value.isSecret else { return "<redacted>" }
    return String(decoding: bytes.reveal(), as: UTF8.self)
  }

  private func shell(_ value: DesiredValue) -> String {
    "'" + shown(value).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private func quoted(_ value: DesiredValue) -> String {
    var text = "\""
    for scalar in shown(value).unicodeScalars {
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
