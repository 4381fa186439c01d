// One key of the target, and where its value is: `password=prod/db#password@AWSPREVIOUS`.

public import Basics
public import ExternalSecrets

/// A key of the target Secret and the place its value comes from.
public struct RequestedKey: Sendable, Hashable {
  /// The key in the Secret.
  public var secretKey: String
  /// The place in the provider.
  public var remote: RemoteReference
  /// What the reader of the manifest should know of it; nil for nothing.
  public var comment: String?

  /// An entry.
  public init(secretKey: String, remote: RemoteReference, comment: String? = nil) {
    self.secretKey = secretKey
    self.remote = remote
    self.comment = comment
  }

  /// Reads `SECRETKEY=REMOTEKEY[#PROPERTY][@VERSION]`.
  ///
  /// The first `=` ends the key, the first `#` begins the property, the last `@` the version. A backslash before a `#`,
  /// an `@` or a backslash makes it an ordinary character.
  ///
  /// - Parameter text: The text.
  /// - Throws: ``LocatedError`` where it has another shape.
  public init(parsing text: String) throws(LocatedError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw LocatedError(
        "\"\(text)\" is not SECRETKEY=REMOTEKEY[#PROPERTY][@VERSION]",
        hint: "such as password=prod/db#password: the Secret's key, the provider's, and a member of its JSON")
    }
    self.init(secretKey: String(parts[0]), remote: try RemoteReference(parsing: String(parts[1])))
  }
}

extension RemoteReference {
  /// Reads `REMOTEKEY[#PROPERTY][@VERSION]`.
  ///
  /// - Parameter text: The text; a backslash before `#`, `@` or a backslash makes it an ordinary character.
  /// - Throws: ``LocatedError`` where a part is empty.
  public init(parsing text: String) throws(LocatedError) {
    var characters: [(character: Character, isEscaped: Bool)] = []
    var isEscaped = false
    for character in text {
      if !isEscaped, character == "\\" {
        isEscaped = true
        continue
      }
      // A backslash before anything else belongs to the text: gjson paths have their own.
      let isSpecial = character == "#" || character == "@" || character == "\\"
      if isEscaped, !isSpecial { characters.append(("\\", true)) }
      characters.append((character, isEscaped))
      isEscaped = false
    }
    if isEscaped { characters.append(("\\", true)) }
    let hash = characters.firstIndex { $0.character == "#" && !$0.isEscaped }
    let at = characters.lastIndex { $0.character == "@" && !$0.isEscaped }.flatMap { at in
      hash.map { at > $0 } ?? true ? at : nil
    }
    let end = at ?? characters.endIndex
    let part = { (range: Range<Int>) in String(characters[range].map(\.character)) }
    let key = part(0..<(hash ?? end))
    let property = hash.map { part(($0 + 1)..<end) }
    let version = at.map { part(($0 + 1)..<characters.endIndex) }
    guard !key.isEmpty, property != "", version != "" else {
      throw LocatedError(
        "\"\(text)\" is not REMOTEKEY[#PROPERTY][@VERSION]: the "
          + (key.isEmpty ? "remote key" : property == "" ? "property" : "version") + " is empty",
        hint: "leave out what isn't needed; write \\# and \\@ for # and @ in a name")
    }
    self.init(key: key, property: property ?? "", version: version ?? "")
  }

  /// The fields of a `remoteRef` or `extract`, those that say something, in the order in which people write them.
  var json: JSON {
    var members: JSON.Members = ["key": .string(key)]
    if !property.isEmpty { members.append("property", .string(property)) }
    if !version.isEmpty { members.append("version", .string(version)) }
    if decodingStrategy != .none { members.append("decodingStrategy", .string(decodingStrategy.rawValue)) }
    return .object(members)
  }
}
