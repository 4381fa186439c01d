// What is wrong with a pattern, worded as Go's regexp/syntax words it.

internal import CRE2

/// A pattern that Go's `regexp` refuses, with its text: ``error parsing regexp: missing closing ): `(` ``.
public struct RegularExpressionError: Error, Hashable, Sendable {
  /// What is wrong, in Go's words.
  public enum Reason: String, Sendable {
    /// Something RE2 did not foresee.
    case internalError = "regexp/syntax: internal error"
    /// `\8`, `\C`.
    case invalidEscape = "invalid escape sequence"
    /// `[[:nope:]]`.
    case invalidCharacterClass = "invalid character class"
    /// `[b-a]`, `\p{Nope}`.
    case invalidCharacterRange = "invalid character class range"
    /// `[a`.
    case missingBracket = "missing closing ]"
    /// `(a`.
    case missingParenthesis = "missing closing )"
    /// `a)`.
    case unexpectedParenthesis = "unexpected )"
    /// `a\`.
    case trailingBackslash = "trailing backslash at end of expression"
    /// `*a`.
    case missingRepeatArgument = "missing argument to repetition operator"
    /// `a{1001}`.
    case invalidRepeatSize = "invalid repeat count"
    /// `a**`.
    case invalidRepeatOperator = "invalid nested repetition operator"
    /// `(?=a)`.
    case invalidPerlSyntax = "invalid or unsupported Perl syntax"
    /// A pattern that is not UTF-8.
    case invalidUTF8 = "invalid UTF-8"
    /// `(?P<a-b>c)`.
    case invalidNamedCapture = "invalid named capture"
    /// A program beyond the limit of memory.
    case tooLarge = "expression too large"
  }

  /// What is wrong.
  public var reason: Reason
  /// The part of the pattern that is wrong; for some reasons the whole of it.
  public var part: String
  /// The number of bytes of the pattern before that part, where it is known.
  public var offset: Int?

  init(reason: Reason, part: String, offset: Int? = nil) {
    self.reason = reason
    self.part = part
    self.offset = offset
  }

  /// The error RE2 gave for `translated`, told of `pattern`.
  init(code: cre2_error, part: String, pattern: String, translated: String) {
    reason = Self.reasons[code.rawValue] ?? .internalError
    // RE2 quotes the translation; where that is the whole pattern, say the pattern that was written.
    let wholePattern: Set<Reason> = [.missingParenthesis, .unexpectedParenthesis, .tooLarge]
    self.part = part == translated || wholePattern.contains(reason) ? pattern : part
    if self.part != pattern, !self.part.isEmpty { offset = Self.offset(of: self.part, in: pattern) }
  }

  private static func offset(of part: String, in pattern: String) -> Int? {
    let (needle, text) = (Array(part.utf8), Array(pattern.utf8))
    guard needle.count <= text.count else { return nil }
    return (0...(text.count - needle.count)).first { text[$0..<($0 + needle.count)].elementsEqual(needle) }
  }

  private static let reasons: [UInt32: Reason] = [
    CRE2_BAD_ESCAPE.rawValue: .invalidEscape,
    CRE2_BAD_CHARACTER_CLASS.rawValue: .invalidCharacterClass,
    CRE2_BAD_CHARACTER_RANGE.rawValue: .invalidCharacterRange,
    CRE2_MISSING_BRACKET.rawValue: .missingBracket,
    CRE2_MISSING_PARENTHESIS.rawValue: .missingParenthesis,
    CRE2_UNEXPECTED_PARENTHESIS.rawValue: .unexpectedParenthesis,
    CRE2_TRAILING_BACKSLASH.rawValue: .trailingBackslash,
    CRE2_REPEAT_ARGUMENT.rawValue: .missingRepeatArgument,
    CRE2_REPEAT_SIZE.rawValue: .invalidRepeatSize,
    CRE2_REPEAT_OPERATOR.rawValue: .invalidRepeatOperator,
    CRE2_BAD_PERL_OPERATOR.rawValue: .invalidPerlSyntax,
    CRE2_BAD_UTF8.rawValue: .invalidUTF8,
    CRE2_BAD_NAMED_CAPTURE.rawValue: .invalidNamedCapture,
    CRE2_PATTERN_TOO_LARGE.rawValue: .tooLarge,
  ]
}

extension RegularExpressionError: CustomStringConvertible {
  /// Go's text.
  public var description: String { "error parsing regexp: \(reason.rawValue): `\(part)`" }
}
