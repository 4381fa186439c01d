// Go's time.Duration: an integer of nanoseconds with a text of its own.

internal import GoTemplate

/// A `time.Duration`.
final class GoDuration: GoObject {
  /// The nanoseconds.
  let integer: Int64

  init(_ nanoseconds: Int64) {
    integer = nanoseconds
  }

  /// A length of time, at most as long as 64 bits of nanoseconds allow.
  convenience init(seconds: Int64, nanoseconds: Int64) {
    let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carries) = product.addingReportingOverflow(nanoseconds)
    self.init(overflows || carries ? (seconds < 0 ? .min : .max) : sum)
  }

  var goTypeName: String { "time.Duration" }
  var goKind: String { "int64" }
  var goInteger: Int64? { integer }
  var isTrue: Bool { integer != 0 }
  var goString: String? { text }

  func equals(_ other: any GoObject) -> Bool? { (other as? GoDuration).map { $0.integer == integer } ?? false }

  func method(named name: String) -> GoFunction? {
    let integer = integer
    switch name {
    case "String": return GoFunction([]) { _, _ in .string(GoDuration(integer).text) }
    case "Nanoseconds": return GoFunction([]) { _, _ in .int64(integer) }
    case "Microseconds": return GoFunction([]) { _, _ in .int64(integer / 1000) }
    case "Milliseconds": return GoFunction([]) { _, _ in .int64(integer / 1_000_000) }
    case "Seconds": return GoFunction([]) { _, _ in .float(Self.units(integer, 1_000_000_000)) }
    case "Minutes": return GoFunction([]) { _, _ in .float(Self.units(integer, 60_000_000_000)) }
    case "Hours": return GoFunction([]) { _, _ in .float(Self.units(integer, 3_600_000_000_000)) }
    case "Abs":
      return GoFunction([]) { _, _ in .object(GoDuration(integer == .min ? .max : abs(integer))) }
    default: return nil
    }
  }

  /// Whole units and the rest apart, as Go computes them.
  private static func units(_ integer: Int64, _ unit: Int64) -> Double {
    Double(integer / unit) + Double(integer % unit) / Double(unit)
  }

  /// `72h3m0.5s`; below a second with smaller units, `0s` for none.
  var text: String {
    guard integer != 0 else { return "0s" }
    let magnitude = integer.magnitude
    let sign = integer < 0 ? "-" : ""
    if magnitude < 1000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return sign + Self.decimal(magnitude, 1000) + "µs" }
    if magnitude < 1_000_000_000 { return sign + Self.decimal(magnitude, 1_000_000) + "ms" }
    let seconds = magnitude / 1_000_000_000
    var text = sign
    if seconds >= 3600 { text += "\(seconds / 3600)h" }
    if seconds >= 60 { text += "\(seconds / 60 % 60)m" }
    return text + Self.decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
  }

  /// A number of units with as many decimals as are needed.
  private static func decimal(_ number: UInt64, _ unit: UInt64) -> String {
    var fraction = String(number % unit + unit).dropFirst()
    while fraction.last == "0" { fraction = fraction.dropLast() }
    return fraction.isEmpty ? "\(number / unit)" : "\(number / unit).\(fraction)"
  }
}

extension GoDuration {
  /// Reads `-1h15m30.5s` and the like (`time.ParseDuration`).
  static func parse(_ text: [UInt8]) throws(GoFunctionError) -> Int64 {
    func failure(_ problem: String) -> GoFunctionError {
      GoFunctionError("time: \(problem) duration \(timeQuoted(text))", redacted: "time: \(problem) duration")
    }
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    guard !rest.isEmpty else { throw failure("invalid") }
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = rest.prefix { $0.isDigit }
      rest = rest.dropFirst(whole.count)
      var fraction: ArraySlice<UInt8> = []
      if rest.first == UInt8(ascii: ".") {
        fraction = rest.dropFirst().prefix { $0.isDigit }
        rest = rest.dropFirst(1 + fraction.count)
      }
      guard !whole.isEmpty || !fraction.isEmpty else { throw failure("invalid") }
      let unitName = rest.prefix { $0 != UInt8(ascii: ".") && !$0.isDigit }
      guard !unitName.isEmpty else { throw failure("missing unit in") }
      guard let unit = units[Array(unitName)] else {
        throw GoFunctionError(
          "time: unknown unit \(timeQuoted(Array(unitName))) in duration \(timeQuoted(text))",
          redacted: "time: unknown unit in duration")
      }
      rest = rest.dropFirst(unitName.count)
      guard let value = nanoseconds(whole: whole, fraction: fraction, unit: unit), total <= 1 << 63 - value else {
        throw failure("invalid")
      }
      total += value
    }
    if isNegative { return total == 1 << 63 ? .min : -Int64(total) }
    guard total < 1 << 63 else { throw failure("invalid") }
    return Int64(total)
  }

  /// At most 2^63, or nil.
  private static func nanoseconds(whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, unit: UInt64) -> UInt64? {
    var number: UInt64 = 0
    for digit in whole {
      guard number <= (1 << 63) / 10 else { return nil }
      number = number * 10 + UInt64(digit - 0x30)
    }
    guard number <= (1 << 63) / unit else { return nil }
    number *= unit
    // Digits of a fraction beyond what 63 bits hold don't count.
    var numerator: UInt64 = 0
    var scale = 1.0
    for digit in fraction where numerator <= (1 << 63 - 1) / 10 - 1 {
      numerator = numerator * 10 + UInt64(digit - 0x30)
      scale *= 10
    }
    number += UInt64(Double(numerator) * (Double(unit) / scale))
    return number <= 1 << 63 ? number : nil
  }

  private static let units: [[UInt8]: UInt64] = [
    Array("ns".utf8): 1, Array("us".utf8): 1000, Array("\u{B5}s".utf8): 1000, Array("\u{3BC}s".utf8): 1000,
    Array("ms".utf8): 1_000_000, Array("s".utf8): 1_000_000_000, Array("m".utf8): 60_000_000_000,
    Array("h".utf8): 3_600_000_000_000,
  ]
}
