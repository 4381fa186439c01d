// Typed reading of a kubeconfig's fields: what has the wrong type is named with file, line and column.

import Basics
import System

/// An object of a kubeconfig file, read field by field; absent and null are the same, as in Go.
struct KubeconfigEntry {
  let json: JSON
  let path: FieldPath
  let file: String

  func failure(_ message: String, at key: String? = nil, hint: String? = nil) -> KubeconfigError {
    let range = key.flatMap { json[$0]?.range } ?? json.range
    return .invalid(
      LocatedError(message, path: key.map(path.member) ?? path, file: file, range: range, hint: hint))
  }

  private func mismatch(_ key: String, _ value: JSON, expected: String) -> KubeconfigError {
    let quoting = expected == "string" && value.kindName != "object" && value.kindName != "array"
    return failure(
      "expected a \(expected), found \(value.kindName == "array" || value.kindName == "object" ? "an" : "a") \(value.kindName)",
      at: key, hint: quoting ? "put the value in quotes" : nil)
  }

  /// A string; nil where it is absent or empty, which kubeconfigs mean by an empty one.
  func string(_ key: String) throws(KubeconfigError) -> String? {
    guard let value = json[key], !value.isNull else { return nil }
    guard let text = value.string else { throw mismatch(key, value, expected: "string") }
    return text.isEmpty ? nil : text
  }

  func secret(_ key: String) throws(KubeconfigError) -> SecretBytes? {
    try string(key).map(SecretBytes.init(utf8:))
  }

  /// A path, made absolute against the directory of the file it stands in.
  func filePath(_ key: String) throws(KubeconfigError) -> String? {
    try string(key).map { FilePath.resolve($0, inDirectoryOf: file) }
  }

  func bool(_ key: String) throws(KubeconfigError) -> Bool {
    guard let value = json[key], !value.isNull else { return false }
    guard let bool = value.bool else { throw mismatch(key, value, expected: "boolean") }
    return bool
  }

  /// Base64 text as bytes; nil where it is absent or empty.
  func data(_ key: String) throws(KubeconfigError) -> [UInt8]? {
    guard let text = try string(key) else { return nil }
    guard let bytes = Base64.standard.decode(text) else {
      throw failure("not Base64", at: key, hint: "a file's path goes into \(key.dropLast("-data".count))")
    }
    return bytes.isEmpty ? nil : bytes
  }

  func object(_ key: String) throws(KubeconfigError) -> KubeconfigEntry? {
    guard let value = json[key], !value.isNull else { return nil }
    guard value.object != nil else { throw mismatch(key, value, expected: "object") }
    return KubeconfigEntry(json: value, path: path.member(key), file: file)
  }

  func objects(_ key: String) throws(KubeconfigError) -> [KubeconfigEntry] {
    var entries: [KubeconfigEntry] = []
    for (index, value) in try elements(key).enumerated() where !value.isNull {
      let entry = KubeconfigEntry(json: value, path: path.member(key).element(index), file: file)
      guard value.object != nil else { throw entry.failure("expected an object, found a \(value.kindName)") }
      entries.append(entry)
    }
    return entries
  }

  func strings(_ key: String) throws(KubeconfigError) -> [String] {
    var texts: [String] = []
    for (index, value) in try elements(key).enumerated() {
      guard let text = value.isNull ? "" : value.string else {
        let element = KubeconfigEntry(json: value, path: path.member(key).element(index), file: file)
        throw element.failure("expected a string, found a \(value.kindName)", hint: "put the value in quotes")
      }
      texts.append(text)
    }
    return texts
  }

  /// The members of an object whose values are strings.
  func stringMap(_ key: String) throws(KubeconfigError) -> [(name: String, value: String)] {
    guard let entry = try object(key) else { return [] }
    var pairs: [(name: String, value: String)] = []
    for member in entry.json.object ?? [:] {
      pairs.append((member.key, try entry.string(member.key) ?? ""))
    }
    return pairs
  }

  private func elements(_ key: String) throws(KubeconfigError) -> [JSON] {
    guard let value = json[key], !value.isNull else { return [] }
    guard let elements = value.array else { throw mismatch(key, value, expected: "list") }
    return elements
  }
}
