// Findings as SARIF 2.1.0, which code scanning services read.

public import Basics

/// Makes a SARIF log.
public enum SARIF {
  /// The log of a report.
  public static func log(_ report: ValidationReport, version: String) -> JSON {
    let rules = CheckTable.checks.map { check in rule(check.id, check.severity, check.abstract) }
    let others = CheckTable.otherIDs.map { rule($0.id, $0.severity, $0.abstract) }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": ["name": "kubectl-extsecret", "version": .string(version), "rules": .array(rules + others)]
          ], "results": .array(report.findings.map(result)),
        ]
      ],
    ]
  }

  private static func rule(_ id: String, _ severity: Severity, _ abstract: String) -> JSON {
    [
      "id": .string(id), "shortDescription": ["text": .string(abstract)],
      "defaultConfiguration": ["level": .string(level(severity))],
    ]
  }

  private static func level(_ severity: Severity) -> String { severity == .info ? "note" : severity.rawValue }

  private static func result(_ finding: Finding) -> JSON {
    let error = finding.error
    var text = error.message
    if let path = error.path { text = "\(path): \(text)" }
    if let hint = error.hint { text += " (\(hint))" }
    var members: JSON.Members = [
      "ruleId": .string(finding.id), "level": .string(level(finding.severity)), "message": ["text": .string(text)],
    ]
    if let file = error.file {
      var location: JSON.Members = ["artifactLocation": ["uri": .string(file)]]
      if let range = error.range {
        location.append(
          "region", ["startLine": .int(Int(range.start.line)), "startColumn": .int(Int(range.start.column))])
      }
      members.append("locations", [["physicalLocation": .object(location)]])
    }
    return .object(members)
  }
}
