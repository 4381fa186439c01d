// Text that others wrote, on its way to a terminal: it must not move the cursor, hide lines or turn text around.

extension String {
  /// The text with every control and direction character made visible: `\n`, `\x1b`, `\u202e`.
  ///
  /// A remote key of a manifest, a name or an event's message may hold anything; shown as it is, an escape sequence in it
  /// could hide a line of a diff.
  public var visible: String { shown { _, _ in nil } }

  /// As ``visible``, but line breaks and tabs stay, and so do the sequences that set a colour.
  public var visibleInLines: String {
    shown { scalar, rest in
      switch scalar {
      case "\n", "\t": 0
      case "\u{1B}": Self.colors.first { rest.starts(with: $0) }?.count
      default: nil
      }
    }
  }

  /// What follows the escape character in the sequences our own output uses.
  private static let colors = [0, 1, 2, 31, 32, 33, 36].map { Array("[\($0)m".unicodeScalars) }

  /// The text with its unseen characters made visible, except where `kept` says how many more belong to one that stays.
  private func shown(_ kept: (Unicode.Scalar, Substring.UnicodeScalarView) -> Int?) -> String {
    guard unicodeScalars.contains(where: \.isUnseen) else { return self }
    var output = ""
    var rest = unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if !scalar.isUnseen {
        output.unicodeScalars.append(scalar)
      } else if let count = kept(scalar, rest) {
        output.unicodeScalars.append(scalar)
        output.unicodeScalars.append(contentsOf: rest.prefix(count))
        rest = rest.dropFirst(count)
      } else {
        output += scalar.spelled
      }
    }
    return output
  }
}

extension Unicode.Scalar {
  /// Whether a terminal acts on it instead of showing it.
  fileprivate var isUnseen: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  fileprivate var spelled: String {
    switch self {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      let digits = String(value, radix: 16)
      let width = value < 0x100 ? 2 : 4
      return (width == 2 ? "\\x" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
    }
  }
}
