// Sprig's functions on strings. Lengths and positions count bytes, as in Go, unless it says otherwise.

internal import GoTemplate

/// Trimming, searching, cutting, repeating, indenting.
enum StringFunctions {
  static let table: [String: GoFunction] = trimming.merging(searching) { $1 }.merging(shaping) { $1 }
    .merging(joining) { $1 }

  private static let trimming: [String: GoFunction] = [
    "trim": .string { GoText.trimSpace($0) },
    "trimAll": .strings { cutset, text in GoText.trim(text, cutset: cutset) },
    "trimall": .strings { cutset, text in GoText.trim(text, cutset: cutset) },
    "trimSuffix": .strings { suffix, text in text[...].ends(with: suffix) ? Array(text.dropLast(suffix.count)) : text },
    "trimPrefix": .strings { prefix, text in text.starts(with: prefix) ? Array(text.dropFirst(prefix.count)) : text },
    "nospace": .string { GoText.deletingSpace($0) },
  ]

  private static let searching: [String: GoFunction] = [
    "contains": .comparison { part, text in part.isEmpty || text[...].firstIndex(of: part) != nil },
    "hasPrefix": .comparison { prefix, text in text.starts(with: prefix) },
    "hasSuffix": .comparison { suffix, text in text[...].ends(with: suffix) },
    "replace": GoFunction([.string, .string, .string]) { arguments, call in
      let (old, new, text) = (arguments.string(0), arguments.string(1), arguments.string(2))
      return .string(try GoText.replacing(old, with: new, in: text, call: call))
    },
    "plural": GoFunction([.string, .string, .int]) { arguments, _ in
      .string(arguments.int(2) == 1 ? arguments.string(0) : arguments.string(1))
    },
  ]

  private static let shaping: [String: GoFunction] = [
    "repeat": GoFunction([.int, .string]) { arguments, call in
      .string(try repeated(arguments.string(1), count: arguments.int(0), call: call))
    },
    "indent": GoFunction([.int, .string]) { arguments, call in
      .string(try indented(arguments.string(1), by: arguments.int(0), call: call))
    },
    "nindent": GoFunction([.int, .string]) { arguments, call in
      .string([newline] + (try indented(arguments.string(1), by: arguments.int(0), call: call)))
    },
    "substr": GoFunction([.int, .int, .string]) { arguments, _ in
      .string(try substring(arguments.string(2), from: arguments.int(0), to: arguments.int(1)))
    },
    "trunc": GoFunction([.int, .string]) { arguments, _ in
      let (count, text) = (arguments.int(0), arguments.string(1))
      if count < 0, text.count &+ count > 0 { return .string(Array(text.suffix(0 &- count))) }
      return .string(count >= 0 ? Array(text.prefix(count)) : text)
    },
    "abbrev": GoFunction([.int, .string]) { arguments, _ in
      let (width, text) = (arguments.int(0), arguments.string(1))
      return .string(width < 4 ? text : Abbreviation.abbreviate(text, offset: 0, width: width))
    },
    "abbrevboth": GoFunction([.int, .int, .string]) { arguments, _ in
      let (offset, width, text) = (arguments.int(0), arguments.int(1), arguments.string(2))
      let isTooNarrow = width < 4 || offset > 0 && width < 7
      return .string(isTooNarrow ? text : Abbreviation.abbreviate(text, offset: offset, width: width))
    },
    "wrap": GoFunction([.int, .string]) { arguments, call in
      .string(try WordWrap(width: arguments.int(0)).wrap(arguments.string(1), call: call))
    },
    "wrapWith": GoFunction([.int, .string, .string]) { arguments, call in
      let wrap = WordWrap(width: arguments.int(0), separator: arguments.string(1), breaksWords: true)
      return .string(try wrap.wrap(arguments.string(2), call: call))
    },
  ]

  private static let joining: [String: GoFunction] = [
    "quote": GoFunction([], variadic: .any) { arguments, _ in
      joined(arguments) { value, output in output += GoQuote.quote(value.spelled) }
    },
    "squote": GoFunction([], variadic: .any) { arguments, _ in
      joined(arguments) { value, output in
        output.append(UInt8(ascii: "'"))
        output += GoFormat.text(value)
        output.append(UInt8(ascii: "'"))
      }
    },
    "cat": GoFunction([], variadic: .any) { arguments, _ in
      joined(arguments) { value, output in output += GoFormat.text(value) }
    },
    "toString": GoFunction([.any]) { arguments, _ in
      .string(arguments.any(0).isNull ? Array("<nil>".utf8) : arguments.any(0).spelled)
    },
    "hello": GoFunction([]) { _, _ in .string("Hello!") },
  ]

  private static let newline = UInt8(ascii: "\n")

  /// The values that are not nil, with spaces between them.
  private static func joined(_ values: [GoValue], _ write: (GoValue, inout [UInt8]) -> Void) -> GoValue {
    var output: [UInt8] = []
    var isFirst = true
    for value in values where !value.isNull {
      if !isFirst { output.append(0x20) }
      isFirst = false
      write(value, &output)
    }
    return .string(output)
  }

  private static func repeated(
    _ text: [UInt8], count: Int, call: CallContext
  ) throws(GoFunctionError) -> [UInt8] {
    guard count >= 0 else { throw GoFunctionError("strings: negative Repeat count") }
    try call.spend(count, of: text.count)
    guard !text.isEmpty else { return [] }
    var output: [UInt8] = []
    output.reserveCapacity(count * text.count)
    for _ in 0..<count { output += text }
    return output
  }

  private static func indented(
    _ text: [UInt8], by spaces: Int, call: CallContext
  ) throws(GoFunctionError) -> [UInt8] {
    let padding = try repeated([0x20], count: spaces, call: call)
    let lines = text.filter { $0 == newline }.count
    try call.spend(lines, of: padding.count)
    try call.spend(text.count)
    var output = padding
    output.reserveCapacity(text.count + (lines + 1) * padding.count)
    for byte in text {
      output.append(byte)
      if byte == newline { output += padding }
    }
    return output
  }

  private static func substring(_ text: [UInt8], from start: Int, to end: Int) throws(GoFunctionError) -> [UInt8] {
    let length = text.count
    if start < 0 {
      guard (0...length).contains(end) else { throw .bounds("[:\(end)]" + (end < 0 ? "" : " with length \(length)")) }
      return Array(text[..<end])
    }
    let isToTheEnd = end < 0 || end > length
    guard start <= (isToTheEnd ? length : end) else {
      throw .bounds(isToTheEnd ? "[\(start):\(length)]" : "[\(start):\(end)]")
    }
    return Array(isToTheEnd ? text[start...] : text[start..<end])
  }
}

/// Shortening with dots, as github.com/Masterminds/goutils does it.
private enum Abbreviation {
  private static let marker = Array("...".utf8)

  static func abbreviate(_ text: [UInt8], offset: Int, width: Int) -> [UInt8] {
    guard !text.isEmpty, width >= 4 else { return [] }
    guard text.count > width else { return text }
    var offset = min(offset, text.count)
    if text.count &- offset < width - 3 { offset = text.count - (width - 3) }
    if offset <= 4 { return Array(text.prefix(width - 3)) + marker }
    guard width >= 7 else { return [] }
    if offset + width - 3 < text.count {
      return marker + abbreviate(Array(text[offset...]), offset: 0, width: width - 3)
    }
    return marker + text.suffix(width - 3)
  }
}
