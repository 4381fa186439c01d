import Foundation
import TestSupport
import Testing

/// What the documentation shows is what the program prints.
@Suite struct DocumentedRunsTests {
  /// A command of the documentation that needs nothing but the checkout, and the output shown below it.
  struct Run: Sendable, CustomTestStringConvertible {
    let page: String
    let arguments: [String]
    var lines: [String] = []

    var testDescription: String { "\(page): \(arguments.joined(separator: " "))" }
  }

  private static let prompt = "$ kubectl extsecret "

  private static let runs: [Run] = {
    let docs = ProgramRun.checkout.appendingPathComponent("docs")
    let pages = ((try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? []).map { "docs/" + $0 }.sorted()
    return (["README.md"] + pages).flatMap { page in runs(page) }
  }()

  private static func runs(_ page: String) -> [Run] {
    let file = ProgramRun.checkout.appendingPathComponent(page)
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    var runs: [Run] = []
    var current: Run?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") || line.hasPrefix("$ ") {
        if let run = current { runs.append(run) }
        current = nil
      }
      if line.hasPrefix(prompt), line.contains("examples/") {
        let words = line.dropFirst(prompt.count).split(separator: " ").map(String.init)
        current = Run(page: page, arguments: words)
      } else if !line.hasPrefix("```") {
        current?.lines.append(line)
      }
    }
    return runs
  }

  /// Fingerprints differ from run to run, and nothing else does.
  private static func comparable(_ lines: [String]) -> [String] {
    var lines = lines.map { $0.replacing(#/"?\b[0-9a-f]{8}\b"?/#, with: "fingerprint") }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  @Test("The documentation has runs to check")
  func hasRuns() {
    #expect(Self.runs.count >= 3)
  }

  @Test("What the documentation shows below a command on the examples is what the command prints", arguments: runs)
  func printsTheSame(_ documented: Run) throws {
    let run = try ProgramRun(ProgramRun.program.path, documented.arguments, directory: ProgramRun.checkout)
    var printed = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var shown = documented.lines
    if let cut = shown.firstIndex(of: "…") {
      shown = Array(shown[..<cut])
      printed = Array(printed.prefix(shown.count))
    }
    #expect(Self.comparable(printed) == Self.comparable(shown))
  }
}
