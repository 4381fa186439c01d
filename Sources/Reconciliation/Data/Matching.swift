// Regular expressions where the controller uses them unanchored.

internal import RegularExpressions

/// Whether a text contains a match of an expression, as Go's `regexp.MatchString` has it.
func matches(_ pattern: String, _ text: String) throws(SecretSourceError) -> Bool {
  do throws(RegularExpressionError) {
    return try GoRegularExpression.compiled(pattern).matches(text)
  } catch {
    throw .failed(cause: error.description, hint: "the syntax is RE2's, as in Go")
  }
}
