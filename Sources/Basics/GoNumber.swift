// Floating-point numbers as Go spells them.

/// Spellings of Go's `strconv` and `encoding/json` for floating-point numbers.
public enum GoNumber {
  /// The shortest digits that give the number back and the place of the point: `0.d₁d₂… × 10^exponent`.
  ///
  /// - Parameter number: A finite number; its sign is left out.
  /// - Returns: The digits (`0` for zero) and the exponent.
  public static func shortestDigits(_ number: Double) -> (digits: [UInt8], exponent: Int) {
    let text = Array(number.magnitude.description.utf8)
    let mantissaEnd = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    let power =
      mantissaEnd < text.count ? Int(String(decoding: text[(mantissaEnd + 1)...], as: UTF8.self)) ?? 0 : 0
    let mantissa = text[..<mantissaEnd]
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissaEnd
    var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    var exponent = point + power
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return digits == [UInt8(ascii: "0")] ? (digits, 1) : (digits, exponent)
  }

  /// Go's `strconv.FormatFloat(number, 'f', -1, 64)`: the shortest digits, without an exponent.
  public static func plain(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }
    let (digits, exponent) = shortestDigits(number)
    var text: [UInt8] = number.sign == .minus ? [UInt8(ascii: "-")] : []
    let zero = UInt8(ascii: "0")
    if exponent <= 0 {
      text.append(zero)
    } else {
      text += digits.prefix(exponent)
      text += repeatElement(zero, count: max(0, exponent - digits.count))
    }
    if digits.count > exponent, digits != [zero] {
      text.append(UInt8(ascii: "."))
      text += repeatElement(zero, count: max(0, -exponent))
      text += digits.dropFirst(max(0, exponent))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What Go's `json.Marshal` writes for a finite `float64`: plain between 1e-6 and 1e21, else with an exponent.
  public static func json(_ number: Double) -> String {
    let magnitude = number.magnitude
    guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return plain(number) }
    let (digits, exponent) = shortestDigits(number)
    var text = number.sign == .minus ? "-" : ""
    text += String(decoding: digits.prefix(1), as: UTF8.self)
    if digits.count > 1 { text += "." + String(decoding: digits.dropFirst(), as: UTF8.self) }
    let power = exponent - 1
    return text + "e" + (power < 0 ? "-" : "+") + String(power.magnitude)
  }
}

extension GoNumber {
  /// Go's `strconv.FormatFloat(number, 'g', -1, 64)`, which is also what `%v` prints: `1.5`, `1e+06`, `1e-05`.
  public static func general(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return plain(number) }
    let (digits, exponent) = shortestDigits(number)
    let power = exponent - 1
    guard power < -4 || power >= 6 else { return plain(number) }
    var text = number.sign == .minus ? "-" : ""
    text += String(decoding: digits.prefix(1), as: UTF8.self)
    if digits.count > 1 { text += "." + String(decoding: digits.dropFirst(), as: UTF8.self) }
    let magnitude = String(power.magnitude)
    return text + "e" + (power < 0 ? "-" : "+") + (magnitude.utf8.count < 2 ? "0" + magnitude : magnitude)
  }
}
