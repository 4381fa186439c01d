// Measures the template engine: what a render takes, and what parsing and rendering take together.
//
// Without an argument it prints a table; with `NAME COUNT` it renders that template so often and prints nothing, which
// is what callgrind is given to count.

import GoTemplate
import TemplateFunctions

private let functions = TemplateFunctions.all()

private func parse(_ workload: Workload) throws -> Template {
  try Template(Array(workload.text.utf8), name: "out", functions: functions, missingKey: .error)
}

private func render(_ template: Template, _ data: GoValue) throws -> Int {
  try template.render(data, context: Workload.context()).count
}

/// The least microseconds that one call of `body` took, of nine rounds of about a tenth of a second.
private func microseconds(_ body: () throws -> Int) rethrows -> Double {
  let clock = ContinuousClock()
  func time(_ count: Int) throws -> Double {
    var bytes = 0
    let duration = try clock.measure { for _ in 0..<count { bytes += try body() } }
    // Used, so that the work can't be left out.
    if bytes < 0 { print(bytes) }
    return Double(duration.components.attoseconds) / 1e12 + Double(duration.components.seconds) * 1e6
  }
  // Not the first calls: those meet cold caches.
  _ = try time(20)
  let count = max(1, Int(100_000 / max((try? time(20)).map { $0 / 20 } ?? 1, 0.1)))
  return try (0..<9).map { _ in try time(count) / Double(count) }.min() ?? 0
}

private let arguments = CommandLine.arguments.dropFirst()
private let workloads = Workload.all
if arguments.isEmpty {
  for workload in workloads {
    let template = try parse(workload)
    let data = try workload.data()
    let rendering = try microseconds { try render(template, data) }
    let both = try microseconds { try render(try parse(workload), data) }
    print("\(workload.name)\t\(rendering)\t\(both)\t\(workload.reference)")
  }
} else if let name = arguments.first, let count = arguments.dropFirst().first.flatMap({ Int($0) }),
  let workload = workloads.first(where: { $0.name == name })
{
  let (template, data) = (try parse(workload), try workload.data())
  for _ in 0..<count { _ = try render(template, data) }
} else {
  print("usage: TemplateBenchmark [NAME COUNT], where NAME is one of \(workloads.map(\.name).joined(separator: ", "))")
}
