// What the lexer cuts a template into.

/// A token with its place in the text.
struct Token {
  enum Kind: Equatable {
    /// A lexical error; the token's text is its description.
    case error
    case eof
    case text
    case leftDelimiter
    case rightDelimiter
    case space
    case pipe
    case declare
    case assign
    case comma
    case leftParenthesis
    case rightParenthesis
    case dot
    case field
    case variable
    case identifier
    case bool
    case null
    case number
    case complex
    case character
    case string
    case rawString
    case keyword(Keyword)
    /// Any other printable ASCII character.
    case other
  }

  enum Keyword: String {
    case block, `break`, `continue`, define, `else`, end, `if`, range, template, with
  }

  var kind: Kind
  var start: Int
  var end: Int
  /// The description of an error.
  var message = ""
}
