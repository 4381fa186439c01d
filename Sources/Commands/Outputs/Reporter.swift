// Errors and warnings on standard error: worded and laid out in one place.

import Basics
import YAML

/// Prints located errors with the line they are about.
struct Reporter: Sendable {
  let environment: Environment
  private let excerpts: SourceExcerpts

  /// - Parameters:
  ///   - environment: The world.
  ///   - sources: The texts of the files that errors may be about.
  init(environment: Environment, sources: [String: [UInt8]] = [:]) {
    self.environment = environment
    excerpts = SourceExcerpts(sources)
  }

  /// Prints an error.
  func error(_ error: LocatedError) { report(error, as: "error") }

  /// Prints a warning.
  func warning(_ warning: LocatedError) { report(warning, as: "warning") }

  private func report(_ error: LocatedError, as severity: String) {
    environment.note("\(severity): \(error)")
    for line in excerpts.lines(for: error) { environment.note(line) }
    if let hint = error.hint {
      environment.note(
        "  hint: " + hint.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  "))
    }
  }
}
