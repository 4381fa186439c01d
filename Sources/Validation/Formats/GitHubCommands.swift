// Findings as GitHub's workflow commands, which annotate the lines of a pull request.

import Basics

/// Writes workflow commands.
public enum GitHubCommands {
  /// One command a finding.
  public static func text(_ report: ValidationReport) -> String {
    report.findings.map { finding in
      let error = finding.error
      var properties: [String] = []
      if let file = error.file { properties.append("file=" + property(file)) }
      if let range = error.range { properties += ["line=\(range.start.line)", "col=\(range.start.column)"] }
      properties.append("title=" + property(finding.id))
      let word = finding.severity == .info ? "notice" : finding.severity.rawValue
      let message = [error.path.map { "\($0): " } ?? "", error.message, error.hint.map { " (\($0))" } ?? ""].joined()
      return "::\(word) \(properties.joined(separator: ","))::\(data(message))\n"
    }.joined()
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
