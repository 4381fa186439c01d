// Findings for machines: the contract's FindingList.

public import Basics

/// Makes a `FindingList`.
public enum FindingJSON {
  /// The list of a report's findings.
  public static func list(_ report: ValidationReport) -> JSON {
    [
      "apiVersion": "extsecret/v1", "kind": "FindingList", "findings": .array(report.findings.map(item)),
      "summary": [
        "files": .int(report.files), "objects": .int(report.objects), "errors": .int(report.count(.error)),
        "warnings": .int(report.count(.warning)),
      ],
    ]
  }

  private static func item(_ finding: Finding) -> JSON {
    let error = finding.error
    return [
      "id": .string(finding.id), "severity": .string(finding.severity.rawValue), "file": .string(orNull: error.file),
      "line": error.range.map { .int(Int($0.start.line)) } ?? .null,
      "column": error.range.map { .int(Int($0.start.column)) } ?? .null,
      "object": error.object.map {
        ["kind": .string($0.kind), "namespace": .string(orNull: $0.namespace), "name": .string($0.name)]
      } ?? .null, "path": .string(orNull: error.path?.description), "message": .string(error.message),
      "suggestion": .string(orNull: error.hint),
    ]
  }
}
