// Durations as Go writes and reads them (`1h0m0s`, `1.5m`), which is what the fields of the API hold.

extension Duration {
  /// Reads what Go's `time.ParseDuration` reads: a sign, and numbers with units from `ns` to `h`; nil for other text.
  ///
  /// A duration that Go's 64 bits of nanoseconds can't hold is refused, as there.
  public init?(go text: String) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    if rest == "0" {
      self = .zero
      return
    }
    guard !rest.isEmpty else { return nil }
    var nanoseconds = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
      rest = rest.dropFirst(unit.count)
      let digits = number.filter { $0 != "." }
      guard !digits.isEmpty, number.count - digits.count <= 1, let factor = Self.goUnits[String(unit)],
        let value = Double(number.hasPrefix(".") ? "0" + number : number.hasSuffix(".") ? number + "0" : number)
      else { return nil }
      nanoseconds += value * factor
    }
    guard nanoseconds < 9.223e18 else { return nil }
    let whole = Int64(nanoseconds.rounded())
    self = .nanoseconds(isNegative ? -whole : whole)
  }

  private static let goUnits: [String: Double] = [
    "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12,
  ]

  /// The duration for people, in at most two units, as kubectl writes ages: `45s`, `5m12s`, `3h`, `12d`, `2y30d`.
  public var short: String {
    let total = components.seconds
    if total < 0 { return "-" + (.zero - self).short }
    let (days, hours, minutes, seconds) = (total / 86400, total / 3600, total / 60, total % 60)
    switch total {
    case ..<120: return "\(total)s"
    case ..<600: return seconds == 0 ? "\(minutes)m" : "\(minutes)m\(seconds)s"
    case ..<10800: return "\(minutes)m"
    case ..<28800: return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m"
    case ..<172_800: return "\(hours)h"
    case ..<691_200: return hours % 24 == 0 ? "\(days)d" : "\(days)d\(hours % 24)h"
    case ..<63_072_000: return "\(days)d"
    case ..<252_288_000: return days % 365 == 0 ? "\(days / 365)y" : "\(days / 365)y\(days % 365)d"
    default: return "\(days / 365)y"
    }
  }
}
