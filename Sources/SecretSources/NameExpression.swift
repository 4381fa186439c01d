// `find.name.regexp`: names that contain a match.

internal import Reconciliation
internal import RegularExpressions

/// A compiled `find.name.regexp`.
struct NameExpression {
  private let expression: GoRegularExpression

  init(_ pattern: String) throws(SecretSourceError) {
    do throws(RegularExpressionError) {
      expression = try GoRegularExpression.compiled(pattern)
    } catch {
      throw .failed(cause: "could not compile find.name.regexp: \(error)", hint: "the syntax is RE2's, as in Go")
    }
  }

  func matches(_ name: String) -> Bool { expression.matches(name) }
}
