// Decoding an object field by field: what is missing takes its default, what is wrong or unknown is reported with its place.

public import Basics

/// A typed object together with what its manifest holds besides.
public struct Decoded<Object: Sendable>: Sendable {
  /// The object; fields that could not be read are at their defaults.
  public var object: Object
  /// Fields that could not be read: of the wrong type, or an enumeration's value that doesn't exist.
  public var errors: [LocatedError]
  /// Fields this program doesn't know, newer than it or misspelt; they stay in the manifest.
  public var unknownFields: [FieldPath]
}

extension Decoded: Equatable where Object: Equatable {}

/// Collects what goes wrong while one object is decoded.
final class DecodingLog {
  let manifest: Manifest
  var errors: [LocatedError] = []
  var unknownFields: [FieldPath] = []

  init(_ manifest: Manifest) {
    self.manifest = manifest
  }

  func error(_ message: String, at path: FieldPath, hint: String? = nil) {
    errors.append(manifest.error(message, at: path, hint: hint))
  }
}

/// Reads the fields of one object, and remembers which it was asked for, so that the rest is known to be unknown.
struct FieldReader {
  let path: FieldPath
  let log: DecodingLog
  private let members: JSON.Members
  private var known: [String] = []

  /// A reader of the object at `path`; of any other value it reports the type and reads nothing.
  init(_ json: JSON?, at path: FieldPath, log: DecodingLog) {
    self.path = path
    self.log = log
    switch json?.value {
    case .object(let members): self.members = members
    case nil, .null: self.members = [:]
    default:
      self.members = [:]
      log.error("is a \(json?.kindName ?? "null"), must be an object", at: path)
    }
  }

  /// Reports every member no one asked for.
  func finish() {
    for member in members where !known.contains(member.key) {
      log.unknownFields.append(path.member(member.key))
    }
  }

  /// The member, unless it is absent or null.
  mutating func value(_ name: String) -> JSON? {
    known.append(name)
    guard let value = members[name], !value.isNull else { return nil }
    return value
  }

  mutating func string(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    if let string = value.string { return string }
    log.error("is a \(value.kindName), must be a string", at: path.member(name), hint: "put it in quotes")
    return nil
  }

  mutating func bool(_ name: String) -> Bool? {
    guard let value = value(name) else { return nil }
    if let bool = value.bool { return bool }
    log.error("is a \(value.kindName), must be true or false", at: path.member(name))
    return nil
  }

  /// A value of an enumeration; an empty string counts as absent, as in Go.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) -> Choice?
  where Choice.RawValue == String {
    guard let text = string(name), !text.isEmpty else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let supported = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    log.error("unsupported value \"\(text)\"", at: path.member(name), hint: "supported values: \(supported)")
    return nil
  }

  mutating func strings(_ name: String) -> [String] {
    list(name) { value, path, log in
      if value.string == nil { log.error("is a \(value.kindName), must be a string", at: path) }
      return value.string
    }
  }

  mutating func stringMap(_ name: String) -> [String: String]? {
    guard let value = value(name) else { return nil }
    guard let members = value.object else {
      log.error("is a \(value.kindName), must be an object", at: path.member(name))
      return nil
    }
    var map: [String: String] = [:]
    for member in members {
      // The API server drops members that are null before anyone sees them.
      if let string = member.value.string {
        map[member.key] = string
      } else if !member.value.isNull {
        log.error(
          "is a \(member.value.kindName), must be a string", at: path.member(name).member(member.key),
          hint: "put it in quotes")
      }
    }
    return map
  }

  mutating func object<Value>(_ name: String, _ decode: (inout FieldReader) -> Value) -> Value? {
    guard let value = value(name) else { return nil }
    var reader = FieldReader(value, at: path.member(name), log: log)
    let decoded = decode(&reader)
    reader.finish()
    return decoded
  }

  mutating func objects<Value>(_ name: String, _ decode: (inout FieldReader) -> Value) -> [Value] {
    list(name) { value, path, log in
      var reader = FieldReader(value, at: path, log: log)
      let decoded = decode(&reader)
      reader.finish()
      return decoded
    }
  }

  private mutating func list<Value>(
    _ name: String, _ decode: (JSON, FieldPath, DecodingLog) -> Value?
  ) -> [Value] {
    guard let value = value(name) else { return [] }
    guard let elements = value.array else {
      log.error("is a \(value.kindName), must be a list", at: path.member(name))
      return []
    }
    let listPath = path.member(name)
    return elements.enumerated().compactMap { decode($1, listPath.element($0), log) }
  }
}

extension Manifest {
  /// Decodes this object with a reader of its root.
  func decoded<Object>(_ decode: (inout FieldReader) -> Object) -> Decoded<Object> {
    let log = DecodingLog(self)
    var reader = FieldReader(json, at: [], log: log)
    for name in ["apiVersion", "kind", "metadata"] { _ = reader.value(name) }
    let object = decode(&reader)
    reader.finish()
    return Decoded(object: object, errors: log.errors, unknownFields: log.unknownFields)
  }
}
