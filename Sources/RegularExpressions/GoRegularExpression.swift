// Regular expressions as Go's package regexp has them: the controller's patterns are written for it, and RE2 is its model.

internal import CRE2
internal import Synchronization

/// A regular expression of Go's `regexp`: its syntax, its leftmost-first matches, its error texts, linear time.
///
/// Subjects are bytes, as Go's strings are. One difference remains: in text that is not UTF-8, Go lets `.` and negated
/// classes match a single broken byte, and RE2 does not.
public final class GoRegularExpression: Sendable {
  /// The pattern as it was written.
  public let pattern: String

  /// The name of each capturing group, from 1; empty where it has none.
  public let groupNames: [String]

  private nonisolated(unsafe) let compiled: OpaquePointer  // RE2: immutable once compiled, safe for concurrent use

  /// Patterns whose compiled program would take more memory than this are refused; Go's limit is of the same order.
  static let memoryLimit: Int64 = 64 << 20

  /// Compiles `pattern`, or throws what Go says of it.
  public init(_ pattern: String) throws(RegularExpressionError) {
    var translated = try GoSyntax.translate(pattern)
    let handle = translated.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, Self.memoryLimit) }
    }
    guard let handle else { throw RegularExpressionError(reason: .tooLarge, part: pattern) }
    let code = cre2_error_code(handle)
    guard code == CRE2_OK else {
      var length = 0
      let argument = cre2_error_argument(handle, &length)
      let part = UnsafeRawBufferPointer(start: argument, count: argument == nil ? 0 : length)
      let error = RegularExpressionError(
        code: code, part: String(decoding: part, as: UTF8.self), pattern: pattern, translated: translated)
      cre2_free(handle)
      throw error
    }
    self.pattern = pattern
    self.compiled = handle
    let count = Int(cre2_group_count(handle))
    self.groupNames = (0..<max(count, 0)).map { index in
      var length = 0
      guard let name = cre2_group_name(handle, Int32(index + 1), &length) else { return "" }
      return String(decoding: UnsafeRawBufferPointer(start: name, count: length), as: UTF8.self)
    }
  }

  deinit {
    cre2_free(compiled)
  }

  /// Where a match and its groups stand: index 0 is the whole match, nil a group that took no part.
  public typealias Match = [Range<Int>?]

  /// The leftmost match at or after `start`, with every group; nil when there is none.
  ///
  /// RE2's `\B` is between any two bytes of a character too, Go's only between characters.
  public func firstMatch(in subject: [UInt8], from start: Int = 0) -> Match? {
    var start = start
    while let match = firstByteMatch(in: subject, from: start) {
      guard let whole = match.first ?? nil, whole.isEmpty,
        Self.isInsideCharacter(in: subject, at: whole.lowerBound)
      else { return match }
      start = whole.lowerBound + 1
    }
    return nil
  }

  private func firstByteMatch(in subject: [UInt8], from start: Int) -> Match? {
    guard (0...subject.count).contains(start) else { return nil }
    let groups = groupNames.count + 1
    var offsets = [Int](repeating: -1, count: groups * 2)
    let isFound = subject.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        cre2_match(compiled, $0.baseAddress, $0.count, start, &offsets, Int32(clamping: groups))
      }
    }
    guard isFound else { return nil }
    return (0..<groups).map { index in
      let (begin, end) = (offsets[index * 2], offsets[index * 2 + 1])
      return begin >= 0 && begin <= end ? begin..<end : nil
    }
  }

  /// Whether there is a match anywhere, as Go's `MatchString` (not anchored).
  public func matches(_ subject: [UInt8]) -> Bool {
    subject.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { cre2_match(compiled, $0.baseAddress, $0.count, 0, nil, 0) }
    }
  }

  /// Whether there is a match anywhere in a text.
  public func matches(_ subject: String) -> Bool { matches(Array(subject.utf8)) }
}

extension GoRegularExpression {
  private static let cache = Mutex<[String: GoRegularExpression]>([:])

  /// More patterns than one run's manifests have; beyond it the cache starts anew.
  private static let cacheLimit = 256

  /// The compiled `pattern`, compiled at most once as long as it stays in a small cache of the process.
  public static func compiled(_ pattern: String) throws(RegularExpressionError) -> GoRegularExpression {
    // Two patterns that are canonically equal are one key: the pattern kept with the expression tells them apart.
    let known = cache.withLock { $0[pattern] }
    if let known, known.pattern.utf8.elementsEqual(pattern.utf8) { return known }
    let expression = try GoRegularExpression(pattern)
    cache.withLock { cache in
      if cache.count >= cacheLimit { cache.removeAll() }
      cache[pattern] = expression
    }
    return expression
  }
}
