// The few places where the syntax of Go's regexp is not RE2's.

/// Brings a pattern of Go's into the syntax of RE2.
enum GoSyntax {
  /// The pattern for RE2: named groups spelled `(?P<name>`; what only RE2 would take is refused with Go's error.
  ///
  /// Go 1.22 takes `(?<name>…)` and never took `\C`; the RE2 that distributions ship does the reverse.
  static func translate(_ pattern: String) throws(RegularExpressionError) -> String {
    let text = Array(pattern.utf8)
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var index = 0
    var isInClass = false
    while index < text.count {
      let rest = text[index...]
      if text[index] == UInt8(ascii: "\\") {
        guard !isInClass else {
          output.append(contentsOf: rest.prefix(2))
          index += 2
          continue
        }
        if rest.starts(with: #"\C"#.utf8) {
          throw RegularExpressionError(reason: .invalidEscape, part: #"\C"#, offset: index)
        }
        let length = rest.starts(with: #"\Q"#.utf8) ? quotedLength(rest) : 2
        output.append(contentsOf: rest.prefix(length))
        index += length
      } else if isInClass {
        // `[:` opens a named class, whose `]` doesn't close the outer one.
        if rest.starts(with: "[:".utf8), let length = namedClassLength(rest) {
          output.append(contentsOf: rest.prefix(length))
          index += length
        } else {
          if text[index] == UInt8(ascii: "]") { isInClass = false }
          output.append(text[index])
          index += 1
        }
      } else if text[index] == UInt8(ascii: "[") {
        isInClass = true
        // A `]` right after `[` or `[^` is a member of the class.
        let opening = ["[^]", "[]", "[^", "["].first { rest.starts(with: $0.utf8) } ?? "["
        output.append(contentsOf: opening.utf8)
        index += opening.utf8.count
      } else if rest.starts(with: "(?".utf8) {
        let opening = try groupOpening(rest, at: index)
        output.append(contentsOf: opening.translation)
        index += opening.length
      } else {
        output.append(text[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The length of `\Q…\E`, or of all there is where `\E` is missing.
  private static func quotedLength(_ rest: ArraySlice<UInt8>) -> Int {
    let end = rest.indices.dropFirst(2).first { rest[$0...].starts(with: #"\E"#.utf8) }
    return end.map { $0 + 2 - rest.startIndex } ?? rest.count
  }

  /// The length of `[:name:]`, if it is one.
  private static func namedClassLength(_ rest: ArraySlice<UInt8>) -> Int? {
    let end = rest.indices.dropFirst(2).first { rest[$0...].starts(with: ":]".utf8) }
    return end.map { $0 + 2 - rest.startIndex }
  }

  /// What opens a group that begins with `(?`.
  private static func groupOpening(
    _ rest: ArraySlice<UInt8>, at offset: Int
  ) throws(RegularExpressionError) -> (translation: [UInt8], length: Int) {
    let isPythons = rest.count > 4 && rest.starts(with: "(?P<".utf8)
    let isNamed = rest.count > 3 && rest.starts(with: "(?<".utf8)
    guard isPythons || isNamed else {
      if rest.starts(with: "(?P".utf8) || rest.elementsEqual("(?<".utf8) {
        let part = String(decoding: rest.prefix(3), as: UTF8.self)
        throw RegularExpressionError(reason: .invalidPerlSyntax, part: part, offset: offset)
      }
      return (Array("(?".utf8), 2)
    }
    guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
      let part = String(decoding: rest, as: UTF8.self)
      throw RegularExpressionError(reason: .invalidNamedCapture, part: part, offset: offset)
    }
    let name = rest[(rest.startIndex + (isPythons ? 4 : 3))..<end]
    let isWord: (UInt8) -> Bool = { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard !name.isEmpty, name.allSatisfy(isWord) else {
      let part = String(decoding: rest[...end], as: UTF8.self)
      throw RegularExpressionError(reason: .invalidNamedCapture, part: part, offset: offset)
    }
    return (Array("(?P<".utf8) + name + [UInt8(ascii: ">")], end + 1 - rest.startIndex)
  }
}
