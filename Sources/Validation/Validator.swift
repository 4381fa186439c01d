// Running the checks over all that was given.

public import Basics
public import ExternalSecrets

/// Which checks run, and what is known of the controller.
public struct ValidationSettings: Sendable {
  /// Ids of findings that are not wanted.
  public var disabled: Set<String> = []
  /// The release of the controller that will read the manifests.
  public var controller: ControllerVersion?
  /// Schemas that go before the built-in ones: those given with `--crds`, or the cluster's.
  public var schemas: SchemaLibrary?

  /// All checks, nothing known of the controller.
  public init() {}
}

/// What was found in what.
public struct ValidationReport: Sendable {
  /// The findings, by file and place.
  public var findings: [Finding]
  /// How many files were read.
  public var files: Int
  /// How many objects were checked.
  public var objects: Int

  /// A report.
  public init(findings: [Finding], files: Int, objects: Int) {
    self.findings = findings
    self.files = files
    self.objects = objects
  }

  /// How many findings have a severity.
  public func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }
}

/// Holds manifests against the checks.
public struct Validator: Sendable {
  private let settings: ValidationSettings

  /// A validator of these settings.
  public init(_ settings: ValidationSettings = ValidationSettings()) {
    self.settings = settings
  }

  /// Everything the checks find.
  ///
  /// - Parameters:
  ///   - manifests: What could be read.
  ///   - failures: Documents that couldn't.
  ///   - warnings: What reading noticed.
  ///   - sources: The text of the files, for ignore comments and for telling Helm templates from mistakes.
  ///   - others: What others have found: a cluster, the providers.
  ///   - cluster: What the cluster has of what the manifests name, if it was asked.
  /// - Returns: The findings, those that comments in the files ignore left out.
  public func report(
    _ manifests: [Manifest], failures: [LocatedError], warnings: [LocatedError], sources: [String: [UInt8]],
    others: [Finding] = [], cluster: ClusterObjects = ClusterObjects()
  ) async -> ValidationReport {
    let encrypted = manifests.filter { $0.json["sops"]?["mac"] != nil }
    let readable = manifests.filter { $0.json["sops"]?["mac"] == nil }
    var findings = failures.map { failure(of: $0, sources) }
    findings += others
    findings += warnings.map { Finding("yaml-duplicate-key", .warning, $0) }
    findings += encrypted.map { manifest in
      Finding("skipped-document", .info, manifest.error("encrypted with SOPS: not checked", at: ["sops"]))
    }
    let checks = CheckTable.checks.filter { !settings.disabled.contains($0.id) }
    let project = Project(
      readable, controller: settings.controller, schemas: settings.schemas, cluster: cluster)
    findings += await run(checks, on: project)
    let ignores = IgnoreComments(sources)
    findings = findings.filter { !settings.disabled.contains($0.id) && !ignores.cover($0) }
    return ValidationReport(findings: findings.sorted(by: Self.precedes), files: sources.count, objects: readable.count)
  }

  /// Runs the checks on all cores, in batches that keep the cost of a task small against its work.
  private func run(_ checks: [any Check.Type], on project: Project) async -> [Finding] {
    let manifests = project.manifests
    let batch = 64
    return await withTaskGroup(of: [Finding].self) { group in
      for start in stride(from: 0, to: manifests.count, by: batch) {
        let part = manifests[start..<min(start + batch, manifests.count)]
        group.addTask {
          part.flatMap { manifest -> [Finding] in
            let passedOn = PassedOnSpec(manifest)
            return checks.flatMap { check in
              check.findings(in: manifest, of: project)
                + (PassedOnSpec.checks.contains(check.id) ? passedOn?.findings(of: check, in: project) ?? [] : [])
            }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// A document that can't be read: a mistake, unless it is a Helm template, which is no YAML before it is rendered.
  private func failure(of error: LocatedError, _ sources: [String: [UInt8]]) -> Finding {
    guard let file = error.file, let source = sources[file], Self.isHelmTemplate(source) else {
      return Finding("yaml-syntax", .error, error)
    }
    var note = error
    note.message = "a Helm template: not checked"
    note.hint = "render it with helm template, and validate the result"
    return Finding("skipped-document", .info, note)
  }

  private static func isHelmTemplate(_ source: [UInt8]) -> Bool {
    let text = String(decoding: source, as: UTF8.self)
    return text.contains("{{") && [".Values", ".Release", ".Chart", "include \""].contains { text.contains($0) }
  }

  private static func precedes(_ left: Finding, _ right: Finding) -> Bool {
    let (a, b) = (left.error, right.error)
    if a.file != b.file { return (a.file ?? "").utf8.lexicographicallyPrecedes((b.file ?? "").utf8) }
    let (x, y) = (a.range?.start, b.range?.start)
    if x?.line != y?.line { return x?.line ?? 0 < y?.line ?? 0 }
    if x?.column != y?.column { return x?.column ?? 0 < y?.column ?? 0 }
    return (left.id, a.message) < (right.id, b.message)
  }
}

/// Comments `# extsecret:ignore id, id` that switch findings off on their line, or, on a line of their own, on the next.
struct IgnoreComments: Sendable {
  private var ignored: [String: [Int: Set<String>]] = [:]
  private static let marker = Array("# extsecret:ignore".utf8)

  init(_ sources: [String: [UInt8]]) {
    for (file, source) in sources {
      var line = 1
      for text in source.split(separator: 0x0A, omittingEmptySubsequences: false) {
        defer { line += 1 }
        guard let start = Self.find(in: text) else { continue }
        let ids = String(decoding: text[(start + Self.marker.count)...], as: UTF8.self)
          .split { $0 == "," || $0 == " " || $0 == "\r" }.map(String.init)
        let isAlone = text[..<start].allSatisfy { $0 == 0x20 }
        ignored[file, default: [:]][isAlone ? line + 1 : line, default: []].formUnion(ids.isEmpty ? ["*"] : ids)
      }
    }
  }

  private static func find(in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= marker.count else { return nil }
    return text.indices.dropLast(marker.count - 1).first {
      text[$0] == marker[0] && text[$0..<($0 + marker.count)].elementsEqual(marker)
    }
  }

  func cover(_ finding: Finding) -> Bool {
    guard let file = finding.error.file, let line = finding.error.range?.start.line,
      let ids = ignored[file]?[Int(line)]
    else { return false }
    return ids.contains("*") || ids.contains(finding.id)
  }
}
