// The controller's bookkeeping hashes: SHA3-224 of what Go's fmt prints for a value with %+v.

public import Basics

/// Hashes by which the controller recognises its own work (`controller.md`).
public enum ControllerHash {
  /// The value of the annotation `reconcile.external-secrets.io/data-hash` for a Secret's data.
  ///
  /// Go prints a `map[string][]byte` as `map[k1:[104 105] k2:[]]`: keys sorted, bytes in decimal.
  public static func data(_ data: [DataKey: SecretBytes], using digest: Digest = .sha3_224) -> String {
    var text = Array("map[".utf8)
    var isFirst = true
    for (key, value) in data.sorted(by: { $0.key < $1.key }) {
      if !isFirst { text.append(UInt8(ascii: " ")) }
      isFirst = false
      text += key.text.utf8
      text += ":[".utf8
      value.withBytes { bytes in
        for (index, byte) in bytes.enumerated() {
          if index > 0 { text.append(UInt8(ascii: " ")) }
          append(byte, to: &text)
        }
      }
      text.append(UInt8(ascii: "]"))
    }
    text.append(UInt8(ascii: "]"))
    return digest.hash(text).hexadecimal
  }

  /// The value of the annotation `reconcile.external-secrets.io/data-hash` for other kinds than Secret.
  ///
  /// It is taken over the object's `spec`, else its `data`.
  ///
  /// - Returns: nil if the object has neither.
  public static func content(_ object: JSON) -> String? {
    for name in ["spec", "data"] {
      guard let content = object[name], !content.isNull else { continue }
      var text: [UInt8] = []
      append(content, to: &text)
      return Digest.sha3_224.hash(text).hexadecimal
    }
    return nil
  }

  /// The value of the label `reconcile.external-secrets.io/created-by` on what an ExternalSecret owns.
  public static func createdBy(namespace: String, name: String) -> String {
    Digest.sha3_224.hash("\(namespace)/\(name)".utf8).hexadecimal
  }

  /// The value of `status.syncedResourceVersion` once this version of an object is synced.
  ///
  /// It is the generation and a hash of Go's `{annotations:map[k:v] labels:map[k:v]}`.
  public static func syncedResourceVersion(
    generation: Int, labels: [String: String], annotations: [String: String], using digest: Digest = .sha3_224
  ) -> String {
    let text = "{annotations:\(goText(annotations)) labels:\(goText(labels))}"
    return "\(generation)-\(digest.hash(text.utf8).hexadecimal)"
  }

  private static func goText(_ map: [String: String]) -> String {
    let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "map[" + sorted.map { "\($0.key):\($0.value)" }.joined(separator: " ") + "]"
  }

  private static func append(_ byte: UInt8, to text: inout [UInt8]) {
    if byte >= 100 { text.append(UInt8(ascii: "0") + byte / 100) }
    if byte >= 10 { text.append(UInt8(ascii: "0") + byte / 10 % 10) }
    text.append(UInt8(ascii: "0") + byte % 10)
  }

  /// Appends what Go's `%+v` prints for decoded JSON: `map[a:1 b:[x y] c:<nil>]`.
  private static func append(_ json: JSON, to text: inout [UInt8]) {
    switch json.value {
    case .null: text += "<nil>".utf8
    case .bool(let bool): text += (bool ? "true" : "false").utf8
    case .string(let string): text += string.utf8
    case .number(let number): text += goNumber(number).utf8
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: " ")) }
        append(element, to: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      // Of a name given twice the last one counts.
      let map = Dictionary(members.map { (DataKey($0.key), $0.value) }) { $1 }
      text += "map[".utf8
      for (index, member) in map.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text.append(UInt8(ascii: " ")) }
        text += member.key.text.utf8
        text.append(UInt8(ascii: ":"))
        append(member.value, to: &text)
      }
      text.append(UInt8(ascii: "]"))
    }
  }

  /// Whole numbers are `int64` in an unstructured object, all others `float64`.
  private static func goNumber(_ text: String) -> String {
    if let integer = Int64(text) { return String(integer) }
    return Double(text).map(GoNumber.general) ?? text
  }
}
