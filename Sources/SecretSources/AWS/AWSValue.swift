// What both of AWS' services do with a value: properties, members, tags.

internal import Basics
internal import GJSON
internal import Reconciliation

/// A value that was read from AWS, and how it is taken apart.
struct AWSValue {
  /// The secret's name as it stands in `remoteRef.key`.
  let key: String
  let value: SecretBytes

  /// The value, or what a property finds in it.
  ///
  /// A property that isn't there is a plain error, so that no deletionPolicy helps.
  func property(_ property: String) throws(SecretSourceError) -> SecretBytes {
    guard !property.isEmpty else { return value }
    if let found = try PropertyPath(property).valueByNameFirst(in: value) { return found }
    throw .failed(cause: "key \(property) does not exist in secret \(key)", hint: hint(for: property))
  }

  /// The members that a mistyped property is near to; names of members are no secrets.
  private func hint(for property: String) -> String? {
    let json: JSON?
    do throws(JSONSyntaxError) { json = try JSON.parse(value.reveal(), locating: false) } catch { json = nil }
    guard let members = json?.object else { return "its value is no JSON object: leave property out" }
    let near = members.map(\.key).nearest(to: property)
    return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
  }

  /// Tags as the JSON text that Go makes of a map: sorted, HTML escaped.
  static func text(ofTags tags: [String: String]) -> SecretBytes {
    let sorted = tags.sorted { DataKey($0.key) < DataKey($1.key) }
    let members = sorted.map { JSON.Members.Member(key: $0.key, value: .string($0.value)) }
    return SecretBytes(JSON.object(JSON.Members(members)).bytes(.goMarshal))
  }
}
