// Sprig's functions on semantic versions.

internal import GoTemplate

/// Semantic versions.
enum SemVerFunctions {
  static let table: [String: GoFunction] = [
    "semver": GoFunction([.string]) { arguments, _ in .object(GoVersion(try SemanticVersion(arguments.text(0)))) },
    "semverCompare": GoFunction([.string, .string]) { arguments, _ in
      let constraints = try VersionConstraints(arguments.text(0))
      return .bool(constraints.allow(try SemanticVersion(arguments.text(1))))
    },
  ]
}
