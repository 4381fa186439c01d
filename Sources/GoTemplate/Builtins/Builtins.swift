// The functions every Go template has.

/// Go's predefined functions (`text/template`, "Functions").
enum Builtins {
  static let functions: [String: GoFunction] = comparisons.merging(collections) { first, _ in first }
    .merging(escapers) { first, _ in first }.merging(printing) { first, _ in first }.merging(logic) { first, _ in first
    }

  private static let printing: [String: GoFunction] = [
    "print": GoFunction([], variadic: .any) { arguments, _ in .string(GoFormat.sprint(arguments)) },
    "println": GoFunction([], variadic: .any) { arguments, _ in .string(GoFormat.sprintln(arguments)) },
    "printf": GoFunction([.string], variadic: .any) { arguments, call throws in
      let text = GoFormat.sprintf(arguments.first?.stringBytes ?? [], Array(arguments.dropFirst()))
      try call.spend(text.count)
      return .string(text)
    },
  ]

  private static let logic: [String: GoFunction] = [
    // `and` and `or` are evaluated by the engine, which leaves arguments out; these entries are their signatures.
    "and": GoFunction([.reflectValue], variadic: .reflectValue) { arguments, _ in
      arguments.first { !$0.isTrue } ?? arguments.last ?? .null
    },
    "or": GoFunction([.reflectValue], variadic: .reflectValue) { arguments, _ in
      arguments.first { $0.isTrue } ?? arguments.last ?? .null
    },
    "not": GoFunction([.reflectValue]) { arguments, _ in .bool(!(arguments.first?.isTrue ?? false)) },
    // `call` is refused by the engine, whatever it is given.
    "call": GoFunction([.reflectValue], variadic: .reflectValue) { _, _ in .null },
  ]
}
