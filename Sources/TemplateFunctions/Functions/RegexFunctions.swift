// Sprig's functions on regular expressions.

internal import GoTemplate
internal import RegularExpressions

/// Regular expressions.
enum RegexFunctions {
  static let table: [String: GoFunction] = finding.merging(replacing) { $1 }

  private static let finding: [String: GoFunction] = [
    "regexMatch": GoFunction([.string, .string]) { arguments, _ in
      .bool((try? compiled(arguments.text(0)))?.matches(arguments.string(1)) ?? false)
    },
    "mustRegexMatch": GoFunction([.string, .string]) { arguments, _ in
      .bool(try compiled(arguments.text(0)).matches(arguments.string(1)))
    },
    "regexQuoteMeta": .string { GoRegularExpression.quoteMeta($0) },
  ].merging(
    both("regexFind", [.string, .string]) { expression, arguments, _ in
      .string(expression.find(in: arguments.string(1)) ?? [])
    }
  ) { $1 }.merging(
    both("regexFindAll", [.string, .string, .int]) { expression, arguments, call in
      let subject = arguments.string(1)
      try call.spend(subject.count)
      let found = expression.findAll(in: subject, limit: arguments.int(2))
      return .slice(GoSlice((found ?? []).map(GoValue.string), of: .string, isNil: found == nil))
    }
  ) { $1 }.merging(
    both("regexSplit", [.string, .string, .int]) { expression, arguments, call in
      let subject = arguments.string(1)
      try call.spend(subject.count)
      let pieces = expression.split(subject, limit: arguments.int(2))
      return .slice(GoSlice((pieces ?? []).map(GoValue.string), of: .string, isNil: pieces == nil))
    }
  ) { $1 }

  private static let replacing: [String: GoFunction] =
    both("regexReplaceAll", [.string, .string, .string]) { expression, arguments, call in
      let (subject, template) = (arguments.string(1), arguments.string(2))
      return .string(try expression.replacingAll(in: subject, with: template, account: call.spend))
    }.merging(
      both("regexReplaceAllLiteral", [.string, .string, .string]) { expression, arguments, call in
        let (subject, replacement) = (arguments.string(1), arguments.string(2))
        return .string(try expression.replacingAll(in: subject, withLiteral: replacement, account: call.spend))
      }
    ) { $1 }

  private typealias Body = @Sendable (GoRegularExpression, [GoValue], CallContext) throws -> GoValue

  /// A function in its two forms: a bad pattern makes one panic, which quotes the pattern once more, and the other fail.
  private static func both(_ name: String, _ parameters: [GoType], _ body: @escaping Body) -> [String: GoFunction] {
    [
      name: GoFunction(parameters) { arguments, call in
        let pattern = arguments.text(0)
        let expression: GoRegularExpression
        do throws(GoFunctionError) {
          expression = try compiled(pattern)
        } catch {
          let quotation = GoQuote.canBackquote(Array(pattern.utf8)) ? "`\(pattern)`" : quoted(Array(pattern.utf8))
          throw GoFunctionError(
            "regexp: Compile(\(quotation)): \(error.message)", redacted: "regexp: Compile: \(error.redactedMessage)")
        }
        return try body(expression, arguments, call)
      },
      "must" + name.prefix(1).uppercased() + name.dropFirst(): GoFunction(parameters) { arguments, call in
        try body(try compiled(arguments.text(0)), arguments, call)
      },
    ]
  }

  private static func compiled(_ pattern: String) throws(GoFunctionError) -> GoRegularExpression {
    do throws(RegularExpressionError) {
      return try GoRegularExpression.compiled(pattern)
    } catch {
      throw GoFunctionError("\(error)", redacted: "error parsing regexp: \(error.reason.rawValue)")
    }
  }
}
