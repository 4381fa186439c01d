// Findings as a JUnit report, which CI services show as tests: a file is a suite, a finding a failed case.

import Basics

/// Writes a JUnit report.
public enum JUnit {
  /// The report as XML.
  ///
  /// - Parameters:
  ///   - report: The findings.
  ///   - files: Every file that was read, so that the clean ones appear as passed.
  /// - Returns: The XML.
  public static func xml(_ report: ValidationReport, files: [String]) -> String {
    let byFile = Dictionary(grouping: report.findings) { $0.error.file ?? "" }
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    let failures = report.findings.count { $0.severity != .info }
    lines.append("<testsuites name=\"kubectl-extsecret validate\" failures=\"\(failures)\">")
    for file in Set(files).union(byFile.keys).sorted() {
      let findings = byFile[file] ?? []
      let failed = findings.count { $0.severity != .info }
      lines.append("  <testsuite name=\"\(escaped(file))\" tests=\"\(max(1, findings.count))\" failures=\"\(failed)\">")
      if findings.isEmpty { lines.append("    <testcase name=\"valid\" classname=\"\(escaped(file))\"/>") }
      for finding in findings { lines += testCase(finding, file) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func testCase(_ finding: Finding, _ file: String) -> [String] {
    let name = "\(finding.id) \(finding.error.object.map(\.description) ?? "")"
    let head = "    <testcase name=\"\(escaped(name))\" classname=\"\(escaped(file))\""
    guard finding.severity != .info else { return [head + "/>"] }
    return [
      head + ">",
      "      <failure type=\"\(finding.severity.rawValue)\" message=\"\(escaped(finding.error.message))\">"
        + escaped(finding.error.description) + "</failure>", "    </testcase>",
    ]
  }

  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": output += " "
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
