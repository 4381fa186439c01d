// The data of a legacy object before its template: dataFrom, dataFromWithOptions, data; of a key the last counts.

internal import Basics
internal import ExternalSecrets
internal import Lodash

/// What a legacy object's entries come to.
struct LegacyData: Sendable {
  /// The values by key.
  private(set) var entries = Entries()
  /// The keys in the order they came.
  private(set) var order: [DataKey] = []
  /// Entries whose keys can't be known from here.
  var unknownEntries: [FieldPath] = []
  /// What is worth knowing about them.
  var notes: [LocatedError] = []

  /// Takes a value in.
  mutating func set(_ key: DataKey, _ value: DesiredValue) {
    if entries.updateValue(value, forKey: key) == nil { order.append(key) }
  }
}

/// Collects the data of one legacy object.
struct LegacyDataCollector {
  let object: LegacyExternalSecret
  let backends: LegacyBackends

  private var manifest: Manifest { object.manifest }

  func collect() async throws(LegacyFailure) -> LegacyData {
    var data = LegacyData()
    for entry in object.dataFrom + object.dataFromWithOptions { try await add(entry, to: &data) }
    for entry in object.data { try await add(entry, to: &data) }
    return data
  }

  // MARK: Maps

  private func add(_ entry: LegacyMapEntry, to data: inout LegacyData) async throws(LegacyFailure) {
    let read = LegacyRead(key: entry.key, version: entry.version)
    guard let value = try await value(read, at: entry.path, into: &data) else {
      data.unknownEntries.append(entry.path)
      return
    }
    guard let parsed = JSValue(parsing: value.bytes.reveal()) else {
      data.notes.append(notJSON(entry.key, at: entry.path, result: "nothing is added"))
      return
    }
    let members = parsed.spreadMembers
    if members == nil {
      data.notes.append(
        manifest.error("the value of \(entry.key) is no JSON object: nothing is added", at: entry.path))
    }
    for (name, value) in members ?? [] {
      data.set(
        DataKey(name),
        DesiredValue(
          .known(value.secretBytes), provenance: provenance(entry.path, read, property: name)))
    }
  }

  // MARK: Single values

  private func add(_ entry: LegacyDataEntry, to data: inout LegacyData) async throws(LegacyFailure) {
    if let path = entry.path { return try await add(path, entry, to: &data) }
    guard let key = entry.key else {
      throw LegacyFailure(
        error: manifest.error("the entry has neither key nor path", at: entry.at, hint: "add a key"))
    }
    let name = DataKey(entry.name ?? "undefined")
    let read = LegacyRead(key: key, version: entry.version)
    let origin = provenance(entry.at, read, property: entry.property)
    guard let value = try await value(read, at: entry.at, into: &data) else {
      data.set(name, DesiredValue(.unreadable(provider: object.backend.type), provenance: origin))
      return
    }
    var result: JSValue
    switch value {
    case .text(let bytes): result = .string(String(decoding: bytes.reveal(), as: UTF8.self))
    case .binary(let bytes): result = .buffer(bytes.reveal())
    }
    if let property = entry.property {
      guard let parsed = JSValue(parsing: value.bytes.reveal()) else {
        data.notes.append(notJSON(key, at: entry.at, result: "the key \(name) is left out"))
        return
      }
      result = try self.value(property, in: parsed, of: key, at: entry.at.member("property"))
    }
    if entry.isBinary, case .string(let text) = result { result = .buffer(NodeEncoding.base64.bytes(text)) }
    data.set(name, DesiredValue(.known(result.secretBytes), provenance: origin))
  }

  private func value(
    _ property: String, in value: JSValue, of key: String, at path: FieldPath
  ) throws(LegacyFailure) -> JSValue {
    switch PropertyPath(property).value(in: value) {
    case .found(let found): return found
    case .missing:
      let near = value.memberNames.nearest(to: property)
      throw LegacyFailure(
        error: manifest.error(
          "Could not find property \(property) in \(key)", at: path,
          hint: near.isEmpty
            ? "correct property, or leave it out for the whole value"
            : "did you mean \(near.joined(separator: " or "))?"))
    case .inherited:
      throw LegacyFailure(
        error: manifest.error(
          "the property \(property) is a function that JavaScript gives: what would be written can't be known",
          at: path, hint: "correct property"), isUnavailable: true)
    }
  }

