// Wrapping a line at spaces, as github.com/Masterminds/goutils does it; columns are bytes.

internal import GoTemplate

/// A way of wrapping lines.
struct WordWrap {
  /// The longest line; at least 1.
  var width: Int
  /// What is put between lines; a line feed where it is empty.
  var separator: [UInt8] = []
  /// Whether words longer than a line are broken.
  var breaksWords = false

  /// The text, wrapped.
  func wrap(_ text: [UInt8], call: CallContext) throws(GoFunctionError) -> [UInt8] {
    let separator = separator.isEmpty ? [UInt8(ascii: "\n")] : separator
    let width = max(self.width, 1)
    var output: [UInt8] = []
    var offset = 0
    while text.count - offset > width {
      guard text[offset] != 0x20 else {
        offset += 1
        continue
      }
      let end: Int
      let next: Int
      if let space = text[offset...(offset + width)].lastIndex(of: 0x20) {
        (end, next) = (space, space + 1)
      } else if breaksWords {
        (end, next) = (offset + width, offset + width)
      } else if let space = text[(offset + width)...].firstIndex(of: 0x20) {
        (end, next) = (space, space + 1)
      } else {
        break
      }
      try call.spend(separator.count)
      output += text[offset..<end] + separator
      offset = next
    }
    return output + text[offset...]
  }
}
