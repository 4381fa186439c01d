// Semantic versions as github.com/Masterminds/semver reads and compares them.

internal import GoTemplate

/// A semantic version.
struct SemanticVersion: Sendable {
  var major: UInt64 = 0
  var minor: UInt64 = 0
  var patch: UInt64 = 0
  var prerelease = ""
  var metadata = ""
  /// The text it was read from.
  var original = ""

  /// The version as text, without a leading `v`.
  var text: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-\(prerelease)")
      + (metadata.isEmpty ? "" : "+\(metadata)")
  }

  /// Reads a version; missing parts count as 0, leading zeros don't count.
  init(_ text: String) throws(GoFunctionError) {
    var scanner = VersionScanner(text)
    guard let parts = scanner.version(wildcards: false), scanner.isAtEnd else {
      throw GoFunctionError("invalid semantic version")
    }
    major = try Self.segment(parts.segments[0])
    minor = parts.segments.count > 1 ? try Self.segment(parts.segments[1]) : 0
    patch = parts.segments.count > 2 ? try Self.segment(parts.segments[2]) : 0
    prerelease = parts.prerelease ?? ""
    metadata = parts.metadata ?? ""
    original = text
    for part in prerelease.split(separator: ".") where part.utf8.count > 1 && part.utf8.first == 0x30 {
      guard !part.utf8.allSatisfy(\.isDigit) else { throw GoFunctionError("version segment starts with 0") }
    }
  }

  private static func segment(_ text: String) throws(GoFunctionError) -> UInt64 {
    guard let number = UInt64(text) else {
      throw GoFunctionError(
        "error parsing version segment: strconv.ParseUint: parsing \"\(text)\": value out of range",
        redacted: "error parsing version segment: value out of range")
    }
    return number
  }

  /// -1, 0 or 1; metadata doesn't count.
  func compare(_ other: SemanticVersion) -> Int {
    for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
      return left < right ? -1 : 1
    }
    if prerelease == other.prerelease { return 0 }
    if prerelease.isEmpty { return 1 }
    return other.prerelease.isEmpty ? -1 : Self.comparePrereleases(prerelease, other.prerelease)
  }

  /// Compares identifier by identifier: numbers before words, less before more.
  static func comparePrereleases(_ left: String, _ right: String) -> Int {
    let (left, right) = (left.split(separator: "."), right.split(separator: "."))
    for index in 0..<max(left.count, right.count) {
      let one = index < left.count ? left[index] : ""
      let other = index < right.count ? right[index] : ""
      guard one != other else { continue }
      if one.isEmpty || other.isEmpty { return one.isEmpty ? -1 : 1 }
      switch (UInt64(one), UInt64(other)) {
      case (let one?, let other?): return one > other ? 1 : -1
      case (_?, nil): return -1
      case (nil, _?): return 1
      case (nil, nil): return one.utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
      }
    }
    return 0
  }
}

/// Takes versions, operators and spaces off the front of a text.
struct VersionScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: some StringProtocol) {
    rest = Array(text.utf8)[...]
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { rest.isEmpty }
  /// What is left.
  var remainder: String { String(decoding: rest, as: UTF8.self) }

  /// The parts of a version's text.
  struct Parts {
    var segments: [String]
    var prerelease: String?
    var metadata: String?
  }

  /// Takes `v1.2.3-alpha.1+build`, the second and third number being optional; with wildcards also `1.x`.
  mutating func version(wildcards: Bool) -> Parts? {
    var scanner = self
    _ = scanner.take("v")
    var parts = Parts(segments: [])
    let fits: (UInt8) -> Bool = { wildcards ? $0.isDigit || Self.wildcards.contains($0) : $0.isDigit }
    guard let first = scanner.run(fits) else { return nil }
    parts.segments.append(first)
    while parts.segments.count < 3, let segment = scanner.after(".", { $0.run(fits) }) {
      parts.segments.append(segment)
    }
    parts.prerelease = scanner.after("-") { $0.identifiers() }
    parts.metadata = scanner.after("+") { $0.identifiers() }
    self = scanner
    return parts
  }

  private static let wildcards = Set("xX*|".utf8)

  /// Takes one character.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Takes spaces; whether there were any.
  mutating func spaces() -> Bool {
    let count = rest.prefix { $0 == 0x20 || (0x09...0x0D).contains($0) && $0 != 0x0B }.count
    rest = rest.dropFirst(count)
    return count > 0
  }

  /// Takes the first of `words` that is there.
  mutating func first(of words: [String]) -> String? {
    guard let word = words.first(where: { rest.starts(with: $0.utf8) }) else { return nil }
    rest = rest.dropFirst(word.utf8.count)
    return word
  }

  private mutating func run(_ fits: (UInt8) -> Bool) -> String? {
    let run = rest.prefix(while: fits)
    guard !run.isEmpty else { return nil }
    rest = rest.dropFirst(run.count)
    return String(decoding: run, as: UTF8.self)
  }

  /// Takes a character and what must follow it, or neither.
  private mutating func after(_ character: Unicode.Scalar, _ body: (inout VersionScanner) -> String?) -> String? {
    var scanner = self
    guard scanner.take(character), let found = body(&scanner) else { return nil }
    self = scanner
    return found
  }

  /// Words of letters, digits and hyphens with dots between them.
  private mutating func identifiers() -> String? {
    guard var text = run(Self.isIdentifier) else { return nil }
    while let next = after(".", { $0.run(Self.isIdentifier) }) { text += "." + next }
    return text
  }

  private static func isIdentifier(_ byte: UInt8) -> Bool {
    byte.isDigit || byte == UInt8(ascii: "-") || (0x61...0x7A).contains(byte | 0x20) && byte >= 0x41
  }
}
