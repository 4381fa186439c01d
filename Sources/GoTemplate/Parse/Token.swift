// What the lexer cuts a template into.

/// A token: its kind and its place in the text.
struct Token {
  enum Kind: UInt8 {
    /// What can't be a token; the lexer knows why.
    case error
    case eof
    case text
    case leftDelimiter
    case rightDelimiter
    case space
    case pipe
    case declare
    case assign
    case leftParenthesis
    case rightParenthesis
    case field
    case variable
    case identifier
    case bool
    case number
    case complex
    case character
    case string
    case rawString
    /// Any other printable ASCII character, such as a comma.
    case other
    // Keywords, which messages show as `<if>`; Go counts the dot and nil among them.
    case block, `break`, `continue`, define, dot, `else`, end, `if`, `nil`, range, template, with
  }

  let kind: Kind
  /// Offsets of the first byte and of the one after the last.
  let start: Int
  let end: Int

  var isKeyword: Bool { kind.rawValue >= Kind.block.rawValue }

  /// Whether an operand of a command may begin with it.
  var beginsOperand: Bool {
    switch kind {
    case .bool, .character, .complex, .dot, .field, .identifier, .number, .nil, .rawString, .string, .variable,
      .leftParenthesis:
      true
    default: false
    }
  }
}
