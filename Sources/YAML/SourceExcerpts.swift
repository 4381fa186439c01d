// The lines that the errors of a run are about, laid out below their messages.

public import Basics
import Synchronization

/// Quotes lines of several files; each file is looked through once, however many errors are in it.
public final class SourceExcerpts: Sendable {
  private let sources: [String: [UInt8]]
  private let excerpts = Mutex<[String: SourceExcerpt]>([:])

  /// Quotes from files.
  ///
  /// - Parameter sources: The files' texts by the names errors know them by.
  public init(_ sources: [String: [UInt8]]) { self.sources = sources }

  /// The line an error is about with its number, and a caret below the place; none if the error is about no line.
  public func lines(for error: LocatedError) -> [String] {
    guard let file = error.file, let range = error.range, let source = sources[file] else { return [] }
    let excerpt = excerpts.withLock { excerpts in
      if let known = excerpts[file] { return known }
      let new = SourceExcerpt(source)
      excerpts[file] = new
      return new
    }
    let number = String(range.start.line)
    let margin = String(repeating: " ", count: number.utf8.count)
    return (excerpt.lines(for: range) ?? []).enumerated().map { "  \($0 == 0 ? number : margin) | \($1)" }
  }
}
