// Texts that others wrote (a controller's events, a provider's errors) may quote a secret value. They are shown without.

/// Takes known secret values out of texts.
public struct Redaction: Sendable {
  private var values: [[UInt8]]

  /// The shortest value that is looked for: shorter ones stand in every text by chance.
  public static let shortestValue = 4

  /// Takes out these values, as they are and in Base64.
  public init(_ values: some Sequence<SecretBytes>) {
    var forms: Set<[UInt8]> = []
    for value in values where value.count >= Self.shortestValue {
      let bytes = value.reveal()
      forms.insert(bytes)
      forms.insert(Array(Base64.standard.encode(bytes).utf8))
    }
    // The longest first: a value may contain another.
    self.values = forms.sorted { $0.count > $1.count }
  }

  /// The text with `<redacted>` in the place of each value.
  public func apply(to text: String) -> String {
    guard !values.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var position = 0
    var isChanged = false
    while position < bytes.count {
      if let value = values.first(where: { bytes[position...].starts(with: $0) }) {
        output += "<redacted>".utf8
        position += value.count
        isChanged = true
      } else {
        output.append(bytes[position])
        position += 1
      }
    }
    return isChanged ? String(decoding: output, as: UTF8.self) : text
  }
}
