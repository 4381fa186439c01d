// The methods of time.Time that a template can call: those with one result.

internal import GoTemplate

/// A `time.Month` or `time.Weekday`.
final class GoNamedNumber: GoObject {
  let goTypeName: String
  let integer: Int64
  private let names: [String]
  private let first: Int

  /// The name's type, the number, the names and the number of the first of them.
  init(_ typeName: String, _ number: Int, names: [String], from first: Int) {
    goTypeName = typeName
    integer = Int64(number)
    self.names = names
    self.first = first
  }

  var goKind: String { "int" }
  var goInteger: Int64? { integer }
  var isTrue: Bool { integer != 0 }
  var goString: String? {
    let index = Int(integer) - first
    return names.indices.contains(index) ? names[index] : nil
  }

  func equals(_ other: any GoObject) -> Bool? {
    (other as? GoNamedNumber).map { $0.goTypeName == goTypeName && $0.integer == integer } ?? false
  }

  func method(named name: String) -> GoFunction? {
    guard name == "String" else { return nil }
    let text = goString ?? ""
    return GoFunction([]) { _, _ in .string(text) }
  }
}

extension GoTime {
  /// A method: its parameters besides the time, and what it does.
  struct Method: Sendable {
    var parameters: [GoType] = []
    var body: @Sendable (GoTime, [GoValue]) -> GoValue
  }

  static let methods: [String: Method] = numberMethods.merging(timeMethods) { first, _ in first }

  private static let numberMethods: [String: Method] = [
    "Year": Method { time, _ in .int(time.civil.year) },
    "Month": Method { time, _ in
      .object(GoNamedNumber("time.Month", time.civil.month, names: TimeLayout.months, from: 1))
    },
    "Day": Method { time, _ in .int(time.civil.day) },
    "Hour": Method { time, _ in .int(time.civil.hour) },
    "Minute": Method { time, _ in .int(time.civil.minute) },
    "Second": Method { time, _ in .int(time.civil.second) },
    "Nanosecond": Method { time, _ in .int(Int(time.nanoseconds)) },
    "YearDay": Method { time, _ in .int(time.civil.dayOfYear) },
    "Weekday": Method { time, _ in
      .object(GoNamedNumber("time.Weekday", time.civil.weekday, names: TimeLayout.weekdays, from: 0))
    },
    "Unix": Method { time, _ in .int64(time.seconds) },
    "UnixMilli": Method { time, _ in .int64(time.seconds &* 1000 &+ Int64(time.nanoseconds / 1_000_000)) },
    "UnixMicro": Method { time, _ in .int64(time.seconds &* 1_000_000 &+ Int64(time.nanoseconds / 1000)) },
    "UnixNano": Method { time, _ in .int64(time.seconds &* 1_000_000_000 &+ Int64(time.nanoseconds)) },
    "IsZero": Method { time, _ in .bool(time.isZero) },
    "IsDST": Method { time, _ in .bool(time.zone.offset(at: time.seconds).isDaylight) },
  ]

  private static let timeMethods: [String: Method] = [
    "Format": Method(parameters: [.string]) { time, arguments in
      .string(time.text(TimeLayout(arguments.string(0))))
    },
    "String": Method { time, _ in .string(time.goString ?? "") },
    "UTC": Method { time, _ in .object(time.shown(in: .utc)) },
    "Local": Method { time, _ in .object(time.shown(in: .utc)) },
    "Add": Method(parameters: [.named("time.Duration")]) { time, arguments in
      .object(time.adding(Cast.int64(arguments.any(0))))
    },
    "AddDate": Method(parameters: [.int, .int, .int]) { time, arguments in
      let civil = time.civil
      let moved = CivilTime(
        year: civil.year &+ arguments.int(0), month: civil.month &+ arguments.int(1),
        day: civil.day &+ arguments.int(2), hour: civil.hour, minute: civil.minute, second: civil.second)
      let seconds = time.zone.moment(showing: moved.secondsSince1970)
      return .object(GoTime(seconds: seconds, nanoseconds: time.nanoseconds, zone: time.zone))
    },
    "Sub": Method(parameters: [.named("time.Time")]) { time, arguments in
      .object(time.since(GoTime.other(arguments)))
    },
    "Before": Method(parameters: [.named("time.Time")]) { time, arguments in
      .bool(time.compare(GoTime.other(arguments)) < 0)
    },
    "After": Method(parameters: [.named("time.Time")]) { time, arguments in
      .bool(time.compare(GoTime.other(arguments)) > 0)
    },
    "Equal": Method(parameters: [.named("time.Time")]) { time, arguments in
      .bool(time.compare(GoTime.other(arguments)) == 0)
    },
    "Compare": Method(parameters: [.named("time.Time")]) { time, arguments in
      .int(time.compare(GoTime.other(arguments)))
    },
  ]

  private static func other(_ arguments: [GoValue]) -> GoTime {
    if case .object(let object) = arguments.any(0), let time = object as? GoTime { time } else { .zero }
  }

  /// -1, 0 or 1.
  private func compare(_ other: GoTime) -> Int {
    let (left, right) = ((seconds, nanoseconds), (other.seconds, other.nanoseconds))
    return left < right ? -1 : left > right ? 1 : 0
  }
}
