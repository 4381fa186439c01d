// Whether a schedule can be read, by the rules of the controller's cron library (robfig/cron's standard parser).

internal import Basics

/// A cron expression of five fields, or a shorthand such as `@daily` and `@every 1h`.
enum CronSchedule {
  private struct Field {
    let name: String
    let values: ClosedRange<Int>
    var names: [String: Int] = [:]
  }

  private static let fields = [
    Field(name: "minute", values: 0...59), Field(name: "hour", values: 0...23),
    Field(name: "day of the month", values: 1...31),
    Field(name: "month", values: 1...12, names: numbered("jan feb mar apr may jun jul aug sep oct nov dec", from: 1)),
    Field(name: "day of the week", values: 0...6, names: numbered("sun mon tue wed thu fri sat", from: 0)),
  ]

  private static let shorthands: Set<String> = [
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
  ]

  /// What is wrong with a schedule, as a sentence; nil if nothing is.
  static func problem(of text: String) -> String? {
    if text.hasPrefix("@every ") {
      let interval = String(text.dropFirst("@every ".count))
      return Duration(go: interval) == nil ? "\"\(interval)\" is no duration" : nil
    }
    if text.hasPrefix("@") { return shorthands.contains(text) ? nil : "there is no shorthand \(text)" }
    let words = text.split(separator: " ").map(String.init)
    guard words.count == fields.count else { return "it has \(words.count) fields, and needs \(fields.count)" }
    for (field, word) in zip(fields, words) {
      for part in word.split(separator: ",", omittingEmptySubsequences: false) {
        if let problem = problem(of: String(part), field) { return "the \(field.name) \(word): \(problem)" }
      }
    }
    return nil
  }

  private static func problem(of part: String, _ field: Field) -> String? {
    let pieces = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard pieces.count <= 2, let span = pieces.first else { return "there is more than one /" }
    if pieces.count == 2 {
      guard let step = Int(pieces[1]) else { return "\(pieces[1]) is no number" }
      guard step > 0 else { return "a step must be more than 0" }
    }
    guard span != "*", span != "?" else { return nil }
    let ends = span.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard ends.count <= 2 else { return "\(span) is no range" }
    var numbers: [Int] = []
    for end in ends {
      guard let number = field.names[end.lowercased()] ?? Int(end) else { return "\(end) is no number" }
      guard field.values.contains(number) else {
        return "\(end) is not between \(field.values.lowerBound) and \(field.values.upperBound)"
      }
      numbers.append(number)
    }
    guard let first = numbers.first, let last = numbers.last, first > last else { return nil }
    return "\(ends.joined(separator: "-")) ends before it begins"
  }

  private static func numbered(_ names: String, from start: Int) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: names.split(separator: " ").enumerated().map { (String($1), $0 + start) })
  }
}
