// Where in a file something stands.

/// A place in a text: line and column for people, byte offset for cutting.
public struct SourceMark: Sendable, Hashable, Comparable {
  /// The line, counted from 1.
  public var line: Int32
  /// The column in code points, counted from 1.
  public var column: Int32
  /// The offset in bytes, counted from 0.
  public var offset: Int32

  /// A mark at the given place.
  public init(line: Int, column: Int, offset: Int) {
    self.line = Int32(clamping: line)
    self.column = Int32(clamping: column)
    self.offset = Int32(clamping: offset)
  }

  /// The order of the text.
  public static func < (left: SourceMark, right: SourceMark) -> Bool { left.offset < right.offset }
}

/// A stretch of a text, its end exclusive.
public struct SourceRange: Sendable, Hashable {
  /// The first character's place.
  public var start: SourceMark
  /// The place after the last character.
  public var end: SourceMark

  /// The stretch from `start` up to, not including, `end`.
  public init(start: SourceMark, end: SourceMark) {
    self.start = start
    self.end = end
  }
}
