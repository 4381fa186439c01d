// What a stream is made of.

public import Basics

extension YAML {
  /// One document of a stream.
  public struct Document: Sendable {
    /// The document's root, located; or why it can't be read.
    public var content: Result<JSON, LocatedError>
    /// The lines the document covers, counted from 1.
    public var lines: Range<Int>
    /// What is legal but surely not meant, duplicate keys above all.
    public var warnings: [LocatedError]

    /// A document.
    public init(content: Result<JSON, LocatedError>, lines: Range<Int>, warnings: [LocatedError] = []) {
      self.content = content
      self.lines = lines
      self.warnings = warnings
    }
  }
}
