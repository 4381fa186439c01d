// Reading times by a layout, with Go's tolerance and Go's complaints.

internal import GoTemplate

extension TimeLayout {
  /// Reads `text` as a time by the layout spelled `layout`; where it names no zone, it is in `local`.
  ///
  /// - Parameters:
  ///   - layout: The layout.
  ///   - text: The text to read.
  ///   - local: The zone of texts that name none.
  /// - Returns: The time.
  /// - Throws: ``GoFunctionError`` in the words of Go's `ParseError`.
  static func parse(layout: [UInt8], text: [UInt8], local: ZoneRules) throws(GoFunctionError) -> GoTime {
    var parsed = ParsedTime()
    var rest = text[...]
    func failure(_ layoutElement: [UInt8], _ value: ArraySlice<UInt8>) -> GoFunctionError {
      let quotedLayout = timeQuoted(layout)
      let quotedElement = timeQuoted(layoutElement)
      return GoFunctionError(
        "parsing time \(timeQuoted(text)) as \(quotedLayout): "
          + "cannot parse \(timeQuoted(Array(value))) as \(quotedElement)",
        redacted: "parsing a time as \(quotedLayout): it doesn't fit \(quotedElement)")
    }
    func failure(_ message: String, redacted: String? = nil) -> GoFunctionError {
      GoFunctionError(
        "parsing time \(timeQuoted(text)): \(message)", redacted: "parsing a time: \(redacted ?? message)")
    }
    let pieces = TimeLayout(layout).pieces
    for (index, piece) in pieces.enumerated() {
      guard skip(piece.prefix, in: &rest) else { throw failure(piece.prefix, rest) }
      guard let (element, spelling) = piece.element else { break }
      let start = rest
      let next = pieces.indices.contains(index + 1) ? pieces[index + 1].element?.element : nil
      let hasFraction = if case .fraction = next { true } else { false }
      guard parsed.take(element, from: &rest, fractionFollows: hasFraction) else { throw failure(spelling, start) }
      if let part = parsed.outOfRange { throw failure("\(part) out of range") }
    }
    guard rest.isEmpty else {
      throw failure("extra text: \(timeQuoted(Array(rest)))", redacted: "extra text")
    }
    if let problem = parsed.settleDate() { throw failure(problem) }
    return parsed.time(local: local)
  }

  /// Passes over the text of a layout; a run of spaces there stands for any run of spaces, or for the end.
  private static func skip(_ prefix: [UInt8], in value: inout ArraySlice<UInt8>) -> Bool {
    var prefix = prefix[...]
    while let first = prefix.first {
      if first == 0x20 {
        if let next = value.first, next != 0x20 { return false }
        prefix = prefix.drop { $0 == 0x20 }
        value = value.drop { $0 == 0x20 }
        continue
      }
      guard value.first == first else { return false }
      prefix = prefix.dropFirst()
      value = value.dropFirst()
    }
    return true
  }
}

/// Text in quotes as package `time` writes them: everything but printable ASCII as `\x…`.
func timeQuoted(_ text: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let body = text.flatMap { byte -> [UInt8] in
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
    case 0x20..<0x80: [byte]
    default: [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }
  }
  return "\"" + String(decoding: body, as: UTF8.self) + "\""
}
