// Findings for people: one line a finding, the source line and a caret below it.

import Basics
import YAML

/// Lays findings out as text.
public struct FindingText: Sendable {
  private let usesColor: Bool
  private let excerpts: SourceExcerpts

  /// A layout that quotes from these files.
  public init(sources: [String: [UInt8]], usesColor: Bool) {
    excerpts = SourceExcerpts(sources)
    self.usesColor = usesColor
  }

  /// The text of a report.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - isQuiet: Whether files and source lines are left out, and the summary of a clean run.
  /// - Returns: The text; empty for a clean run if quiet.
  public func text(_ report: ValidationReport, isQuiet: Bool) -> String {
    var lines: [String] = []
    var file: String?
    for finding in report.findings {
      if let file, file != finding.error.file, !isQuiet { lines.append("") }
      file = finding.error.file
      lines.append(line(finding))
      guard !isQuiet else { continue }
      lines += excerpts.lines(for: finding.error)
      if let hint = finding.error.hint { lines.append("  hint: \(hint)") }
    }
    guard !(isQuiet && report.findings.isEmpty) else { return "" }
    if !report.findings.isEmpty, !isQuiet { lines.append("") }
    lines.append(summary(report))
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ finding: Finding) -> String {
    let error = finding.error
    let place = error.file.map { file in
      error.range.map { "\(file):\($0.start.line):\($0.start.column): " } ?? "\(file): "
    }
    let object = error.object.map { "\($0): " } ?? ""
    let path = error.path.map { $0.steps.isEmpty ? "" : "\($0): " } ?? ""
    return "\(place ?? "")\(word(finding.severity)): \(object)\(path)\(error.message) [\(finding.id)]"
  }

  private func word(_ severity: Severity) -> String {
    guard usesColor else { return severity.rawValue }
    let color =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .info: "36"
      }
    return "\u{1B}[\(color)m\(severity.rawValue)\u{1B}[0m"
  }

  private func summary(_ report: ValidationReport) -> String {
    func count(_ number: Int, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }
    return "\(count(report.files, "file")), \(count(report.objects, "object")): "
      + "\(count(report.count(.error), "error")), \(count(report.count(.warning), "warning"))"
  }
}
