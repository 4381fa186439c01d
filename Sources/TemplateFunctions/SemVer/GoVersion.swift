// `*semver.Version` as a template sees it.

internal import GoTemplate

/// A version with the methods of Masterminds' type.
final class GoVersion: GoObject {
  let version: SemanticVersion
  /// Whether it is the pointer that `semver` gives, or the plain struct that `IncMajor` and the like give.
  private let isPointer: Bool

  init(_ version: SemanticVersion, isPointer: Bool = true) {
    self.version = version
    self.isPointer = isPointer
  }

  var goTypeName: String { isPointer ? Self.pointerName : "semver.Version" }
  var goKind: String { isPointer ? "ptr" : "struct" }
  var goString: String? { text }
  var text: String { version.text }

  private static let pointerName = "*semver.Version"

  func equals(_ other: any GoObject) -> Bool? {
    guard let other = other as? GoVersion else { return false }
    return version.text == other.version.text && version.original == other.version.original
  }

  func method(named name: String) -> GoFunction? {
    let version = version
    if let compute = Self.parts[name] { return GoFunction([]) { _, _ in compute(version) } }
    if let isTrue = Self.comparisons[name] {
      return GoFunction([.named(Self.pointerName)]) { arguments, _ in
        .bool(isTrue(version.compare(try Self.other(arguments))))
      }
    }
    if let increase = Self.increases[name] {
      return GoFunction([]) { _, _ in .object(GoVersion(try increase(version), isPointer: false)) }
    }
    guard name == "Compare" else { return nil }
    return GoFunction([.named(Self.pointerName)]) { arguments, _ in
      .int(version.compare(try Self.other(arguments)))
    }
  }

  private static func other(_ arguments: [GoValue]) throws(GoFunctionError) -> SemanticVersion {
    guard case .object(let object) = arguments.any(0), let version = object as? GoVersion else {
      throw .nilDereference
    }
    return version.version
  }

  private static let parts: [String: @Sendable (SemanticVersion) -> GoValue] = [
    "Major": { .int(Int64(bitPattern: $0.major), .uint64) },
    "Minor": { .int(Int64(bitPattern: $0.minor), .uint64) },
    "Patch": { .int(Int64(bitPattern: $0.patch), .uint64) },
    "Prerelease": { .string($0.prerelease) },
    "Metadata": { .string($0.metadata) },
    "Original": { .string($0.original) },
    "String": { .string($0.text) },
  ]

  private static let comparisons: [String: @Sendable (Int) -> Bool] = [
    "LessThan": { $0 < 0 },
    "LessThanEqual": { $0 <= 0 },
    "GreaterThan": { $0 > 0 },
    "GreaterThanEqual": { $0 >= 0 },
    "Equal": { $0 == 0 },
  ]

  private static let increases: [String: @Sendable (SemanticVersion) throws -> SemanticVersion] = [
    "IncMajor": { try $0.released(major: $0.major &+ 1, minor: 0, patch: 0) },
    "IncMinor": { try $0.released(major: $0.major, minor: $0.minor &+ 1, patch: 0) },
    "IncPatch": {
      try $0.released(major: $0.major, minor: $0.minor, patch: $0.prerelease.isEmpty ? $0.patch &+ 1 : $0.patch)
    },
  ]
}

extension SemanticVersion {
  /// A version of these numbers, spelled with a leading `v` if this one is.
  fileprivate func released(major: UInt64, minor: UInt64, patch: UInt64) throws(GoFunctionError) -> SemanticVersion {
    try SemanticVersion("\(original.hasPrefix("v") ? "v" : "")\(major).\(minor).\(patch)")
  }
}
