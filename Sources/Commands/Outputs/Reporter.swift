// Errors and warnings on standard error: worded and laid out in one place.

import Basics
import YAML

/// Prints located errors with the line they are about.
struct Reporter: Sendable {
  let environment: Environment
  /// The text of the files that errors may be about.
  var sources: [String: [UInt8]] = [:]

  /// Prints an error.
  func error(_ error: LocatedError) { report(error, as: "error") }

  /// Prints a warning.
  func warning(_ warning: LocatedError) { report(warning, as: "warning") }

  private func report(_ error: LocatedError, as severity: String) {
    environment.note("\(severity): \(error)")
    if let file = error.file, let range = error.range, let source = sources[file],
      let lines = SourceExcerpt(source).lines(for: range)
    {
      let number = String(range.start.line)
      let margin = String(repeating: " ", count: number.utf8.count)
      for (index, line) in lines.enumerated() { environment.note("  \(index == 0 ? number : margin) | \(line)") }
    }
    if let hint = error.hint {
      environment.note(
        "  hint: " + hint.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  "))
    }
  }
}
