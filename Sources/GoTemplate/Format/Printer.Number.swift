// Numbers under fmt's verbs.

extension Printer {
  mutating func integer(_ number: Int64, _ kind: GoIntKind, _ value: GoValue, _ verb: UInt8) {
    let isNegative = !kind.isUnsigned && number < 0
    let magnitude = kind.isUnsigned ? UInt64(bitPattern: number) : number.magnitude
    switch verb {
    case UInt8(ascii: "v"):
      if flags.sharpValue, kind.isUnsigned { return output += "0x\(String(magnitude, radix: 16))".utf8 }
      integer(magnitude, isNegative, radix: 10, verb)
    case UInt8(ascii: "d"): integer(magnitude, isNegative, radix: 10, verb)
    case UInt8(ascii: "b"): integer(magnitude, isNegative, radix: 2, verb)
    case UInt8(ascii: "o"), UInt8(ascii: "O"): integer(magnitude, isNegative, radix: 8, verb)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): integer(magnitude, isNegative, radix: 16, verb)
    case UInt8(ascii: "c"): pad(Array(String(Printer.scalar(magnitude, isNegative)).utf8))
    case UInt8(ascii: "q"):
      pad(GoQuote.quote(rune: Printer.scalar(magnitude, isNegative).value, asciiOnly: flags.plus))
    case UInt8(ascii: "U"): unicode(isNegative ? 0 &- magnitude : magnitude)
    default: badVerb(value)
    }
  }

  private static func scalar(_ magnitude: UInt64, _ isNegative: Bool) -> Unicode.Scalar {
    (isNegative ? nil : UInt32(exactly: magnitude).flatMap(Unicode.Scalar.init)) ?? "\u{FFFD}"
  }

  private mutating func unicode(_ number: UInt64) {
    let digits = String(number, radix: 16, uppercase: true)
    var text = "U+" + String(repeating: "0", count: max(0, max(flags.precision ?? 0, 4) - digits.utf8.count)) + digits
    if flags.sharp, let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init), GoQuote.isPrintable(scalar) {
      text += " '\(scalar)'"
    }
    flags.zero = false
    pad(Array(text.utf8))
  }

  private mutating func integer(_ magnitude: UInt64, _ isNegative: Bool, radix: Int, _ verb: UInt8) {
    var digits = Array(String(magnitude, radix: radix, uppercase: verb == UInt8(ascii: "X")).utf8)
    var least = flags.precision ?? 0
    if flags.precision == 0, magnitude == 0 { return padWithoutZeros([]) }
    let signWidth = isNegative || flags.plus || flags.space ? 1 : 0
    if flags.precision == nil, flags.zero, !flags.minus, let width = flags.width { least = width - signWidth }
    if digits.count < least { digits = repeatElement(0x30, count: least - digits.count) + digits }
    var prefix: [UInt8] = []
    if isNegative {
      prefix = [UInt8(ascii: "-")]
    } else if flags.plus {
      prefix = [UInt8(ascii: "+")]
    } else if flags.space {
      prefix = [UInt8(ascii: " ")]
    }
    if verb == UInt8(ascii: "O") {
      prefix += (flags.sharp && digits.first != 0x30 ? "0o0" : "0o").utf8
    } else if flags.sharp {
      switch radix {
      case 2: prefix += "0b".utf8
      case 8 where digits.first != 0x30: prefix += "0".utf8
      case 16: prefix += [0x30, verb]
      default: break
      }
    }
    padWithoutZeros(prefix + digits)
  }

  private mutating func padWithoutZeros(_ text: [UInt8]) {
    let zero = flags.zero
    flags.zero = false
    pad(text)
    flags.zero = zero
  }

  mutating func float(_ number: Double, _ value: GoValue, _ verb: UInt8) {
    switch verb {
    case UInt8(ascii: "v"), UInt8(ascii: "g"), UInt8(ascii: "G"):
      float(number, form: verb == UInt8(ascii: "G") ? verb : UInt8(ascii: "g"), precision: flags.precision)
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"):
      float(number, form: verb, precision: flags.precision ?? 6)
    case UInt8(ascii: "F"): float(number, form: UInt8(ascii: "f"), precision: flags.precision ?? 6)
    case UInt8(ascii: "b"): float(number, form: verb, precision: nil)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      padNumber(Printer.hexadecimalFloat(number, upper: verb == UInt8(ascii: "X")))
    default: badVerb(value)
    }
  }

  private mutating func float(_ number: Double, form: UInt8, precision: Int?) {
    var text = GoFloat.format(number, form: form, precision: precision)
    if flags.sharp, form != UInt8(ascii: "b"), number.isFinite { text = keepingPoint(text, form, precision) }
    padNumber(text)
  }

  /// `#`: a decimal point always, and for `g` the zeros at the end too.
  private func keepingPoint(_ text: [UInt8], _ form: UInt8, _ precision: Int?) -> [UInt8] {
    let letter = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.count
    var mantissa = Array(text[..<letter])
    let hasPoint = mantissa.contains(UInt8(ascii: "."))
    if !hasPoint { mantissa.append(UInt8(ascii: ".")) }
    if form | 0x20 == UInt8(ascii: "g") {
      let digits = mantissa.filter { 0x30...0x39 ~= $0 }.drop { $0 == 0x30 }.count
      mantissa += repeatElement(0x30, count: max(0, (precision ?? 6) - max(digits, 1)))
    }
    return mantissa + text[letter...]
  }

  /// Pads a signed number: zeros go between the sign and the digits, infinities take none.
  private mutating func padNumber(_ text: [UInt8]) {
    var digits = text
    var sign = UInt8(ascii: "+")
    if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first
      digits.removeFirst()
    }
    let isInfinite = digits.first == UInt8(ascii: "I") || digits.first == UInt8(ascii: "N")
    if sign == UInt8(ascii: "+"), flags.space, !flags.plus { sign = 0x20 }
    let showsSign = flags.plus || sign != UInt8(ascii: "+") || digits.first == UInt8(ascii: "I")
    let hasSign = showsSign && !(digits.first == UInt8(ascii: "N") && !flags.plus && sign == UInt8(ascii: "+"))
    if !isInfinite, flags.zero, !flags.minus, let width = flags.width {
      let missing = width - digits.count - (hasSign ? 1 : 0)
      digits = repeatElement(0x30, count: max(0, missing)) + digits
    }
    padWithoutZeros((hasSign ? [sign] : []) + digits)
  }

  mutating func complex(_ real: Double, _ imaginary: Double, _ value: GoValue, _ verb: UInt8) {
    guard "vbgGxXfFeE".utf8.contains(verb) else { return badVerb(value) }
    let plus = flags.plus
    output.append(UInt8(ascii: "("))
    float(real, value, verb)
    flags.plus = true
    float(imaginary, value, verb)
    output += "i)".utf8
    flags.plus = plus
  }

  /// `%x`: the hexadecimal mantissa with the exponent of two.
  private static func hexadecimalFloat(_ number: Double, upper: Bool) -> [UInt8] {
    guard number.isFinite else { return GoFloat.format(number) }
    let sign = number.sign == .minus ? "-" : ""
    let magnitude = number.magnitude
    guard magnitude != 0 else { return Array((sign + (upper ? "0X0P+00" : "0x0p+00")).utf8) }
    let exponent = Int(magnitude.exponent)
    var digits = String(magnitude.significand.significandBitPattern, radix: 16)
    digits = String(repeating: "0", count: 13 - digits.utf8.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let power = String(exponent.magnitude)
    let text =
      "\(sign)0x1\(digits.isEmpty ? "" : "." + digits)p\(exponent < 0 ? "-" : "+")"
      + (power.utf8.count < 2 ? "0" : "") + power
    return Array((upper ? text.uppercased() : text).utf8)
  }
}
