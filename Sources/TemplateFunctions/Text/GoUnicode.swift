// Go's package unicode: one character to one character, never to several.

/// Properties and simple case mappings of characters.
enum GoUnicode {
  static func isUpper(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .uppercaseLetter }
  static func isLower(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .lowercaseLetter }
  static func isTitle(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .titlecaseLetter }
  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }

  static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar { simple(scalar, scalar.properties.uppercaseMapping) }
  static func title(_ scalar: Unicode.Scalar) -> Unicode.Scalar { simple(scalar, scalar.properties.titlecaseMapping) }

  static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // The one full mapping of several characters that also has a simple one.
    scalar == "\u{130}" ? "i" : simple(scalar, scalar.properties.lowercaseMapping)
  }

  /// The mapping if it is a single character; `ß` stays `ß`, which has no single upper case.
  private static func simple(_ scalar: Unicode.Scalar, _ mapping: String) -> Unicode.Scalar {
    let scalars = mapping.unicodeScalars
    return scalars.count == 1 ? scalars.first ?? scalar : simpleMappings[scalar] ?? scalar
  }

  /// Characters whose full mapping has several characters and whose simple one differs from them.
  private static let simpleMappings: [Unicode.Scalar: Unicode.Scalar] = {
    var mappings: [Unicode.Scalar: Unicode.Scalar] = [:]
    // Greek letters with iota: 1F80…1FAF map within their block, eight up.
    for block: UInt32 in [0x1F80, 0x1F90, 0x1FA0] {
      for index in block..<(block + 8) {
        guard let lower = Unicode.Scalar(index), let upper = Unicode.Scalar(index + 8) else { continue }
        mappings[lower] = upper
      }
    }
    mappings["\u{1FB3}"] = "\u{1FBC}"
    mappings["\u{1FC3}"] = "\u{1FCC}"
    mappings["\u{1FF3}"] = "\u{1FFC}"
    return mappings
  }()
}
