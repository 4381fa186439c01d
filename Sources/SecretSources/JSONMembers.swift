// `extract`: a JSON object's members, each with the text it has in its source.

internal import Basics
internal import Reconciliation

/// Takes a JSON object apart as Go's decoder does into `map[string]json.RawMessage`.
enum JSONMembers {
  /// The members of the object in `value`: strings unquoted, `null` empty, all else as it stands.
  ///
  /// Of a name given twice the last member counts; the text `null` has no members.
  ///
  /// - Parameters:
  ///   - value: The text.
  ///   - name: The secret's name, for the error.
  /// - Returns: The members.
  /// - Throws: ``SecretSourceError`` for text that is no JSON object; the text is not in it.
  static func of(_ value: SecretBytes, name: String) throws(SecretSourceError) -> [DataKey: SecretBytes] {
    let bytes = value.reveal()
    let json: JSON
    do throws(JSONSyntaxError) { json = try JSON.parse(bytes) } catch {
      throw .failed(
        cause: "unable to unmarshal secret \(name): it is not JSON",
        hint: "read it by data[].remoteRef instead of extract")
    }
    if json.isNull { return [:] }
    guard let members = json.object else {
      throw .failed(
        cause: "unable to unmarshal secret \(name): it is a JSON \(json.kindName), not an object",
        hint: "extract needs an object; property can point to one inside")
    }
    var map: [DataKey: SecretBytes] = [:]
    for member in members {
      map[DataKey(member.key)] =
        switch member.value.value {
        case .string(let text): SecretBytes(utf8: text)
        case .null: SecretBytes([])
        default: SecretBytes(source(of: member.value, in: bytes))
        }
    }
    return map
  }

  private static func source(of value: JSON, in bytes: [UInt8]) -> [UInt8] {
    guard let range = value.range, range.start.offset <= range.end.offset, range.end.offset <= bytes.count else {
      return value.bytes()
    }
    return Array(bytes[Int(range.start.offset)..<Int(range.end.offset)])
  }
}
