// Sprig's functions that choose between values, and the one that fails.

internal import GoTemplate

/// Defaults and choices.
enum FlowFunctions {
  static let table: [String: GoFunction] = [
    "default": GoFunction([.any], variadic: .any) { arguments, _ in
      arguments.any(1).isEmpty ? arguments.any(0) : arguments.any(1)
    },
    "empty": GoFunction([.any]) { arguments, _ in .bool(arguments.any(0).isEmpty) },
    "coalesce": GoFunction([], variadic: .any) { arguments, _ in arguments.first { !$0.isEmpty } ?? .null },
    "all": GoFunction([], variadic: .any) { arguments, _ in .bool(!arguments.contains { $0.isEmpty }) },
    "any": GoFunction([], variadic: .any) { arguments, _ in .bool(arguments.contains { !$0.isEmpty }) },
    "ternary": GoFunction([.any, .any, .bool]) { arguments, _ in
      arguments.any(2).isTrue ? arguments.any(0) : arguments.any(1)
    },
    "fail": GoFunction([.string]) { arguments, _ in
      throw GoFunctionError(arguments.text(0), redacted: "the template calls fail")
    },
  ]
}
