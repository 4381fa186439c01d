// Bytes as text, as Go's encoders read them.

/// Go's way from bytes to text.
public enum GoText {
  /// The text of `bytes`, each byte that is not part of valid UTF-8 as one U+FFFD, as Go's `encoding/json` has it.
  ///
  /// Swift's own decoding makes one U+FFFD of several bytes.
  public static func string(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var index = 0
    while index < bytes.count {
      let length = (1...4).first { length in
        index + length <= bytes.count
          && String(validating: bytes[index..<index + length], as: UTF8.self) != nil
      }
      if let length, let valid = String(validating: bytes[index..<index + length], as: UTF8.self) {
        text += valid
        index += length
      } else {
        text += "\u{FFFD}"
        index += 1
      }
    }
    return text
  }
}