  /// All parameters below a path, each under the last part of its name.
  ///
  /// `isBinary` is not looked at; with `property` nothing comes of it, for a map of values is no JSON text.
  private func add(_ path: String, _ entry: LegacyDataEntry, to data: inout LegacyData) async throws(LegacyFailure) {
    let found: [FoundSecret]
    do throws(SecretSourceError) {
      found = try await backends.source(object.backend).values(below: path, recursive: entry.isRecursive)
    } catch {
      try fail(error, at: entry.at.member("path"), into: &data)
      data.unknownEntries.append(entry.at)
      return
    }
    guard entry.property == nil else {
      data.notes.append(notJSON(path, at: entry.at, result: "nothing is added"))
      return
    }
    for secret in found {
      let name = secret.remoteKey.split(separator: "/").last.map(String.init) ?? ""
      let origin = provenance(entry.at, LegacyRead(key: secret.remoteKey), property: nil)
      data.set(DataKey(name), DesiredValue(.known(secret.value), provenance: origin))
    }
  }

  // MARK: Reading

  /// A value; nil where the backend can't be read from here, which is noted.
  private func value(
    _ read: LegacyRead, at path: FieldPath, into data: inout LegacyData
  ) async throws(LegacyFailure) -> LegacyValue? {
    do throws(SecretSourceError) {
      return try await backends.source(object.backend).value(read)
    } catch .notFound {
      let near = (try? await backends.source(object.backend).knownNames().nearest(to: read.key)) ?? []
      throw LegacyFailure(
        error: manifest.error(
          "\(object.backend.type) has no \(read.key)" + (read.version == LegacyVersion() ? "" : " in this version"),
          at: path,
          hint: near.isEmpty || near.contains(read.key)
            ? "create it, or correct the entry" : "did you mean \(near.joined(separator: ", "))?"))
    } catch {
      try fail(error, at: path, into: &data)
      return nil
    }
  }

  /// Passes an error on, unless it only says that the backend can't be read from here, which is noted once.
  private func fail(
    _ error: SecretSourceError, at path: FieldPath, into data: inout LegacyData
  ) throws(LegacyFailure) {
    switch error {
    case .notFound: throw LegacyFailure(error: manifest.error("there is no such secret", at: path))
    case .failed(let cause, let hint): throw LegacyFailure(error: manifest.error(cause, at: path, hint: hint))
    case .unavailable(let cause, let hint):
      throw LegacyFailure(error: manifest.error(cause, at: path, hint: hint), isUnavailable: true)
    case .notReadable(let provider, let reason):
      let message = "backend \(provider): values can't be read from here" + (reason.map { ": \($0)" } ?? "")
      guard !data.notes.contains(where: { $0.message == message }) else { return }
      data.notes.append(
        manifest.error(
          message, at: object.root.member("backendType"),
          hint: "give them with --values, as {\(provider): {remote key: value}}"))
    }
  }

  private func notJSON(_ key: String, at path: FieldPath, result: String) -> LocatedError {
    manifest.error("the value of \(key) is not JSON: kubernetes-external-secrets warns, and \(result)", at: path)
  }

  private func provenance(_ entry: FieldPath, _ read: LegacyRead, property: String?) -> Provenance {
    Provenance(origins: [
      Origin(
        entry: entry, store: StoreReference(name: object.backend.type), remoteKey: read.key, property: property,
        version: read.version.id ?? read.version.stage ?? read.version.number)
    ])
  }
}

extension JSValue {
  /// What a Secret holds of it: text and bytes as they are, `null` and objects as JSON.
  fileprivate var secretBytes: SecretBytes {
    switch self {
    case .buffer(let bytes): SecretBytes(bytes)
    case .null, .array, .object: SecretBytes(utf8: json ?? "")
    case .undefined, .bool, .number, .string: SecretBytes(utf8: text)
    }
  }

  /// What `{...value}` makes of it: members, elements and characters by their numbers; nil for what has none of these.
  fileprivate var spreadMembers: [(name: String, value: JSValue)]? {
    switch self {
    case .object(let object): object.members
    case .array(let elements): elements.enumerated().map { (String($0), $1) }
    case .string(let text):
      text.utf16.enumerated().map { (String($0), .string(String(decoding: [$1], as: UTF16.self))) }
    default: nil
    }
  }

  /// The names of its members, for "did you mean".
  fileprivate var memberNames: [String] {
    if case .object(let object) = self { object.members.map(\.name) } else { [] }
  }
}
