// Constraints on versions as github.com/Masterminds/semver has them: `>=1.2, <3 || ^4`, `1.x`, `1.2 - 1.4`.

internal import GoTemplate

/// A set of constraints: groups of which one must hold, of constraints of which all must hold.
struct VersionConstraints {
  private var groups: [[VersionConstraint]]

  /// Reads constraints.
  init(_ text: String) throws(GoFunctionError) {
    groups = []
    for part in Self.split(Self.rewritingRanges(text)) { groups.append(try Self.group(part)) }
  }

  /// Whether a version satisfies them; pre-releases only where a constraint of the group names one.
  func allow(_ version: SemanticVersion) -> Bool {
    groups.contains { group in
      let namesPrerelease = group.contains { !$0.version.prerelease.isEmpty }
      guard version.prerelease.isEmpty || namesPrerelease else { return false }
      return group.allSatisfy { $0.allows(version) }
    }
  }

  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var rest = Array(text.utf8)[...]
    while let bar = rest.firstIndex(of: Array("||".utf8)) {
      parts.append(String(decoding: rest[..<bar], as: UTF8.self))
      rest = rest[(bar + 2)...]
    }
    return parts + [String(decoding: rest, as: UTF8.self)]
  }

  private static func group(_ text: String) throws(GoFunctionError) -> [VersionConstraint] {
    let improper = GoFunctionError("improper constraint: \(text)", redacted: "improper constraint")
    var scanner = VersionScanner(text)
    var group: [VersionConstraint] = []
    _ = scanner.spaces()
    while true {
      let comparison = VersionConstraint.Comparison.take(from: &scanner)
      _ = scanner.spaces()
      guard let parts = scanner.version(wildcards: true) else { throw improper }
      group.append(try VersionConstraint(comparison, parts))
      let hasSpaces = scanner.spaces()
      if scanner.isAtEnd { return group }
      let hasComma = scanner.take(",")
      guard hasComma || hasSpaces else { throw improper }
      _ = scanner.spaces()
    }
  }

  /// `1.2 - 1.4` as `>= 1.2, <= 1.4`.
  private static func rewritingRanges(_ text: String) -> String {
    var output = ""
    var rest = Substring(text)
    while !rest.isEmpty {
      var scanner = VersionScanner(rest)
      let before = scanner.remainder
      if scanner.version(wildcards: true) != nil {
        let low = before.dropLast(scanner.remainder.count)
        let afterLow = scanner
        if scanner.spaces(), scanner.take("-"), scanner.spaces() {
          let beforeHigh = scanner.remainder
          if scanner.version(wildcards: true) != nil {
            let high = beforeHigh.dropLast(scanner.remainder.count)
            _ = scanner.spaces()
            output += ">= \(low), <= \(high) "
            rest = Substring(scanner.remainder)
            continue
          }
        }
        output += low
        rest = Substring(afterLow.remainder)
        continue
      }
      output.append(rest.removeFirst())
    }
    return output
  }
}

/// One comparison with a version, parts of which may be left open.
struct VersionConstraint {
  /// How versions are compared.
  enum Comparison {
    case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret

    /// Takes an operator off the front; none means equal.
    static func take(from scanner: inout VersionScanner) -> Comparison {
      let word = scanner.first(of: operators.map(\.0)) ?? "="
      return operators.first { $0.0 == word }?.1 ?? .equal
    }

    /// The operators, those first that others begin with.
    private static let operators: [(String, Comparison)] = [
      (">=", .greaterOrEqual), ("=>", .greaterOrEqual), ("<=", .lessOrEqual), ("=<", .lessOrEqual),
      ("!=", .notEqual), ("~>", .tilde), ("~", .tilde), ("^", .caret), (">", .greater), ("<", .less), ("=", .equal),
    ]
  }

  private var comparison: Comparison
  /// The version, open parts being 0.
  private(set) var version: SemanticVersion
  /// Whether any part is open.
  private var isOpen = false
  private var isMinorOpen = false
  private var isPatchOpen = false

  /// A constraint of its parts.
  init(_ comparison: Comparison, _ parts: VersionScanner.Parts) throws(GoFunctionError) {
    self.comparison = comparison
    let isOpenPart: (Int) -> Bool = {
      parts.segments.count <= $0 || ["x", "X", "*"].contains(parts.segments[$0])
    }
    var segments = parts.segments
    if isOpenPart(0) {
      segments = ["0", "0", "0"]
      isOpen = true
    } else if isOpenPart(1) {
      segments = [segments[0], "0", "0"]
      (isOpen, isMinorOpen) = (true, true)
    } else if isOpenPart(2) {
      segments = [segments[0], segments[1], "0"]
      (isOpen, isPatchOpen) = (true, true)
    }
    var text = segments.joined(separator: ".")
    if let prerelease = parts.prerelease { text += "-" + prerelease }
    if !isOpen, let metadata = parts.metadata { text += "+" + metadata }
    guard let version = try? SemanticVersion(text) else { throw GoFunctionError("constraint parser error") }
    self.version = version
  }

  /// Whether a version satisfies it.
  func allows(_ other: SemanticVersion) -> Bool {
    let order = other.compare(version)
    switch comparison {
    case .equal: return isOpen ? allowsTilde(other) : order == 0
    case .notEqual: return allowsNotEqual(other)
    case .greater: return allowsGreater(other)
    case .less: return order < 0
    case .greaterOrEqual: return order >= 0
    case .lessOrEqual:
      guard isOpen else { return order <= 0 }
      if other.major != version.major { return other.major < version.major }
      return other.minor <= version.minor || isMinorOpen
    case .tilde: return allowsTilde(other)
    case .caret: return allowsCaret(other)
    }
  }

  private func allowsGreater(_ other: SemanticVersion) -> Bool {
    guard isOpen else { return other.compare(version) > 0 }
    if other.major != version.major { return other.major > version.major }
    // `>11` means 12 or more, `>11.1` means 11.2 or more.
    if isMinorOpen { return false }
    return isPatchOpen ? other.minor > version.minor : other.compare(version) > 0
  }

  private func allowsNotEqual(_ other: SemanticVersion) -> Bool {
    guard isOpen else { return other.compare(version) != 0 }
    if other.major != version.major { return true }
    if other.minor != version.minor, !isMinorOpen { return true }
    if isMinorOpen { return false }
    if other.patch != version.patch, !isPatchOpen { return true }
    guard isPatchOpen else { return other.compare(version) != 0 }
    return SemanticVersion.comparePrereleases(other.prerelease, version.prerelease) != 0
  }

  /// `~1.2.3` is at least 1.2.3 and less than 1.3; `~1` is any 1.
  private func allowsTilde(_ other: SemanticVersion) -> Bool {
    guard other.compare(version) >= 0 else { return false }
    let isZero = version.major == 0 && version.minor == 0 && version.patch == 0
    if isZero, !isMinorOpen, !isPatchOpen { return true }
    return other.major == version.major && (other.minor == version.minor || isMinorOpen)
  }

  /// `^1.2.3` is at least 1.2.3 and less than 2; `^0.2.3` less than 0.3; `^0.0.3` is 0.0.3.
  private func allowsCaret(_ other: SemanticVersion) -> Bool {
    guard other.compare(version) >= 0 else { return false }
    if version.major > 0 || isMinorOpen { return other.major == version.major }
    guard other.major == 0 else { return false }
    if version.minor > 0 || isPatchOpen { return other.minor == version.minor }
    return other.minor == 0 && other.patch == version.patch
  }
}
