// Go's package strings on bytes: trimming, replacing, splitting, with Go's idea of what a character and a space is.

internal import GoTemplate

/// Operations of Go's packages `strings` and `unicode`.
enum GoText {
  /// A piece of text: a character, or a byte that is none (which Go takes for U+FFFD).
  struct Rune {
    var scalar: Unicode.Scalar
    var bytes: ArraySlice<UInt8>
    var isValid: Bool
  }

  /// The characters of `text`.
  static func runes(_ text: [UInt8]) -> [Rune] {
    var runes: [Rune] = []
    runes.reserveCapacity(text.count)
    GoQuote.forEachRune(in: text) { scalar, bytes in
      runes.append(Rune(scalar: scalar ?? "\u{FFFD}", bytes: bytes, isValid: scalar != nil))
    }
    return runes
  }

  /// `unicode.IsSpace`.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// `strings.TrimSpace`.
  static func trimSpace(_ text: [UInt8]) -> [UInt8] { trim(text) { isSpace($0.scalar) } }

  /// `strings.Trim`: without the characters of `cutset` at both ends.
  static func trim(_ text: [UInt8], cutset: [UInt8]) -> [UInt8] {
    let set = Set(runes(cutset).map(\.scalar))
    guard !set.isEmpty else { return text }
    return trim(text) { set.contains($0.scalar) }
  }

  private static func trim(_ text: [UInt8], while isTrimmed: (Rune) -> Bool) -> [UInt8] {
    let runes = runes(text)
    guard let first = runes.firstIndex(where: { !isTrimmed($0) }),
      let last = runes.lastIndex(where: { !isTrimmed($0) })
    else { return [] }
    return Array(text[runes[first].bytes.startIndex..<runes[last].bytes.endIndex])
  }

  /// goutils' `DeleteWhiteSpace`: it looks at bytes, and once it leaves out one, writes the others as characters.
  static func deletingSpace(_ text: [UInt8]) -> [UInt8] {
    let kept = text.filter { !isSpace(Unicode.Scalar($0)) }
    return kept.count == text.count ? text : kept.flatMap { latin1($0) }
  }

  /// A byte taken for a character of Latin-1.
  static func latin1(_ byte: UInt8) -> [UInt8] { Array(String(Unicode.Scalar(byte)).utf8) }

  /// `strings.ReplaceAll`.
  static func replacing(
    _ old: [UInt8], with new: [UInt8], in text: [UInt8], call: CallContext
  ) throws(GoFunctionError) -> [UInt8] {
    guard !old.elementsEqual(new) else { return text }
    var output: [UInt8] = []
    if old.isEmpty {
      let runes = runes(text)
      try call.spend(runes.count + 1, of: new.count)
      output += new
      for rune in runes { output += rune.bytes + new }
      return output
    }
    var rest = text[...]
    while let index = rest.firstIndex(of: old) {
      try call.spend(new.count)
      output += rest[..<index] + new
      rest = rest[(index + old.count)...]
    }
    return output + rest
  }

  /// `strings.SplitN`: at most `limit` parts, all where it is negative, none where it is 0.
  static func split(
    _ text: [UInt8], separator: [UInt8], limit: Int, call: CallContext
  ) throws(GoFunctionError) -> [[UInt8]] {
    guard limit != 0 else { return [] }
    try call.spend(text.count)
    if separator.isEmpty {
      let runes = runes(text)
      let count = limit < 0 ? runes.count : min(limit, runes.count)
      guard count > 0 else { return [] }
      let last = runes[count - 1].bytes.startIndex
      return runes.prefix(count - 1).map { $0.isValid ? Array($0.bytes) : Array("\u{FFFD}".utf8) } + [
        Array(text[last...])
      ]
    }
    var parts: [[UInt8]] = []
    var rest = text[...]
    while limit < 0 || parts.count < limit - 1, let index = rest.firstIndex(of: separator) {
      parts.append(Array(rest[..<index]))
      rest = rest[(index + separator.count)...]
    }
    parts.append(Array(rest))
    return parts
  }

  /// The text of characters; what is no character becomes U+FFFD, as Go's conversions write it.
  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt8] {
    var output = String.UnicodeScalarView()
    output.append(contentsOf: scalars)
    return Array(String(output).utf8)
  }
}
