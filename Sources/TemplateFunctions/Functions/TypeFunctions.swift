// Sprig's functions on types.

internal import GoTemplate

/// Types and kinds.
enum TypeFunctions {
  static let table: [String: GoFunction] = [
    "typeOf": GoFunction([.any]) { arguments, _ in .string(arguments.any(0).typeName) },
    "typeIs": GoFunction([.string, .any]) { arguments, _ in
      .bool(arguments.string(0).elementsEqual(arguments.any(1).typeName.utf8))
    },
    "typeIsLike": GoFunction([.string, .any]) { arguments, _ in
      let (target, name) = (arguments.text(0), arguments.any(1).typeName)
      return .bool(target == name || "*" + target == name)
    },
    "kindOf": GoFunction([.any]) { arguments, _ in .string(arguments.any(0).kindName) },
    "kindIs": GoFunction([.string, .any]) { arguments, _ in
      .bool(arguments.string(0).elementsEqual(arguments.any(1).kindName.utf8))
    },
    "deepEqual": GoFunction([.any, .any]) { arguments, call in
      .bool(try DeepEquality(call: call).areEqual(arguments.any(0), arguments.any(1)))
    },
  ]
}
