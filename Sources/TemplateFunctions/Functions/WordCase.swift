// Snake, kebab and Pascal case, as github.com/huandu/xstrings finds words.

internal import GoTemplate

/// Changes how words are joined.
enum WordCase {
  /// Words in lower case with `connector` between them.
  static func lowerCase(_ text: [UInt8], connector: Unicode.Scalar) -> [UInt8] {
    var words = Words(GoText.runes(text))
    var output = Output(connector: connector)
    var (kind, word) = words.next()
    while !words.isAtEnd {
      if kind != .connector { output.append(word, of: kind) }
      let (previousKind, previous) = (kind, word)
      (kind, word) = words.next()
      switch previousKind {
      case .number:
        (kind, word) = output.appendAll(from: (kind, word), &words)
        if kind != .none, kind != .punctuation, kind != .connector { output.appendConnector() }
      case .connector: output.append(previous, of: previousKind)
      case .punctuation: break
      case .none, .upper, .alphabet, .other:
        guard kind == .number else {
          if kind != .connector, kind != .punctuation { output.appendConnector() }
          break
        }
        guard !words.isAtEnd else { break }
        let number = word
        (kind, word) = words.next()
        guard kind == .alphabet else {
          // The number belongs to the word before: `Bld4Floor` is `bld4_floor`.
          output.append(number, of: .number)
          if kind != .connector, kind != .punctuation { output.appendConnector() }
          break
        }
        // Letters in lower case after the number make it a word of its own: `HTTP2xx` is `http_2xx`.
        output.appendConnector()
        output.append(number, of: .number)
        (kind, word) = output.appendAll(from: (kind, word), &words)
        if kind != .none, kind != .connector, kind != .punctuation { output.appendConnector() }
      }
    }
    output.append(word, of: kind)
    return output.bytes
  }

  /// Words with a capital first letter and nothing between them; connectors at the start stay.
  ///
  /// Capitals right behind the capital that a word begins with become small: `DB_HOST` is `DbHost`.
  static func pascalCase(_ text: [UInt8]) -> [UInt8] {
    var rest = GoText.runes(text).map(\.scalar)[...]
    guard var current = rest.first else { return [] }
    var output: [Unicode.Scalar] = []
    var isInCapitals = false
    while let scalar = rest.popFirst() {
      current = scalar
      guard isConnector(scalar) else {
        isInCapitals = GoUnicode.isUpper(scalar)
        current = GoUnicode.upper(scalar)
        break
      }
      output.append(scalar)
    }
    // Where nothing follows, the library writes the last character once more, and so a lone connector twice.
    guard !rest.isEmpty else { return GoText.text(output + [current]) }
    while let scalar = rest.popFirst() {
      let previous = current
      current = scalar
      if isConnector(current), isConnector(previous) {
        output.append(previous)
      } else if isConnector(previous) {
        isInCapitals = GoUnicode.isUpper(current)
        current = GoUnicode.upper(current)
      } else {
        isInCapitals = isInCapitals && GoUnicode.isUpper(current)
        if isInCapitals { current = GoUnicode.lower(current) }
        output.append(previous)
      }
    }
    return GoText.text(output + [current])
  }

  static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || GoText.isSpace(scalar)
  }

  private enum Kind {
    case none, number, upper, alphabet, connector, punctuation, other
  }

  /// What is written.
  private struct Output {
    var connector: Unicode.Scalar
    var bytes: [UInt8] = []

    mutating func appendConnector() { bytes += Array(String(connector).utf8) }

    mutating func append(_ word: ArraySlice<GoText.Rune>, of kind: Kind) {
      for rune in word {
        if kind != .upper, kind != .connector {
          bytes += rune.bytes
        } else if isConnector(rune.scalar) {
          appendConnector()
        } else {
          bytes += Array(String(GoUnicode.isUpper(rune.scalar) ? GoUnicode.lower(rune.scalar) : rune.scalar).utf8)
        }
      }
    }

    /// Writes this word and those after it as long as they are letters or numbers; gives the first that isn't.
    mutating func appendAll(
      from first: (Kind, ArraySlice<GoText.Rune>), _ words: inout Words
    ) -> (Kind, ArraySlice<GoText.Rune>) {
      var (kind, word) = first
      while kind == .alphabet || kind == .number {
        append(word, of: kind)
        (kind, word) = words.next()
      }
      return (kind, word)
    }
  }

  /// Finds words.
  private struct Words {
    private var rest: ArraySlice<GoText.Rune>

    init(_ runes: [GoText.Rune]) {
      rest = runes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func next() -> (Kind, ArraySlice<GoText.Rune>) {
      guard let first = rest.first else { return (.none, []) }
      guard first.isValid else { return (.none, take(1)) }
      let scalar = first.scalar
      if isConnector(scalar) { return (.connector, take { isConnector($0) }) }
      if GoUnicode.isPunctuation(scalar) { return (.punctuation, take(while: GoUnicode.isPunctuation)) }
      if GoUnicode.isUpper(scalar) { return (.upper, takeUpper()) }
      if WordCase.isAlphabet(scalar) {
        return (.alphabet, take { WordCase.isAlphabet($0) && !GoUnicode.isUpper($0) })
      }
      if GoUnicode.isNumber(scalar) { return (.number, take(while: GoUnicode.isNumber)) }
      return (
        .other,
        take {
          !(isConnector($0) || WordCase.isAlphabet($0) || GoUnicode.isNumber($0) || GoUnicode.isPunctuation($0))
        }
      )
    }

    /// `HTTP` of `HTTPServer`, or `Server`.
    private mutating func takeUpper() -> ArraySlice<GoText.Rune> {
      let capitals = rest.prefix { GoUnicode.isUpper($0.scalar) || !$0.isValid }.count
      guard capitals == 1 else {
        let follower = rest.dropFirst(capitals).first?.scalar
        // The last capital begins the next word: the `S` of `HTTPServer`.
        return take(follower.map(WordCase.isAlphabet) ?? false ? capitals - 1 : capitals)
      }
      return take { WordCase.isAlphabet($0) && !GoUnicode.isUpper($0) }
    }

    /// The first character and those after it that fit.
    private mutating func take(while fits: (Unicode.Scalar) -> Bool) -> ArraySlice<GoText.Rune> {
      let followers = rest.dropFirst().prefix { !$0.isValid || fits($0.scalar) }.count
      return take(1 + followers)
    }

    private mutating func take(_ count: Int) -> ArraySlice<GoText.Rune> {
      let word = rest.prefix(count)
      rest = rest.dropFirst(count)
      return word
    }
  }

  /// Letters, but not those of Chinese writing: there words have no such marks.
  static func isAlphabet(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: false
    default: GoUnicode.isLetter(scalar)
    }
  }
}
