// Sprig's functions on dates. "Local" is UTC, as in the controller's container; other zones come from tables handed in.

internal import GoTemplate

/// Dates and durations.
struct DateFunctions {
  /// The compiled rules (TZif) of a zone by its name, such as `Europe/Berlin`; nil where there is none.
  var zoneData: @Sendable (String) -> [UInt8]?

  var table: [String: GoFunction] {
    let dateInZone = GoFunction([.string, .any, .string]) { arguments, call in
      formatted(arguments.any(1), layout: arguments.string(0), zone: arguments.text(2), name: "dateInZone", call)
    }
    let inZones: [String: GoFunction] = [
      "date": GoFunction([.string, .any]) { arguments, call in
        formatted(arguments.any(1), layout: arguments.string(0), zone: "Local", name: "date", call)
      },
      "htmlDate": GoFunction([.any]) { arguments, call in
        formatted(arguments.any(0), layout: Self.htmlLayout, zone: "Local", name: "htmlDate", call)
      },
      "htmlDateInZone": GoFunction([.any, .string]) { arguments, call in
        formatted(arguments.any(0), layout: Self.htmlLayout, zone: arguments.text(1), name: "htmlDateInZone", call)
      },
      "dateInZone": dateInZone,
      "date_in_zone": dateInZone,
    ]
    return inZones.merging(Self.withoutZones) { $1 }
  }

  private static let htmlLayout = Array("2006-01-02".utf8)

  private func formatted(
    _ date: GoValue, layout: [UInt8], zone: String, name: String, _ call: CallContext
  ) -> GoValue {
    let time = Self.time(date, acceptsInt32: true) ?? Self.now(name, call)
    return .string(time.shown(in: rules(of: zone)).text(TimeLayout(layout)))
  }

  /// The rules of a zone; UTC for what isn't one.
  private func rules(of name: String) -> ZoneRules {
    let isUnsafe = name.hasPrefix("/") || name.contains("\\") || name.split(separator: "/").contains("..")
    if ["", "UTC", "Local"].contains(name) || isUnsafe { return .utc }
    return zoneData(name).flatMap { ZoneRules(tzif: $0, name: name) } ?? .utc
  }

  /// The time of an argument; nil for what is neither a time nor seconds since 1970.
  private static func time(_ value: GoValue, acceptsInt32: Bool) -> GoTime? {
    switch value {
    case .object(let object): object as? GoTime
    case .int(let seconds, let kind) where kind == .int || kind == .int64 || kind == .int32 && acceptsInt32:
      GoTime(seconds: seconds)
    default: nil
    }
  }

  private static func now(_ name: String, _ call: CallContext) -> GoTime {
    call.markUnpredictable(name)
    return GoTime(seconds: call.now.seconds, nanoseconds: call.now.nanoseconds)
  }

  private static let withoutZones: [String: GoFunction] = [
    "now": GoFunction([]) { _, call in .object(now("now", call)) },
    "ago": GoFunction([.any]) { arguments, call in
      let now = now("ago", call)
      let elapsed = now.since(time(arguments.any(0), acceptsInt32: false) ?? now).integer
      return .string(GoDuration(roundedToSeconds(elapsed)).text)
    },
    "duration": GoFunction([.any]) { arguments, _ in
      var seconds: Int64 = 0
      switch arguments.any(0) {
      case .string(let text): seconds = MathFunctions.parsed(text)
      case .int(let number, .int64): seconds = number
      default: break
      }
      return .string(GoDuration(seconds &* 1_000_000_000).text)
    },
    "durationRound": GoFunction([.any]) { arguments, call in
      var nanoseconds: Int64 = 0
      switch arguments.any(0) {
      case .string(let text): nanoseconds = (try? GoDuration.parse(text)) ?? 0
      case .int(let number, .int64): nanoseconds = number
      case .object(let object):
        if let time = object as? GoTime { nanoseconds = now("durationRound", call).since(time).integer }
      default: break
      }
      return .string(rounded(nanoseconds))
    },
    "toDate": GoFunction([.string, .string]) { arguments, _ in
      .object((try? TimeLayout.parse(layout: arguments.string(0), text: arguments.string(1), local: .utc)) ?? .zero)
    },
    "mustToDate": GoFunction([.string, .string]) { arguments, _ in
      .object(try TimeLayout.parse(layout: arguments.string(0), text: arguments.string(1), local: .utc))
    },
    "unixEpoch": GoFunction([.named("time.Time")]) { arguments, _ in
      .string(String(time(arguments.any(0), acceptsInt32: false)?.seconds ?? 0))
    },
  ].merging(["dateModify", "date_modify"].map { ($0, modify { _ in 0 }) }) { $1 }
    .merging(["mustDateModify", "must_date_modify"].map { ($0, modify { throw $0 }) }) { $1 }

  private static func modify(
    _ failure: @escaping @Sendable (GoFunctionError) throws -> Int64
  ) -> GoFunction {
    GoFunction([.string, .named("time.Time")]) { arguments, _ in
      let duration: Int64
      do throws(GoFunctionError) {
        duration = try GoDuration.parse(arguments.string(0))
      } catch {
        duration = try failure(error)
      }
      return .object((time(arguments.any(1), acceptsInt32: false) ?? .zero).adding(duration))
    }
  }

  private static func roundedToSeconds(_ nanoseconds: Int64) -> Int64 {
    let second: Int64 = 1_000_000_000
    let rest = nanoseconds % second
    let whole = nanoseconds - rest
    if rest >= second / 2 { return whole &+ second }
    return rest <= -second / 2 ? whole &- second : whole
  }

  /// The duration in its largest unit, sign left out.
  private static func rounded(_ nanoseconds: Int64) -> String {
    let units: [(UInt64, String)] = [
      (365 * 86400, "y"), (30 * 86400, "mo"), (86400, "d"), (3600, "h"), (60, "m"), (1, "s"),
    ]
    for (seconds, name) in units where nanoseconds.magnitude > seconds * 1_000_000_000 {
      return "\(nanoseconds.magnitude / (seconds * 1_000_000_000))\(name)"
    }
    return "0s"
  }
}
