// Sprig's functions that change upper and lower case, or the way words are joined.

internal import GoTemplate

/// Upper and lower case, and the cases of programmers.
enum CaseFunctions {
  static let table: [String: GoFunction] = [
    "upper": .string { mapping($0, GoUnicode.upper) },
    "lower": .string { mapping($0, GoUnicode.lower) },
    "title": .string { title($0) },
    "untitle": .string { uncapitalized($0) },
    "swapcase": .string { swapped($0) },
    "initials": .string { initials($0) },
    "snakecase": .string { WordCase.lowerCase($0, connector: "_") },
    "kebabcase": .string { WordCase.lowerCase($0, connector: "-") },
    "camelcase": .string { WordCase.pascalCase($0) },
  ]

  private static func mapping(_ text: [UInt8], _ change: (Unicode.Scalar) -> Unicode.Scalar) -> [UInt8] {
    GoText.text(GoText.runes(text).map { change($0.scalar) })
  }

  /// `strings.Title`: the first letter of each word, where a word ends at anything but letters, digits and underscores.
  private static func title(_ text: [UInt8]) -> [UInt8] {
    var previous: Unicode.Scalar = " "
    return mapping(text) { scalar in
      defer { previous = scalar }
      return isSeparator(previous) ? GoUnicode.title(scalar) : scalar
    }
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return !(GoUnicode.isLetter(scalar) || GoUnicode.isDigit(scalar) || scalar == "_") }
    if GoUnicode.isLetter(scalar) || GoUnicode.isDigit(scalar) { return false }
    return GoText.isSpace(scalar)
  }

  /// goutils' `Uncapitalize`: the first letter of each word, where words end at spaces only.
  private static func uncapitalized(_ text: [UInt8]) -> [UInt8] {
    var isStart = true
    return mapping(text) { scalar in
      if GoText.isSpace(scalar) {
        isStart = true
        return scalar
      }
      defer { isStart = false }
      return isStart ? GoUnicode.lower(scalar) : scalar
    }
  }

  /// goutils' `SwapCase`.
  private static func swapped(_ text: [UInt8]) -> [UInt8] {
    var isAfterSpace = true
    return mapping(text) { scalar in
      if GoUnicode.isUpper(scalar) || GoUnicode.isTitle(scalar) {
        isAfterSpace = false
        return GoUnicode.lower(scalar)
      }
      guard GoUnicode.isLower(scalar) else {
        isAfterSpace = GoText.isSpace(scalar)
        return scalar
      }
      defer { isAfterSpace = false }
      return isAfterSpace ? GoUnicode.title(scalar) : GoUnicode.upper(scalar)
    }
  }

  /// goutils' `Initials`, which looks at bytes and writes them as characters of Latin-1.
  private static func initials(_ text: [UInt8]) -> [UInt8] {
    var isAfterGap = true
    return text.flatMap { byte -> [UInt8] in
      if GoText.isSpace(Unicode.Scalar(byte)) {
        isAfterGap = true
        return []
      }
      defer { isAfterGap = false }
      return isAfterGap ? GoText.latin1(byte) : []
    }
  }
}
