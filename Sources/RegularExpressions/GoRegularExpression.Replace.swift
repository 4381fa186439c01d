// Replacing, with Go's templates for what is put in.

extension GoRegularExpression {
  /// The subject with every match replaced by `template`, in which `$1`, `${1}`, `$name`, `${name}` stand for groups
  /// and `$$` for a dollar sign, as Go's `ReplaceAllString`.
  ///
  /// A name is as long as it can be: `$1x` is the group named `1x`. What names no group stands for nothing.
  public func replacingAll(in subject: [UInt8], with template: [UInt8]) -> [UInt8] {
    replacingAll(in: subject, with: template) { (_: Int) throws(Never) in }
  }

  /// The same, telling `account` of the bytes before each match and in its place, so that it can stop what grows too large.
  public func replacingAll<Failure: Error>(
    in subject: [UInt8], with template: [UInt8], account: (Int) throws(Failure) -> Void
  ) throws(Failure) -> [UInt8] {
    let parts = Replacement.parse(template)
    return try replacingAll(in: subject, account) { match, output in
      for part in parts {
        switch part {
        case .text(let text): output.append(contentsOf: text)
        case .group(let index): append(match.indices.contains(index) ? match[index] : nil, of: subject, to: &output)
        case .named(let name):
          let found = groupNames.indices.first { groupNames[$0].utf8.elementsEqual(name) && match[$0 + 1] != nil }
          append(found.flatMap { match[$0 + 1] }, of: subject, to: &output)
        }
      }
    }
  }

  /// The subject with every match replaced by `replacement` as it is, as Go's `ReplaceAllLiteralString`.
  public func replacingAll(in subject: [UInt8], withLiteral replacement: [UInt8]) -> [UInt8] {
    replacingAll(in: subject, withLiteral: replacement) { (_: Int) throws(Never) in }
  }

  /// The same, telling `account` of the bytes before each match and in its place, so that it can stop what grows too large.
  public func replacingAll<Failure: Error>(
    in subject: [UInt8], withLiteral replacement: [UInt8], account: (Int) throws(Failure) -> Void
  ) throws(Failure) -> [UInt8] {
    try replacingAll(in: subject, account) { _, output in output.append(contentsOf: replacement) }
  }

  private func append(_ range: Range<Int>?, of subject: [UInt8], to output: inout [UInt8]) {
    if let range { output.append(contentsOf: subject[range]) }
  }

  private func replacingAll<Failure: Error>(
    in subject: [UInt8], _ account: (Int) throws(Failure) -> Void, by put: (Match, inout [UInt8]) -> Void
  ) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    var copiedEnd = 0
    var position = 0
    while position <= subject.count, let match = firstMatch(in: subject, from: position),
      let whole = match.first ?? nil
    {
      let countBefore = output.count
      output.append(contentsOf: subject[copiedEnd..<whole.lowerBound])
      // An empty match right after another match is left alone: `a*` replaces "baac" in three places, not four.
      if whole.upperBound > copiedEnd || whole.lowerBound == 0 { put(match, &output) }
      try account(output.count - countBefore)
      copiedEnd = whole.upperBound
      let width = max(Self.characterWidth(in: subject, at: position), 1)
      position = max(position + width, whole.upperBound)
    }
    output.append(contentsOf: subject[min(copiedEnd, subject.count)...])
    return output
  }
}

/// The parts of a replacement's template, as Go's `Regexp.Expand` reads it.
enum Replacement: Equatable {
  /// Text that stands for itself.
  case text([UInt8])
  /// A group by its number.
  case group(Int)
  /// A group by its name.
  case named([UInt8])

  static func parse(_ template: [UInt8]) -> [Replacement] {
    var parts: [Replacement] = []
    var rest = template[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      if dollar > rest.startIndex { parts.append(.text(Array(rest[..<dollar]))) }
      rest = rest[(dollar + 1)...]
      if rest.first == UInt8(ascii: "$") {
        parts.append(.text([UInt8(ascii: "$")]))
        rest = rest.dropFirst()
      } else if let reference = reference(in: &rest) {
        parts.append(reference)
      } else {
        parts.append(.text([UInt8(ascii: "$")]))
      }
    }
    if !rest.isEmpty { parts.append(.text(Array(rest))) }
    return parts
  }

  /// Takes a group's number or name, with braces or without, from what follows a dollar sign.
  private static func reference(in rest: inout ArraySlice<UInt8>) -> Replacement? {
    let hasBrace = rest.first == UInt8(ascii: "{")
    let text = hasBrace ? rest.dropFirst() : rest
    var end = text.startIndex
    while end < text.endIndex {
      let width = GoRegularExpression.characterWidth(in: Array(text[end...].prefix(4)), at: 0)
      guard isNameCharacter(text[end..<(end + width)]) else { break }
      end += width
    }
    let name = text[..<end]
    guard !name.isEmpty else { return nil }
    if hasBrace {
      guard end < text.endIndex, text[end] == UInt8(ascii: "}") else { return nil }
      end += 1
    }
    rest = text[end...]
    return number(name).map(Replacement.group) ?? .named(Array(name))
  }

  private static func isNameCharacter(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first else {
      return false
    }
    if scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }

  /// The number a name is, unless it has a leading zero or more than eight digits.
  private static func number(_ name: ArraySlice<UInt8>) -> Int? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard name.allSatisfy(digits.contains), name.count == 1 || name.first != UInt8(ascii: "0") else { return nil }
    guard name.count <= 9 else { return nil }
    return name.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
