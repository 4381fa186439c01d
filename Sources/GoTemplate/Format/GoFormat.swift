// fmt: Sprint, Sprintln and Sprintf on template values.

/// Printing of package `fmt`.
public enum GoFormat {
  /// What `fmt.Sprint` gives: the values one after the other, a space between two that are both no strings.
  public static func sprint(_ values: [GoValue]) -> [UInt8] {
    var printer = Printer()
    for (index, value) in values.enumerated() {
      if index > 0, value.stringBytes == nil, values[index - 1].stringBytes == nil { printer.output.append(0x20) }
      printer.print(value, verb: UInt8(ascii: "v"))
    }
    return printer.output
  }

  /// What `fmt.Sprintln` gives: the values with spaces between them and a line break.
  public static func sprintln(_ values: [GoValue]) -> [UInt8] {
    var printer = Printer()
    for (index, value) in values.enumerated() {
      if index > 0 { printer.output.append(0x20) }
      printer.print(value, verb: UInt8(ascii: "v"))
    }
    return printer.output + [0x0A]
  }

  /// The text of one value as `%v` prints it.
  public static func text(_ value: GoValue) -> [UInt8] {
    if case .string(let bytes) = value { return bytes }
    var printer = Printer()
    printer.print(value, verb: UInt8(ascii: "v"))
    return printer.output
  }

  /// The text of one value as `%v` prints it, appended to `output`.
  static func append(_ value: GoValue, to output: inout [UInt8]) {
    switch value {
    case .string(let bytes): output += bytes
    case .int(let number, let kind) where !kind.isUnsigned: output += String(number).utf8
    default: output += text(value)
    }
  }

  /// What `fmt.Sprintf` gives, its complaints about verbs and arguments (`%!d(string=x)`) included.
  public static func sprintf(_ format: [UInt8], _ arguments: [GoValue]) -> [UInt8] {
    var run = FormatRun(format: format, arguments: arguments)
    return run.run()
  }

  /// What `fmt.Sprintf` gives.
  public static func sprintf(_ format: String, _ arguments: [GoValue]) -> [UInt8] {
    sprintf(Array(format.utf8), arguments)
  }

  /// What `fmt.Sprintf` gives, as text for messages.
  static func string(_ format: String, _ arguments: GoValue...) -> String {
    String(decoding: sprintf(format, arguments), as: UTF8.self)
  }

  /// Whether a text is nothing but what Go's `unicode.IsSpace` calls space.
  static func isSpace(_ text: [UInt8]) -> Bool {
    var isSpace = true
    GoQuote.forEachRune(in: text) { rune, _ in isSpace = isSpace && rune?.properties.isWhitespace ?? false }
    return isSpace
  }
}

/// One run of Sprintf over its format.
private struct FormatRun {
  let format: [UInt8]
  let arguments: [GoValue]
  private var position = 0
  private var argument = 0
  private var isReordered = false
  private var isIndexGood = true
  private var isAfterIndex = false
  private var printer = Printer()

  init(format: [UInt8], arguments: [GoValue]) {
    self.format = format
    self.arguments = arguments
  }

  private var byte: UInt8? { position < format.count ? format[position] : nil }

  mutating func run() -> [UInt8] {
    while position < format.count {
      let next = format[position...].firstIndex(of: UInt8(ascii: "%")) ?? format.count
      printer.output += format[position..<next]
      position = next + 1
      if next < format.count { directive() }
    }
    if !isReordered, argument < arguments.count { reportExtra() }
    return printer.output
  }

  private mutating func directive() {
    printer.flags = Printer.Flags()
    isIndexGood = true
    isAfterIndex = false
    readFlags()
    readIndex()
    readWidth()
    readPrecision()
    if !isAfterIndex { readIndex() }
    guard position < format.count else {
      printer.output += "%!(NOVERB)".utf8
      return
    }
    let (scalar, length) = GoQuote.decode(format[position...])
    let verbBytes = Array(format[position..<(position + max(length, 1))])
    position += max(length, 1)
    let verb = scalar.flatMap { UInt8(exactly: $0.value) } ?? 0
    if verb == UInt8(ascii: "%") {
      printer.output.append(verb)
    } else if !isIndexGood {
      printer.output += "%!".utf8 + verbBytes + "(BADINDEX)".utf8
    } else if argument >= arguments.count {
      printer.output += "%!".utf8 + verbBytes + "(MISSING)".utf8
    } else {
      if verb == UInt8(ascii: "v") { printer.flags.takeValueFlags() }
      printer.verbBytes = verbBytes
      printer.print(arguments[argument], verb: verb)
      argument += 1
    }
  }

  private mutating func readFlags() {
    while let byte {
      switch byte {
      case UInt8(ascii: "#"): printer.flags.sharp = true
      case UInt8(ascii: "0"): printer.flags.zero = true
      case UInt8(ascii: "+"): printer.flags.plus = true
      case UInt8(ascii: "-"): printer.flags.minus = true
      case UInt8(ascii: " "): printer.flags.space = true
      default: return
      }
      position += 1
    }
  }

  private mutating func readWidth() {
    if byte == UInt8(ascii: "*") {
      position += 1
      isAfterIndex = false
      guard let width = integerArgument() else {
        printer.output += "%!(BADWIDTH)".utf8
        return
      }
      if width < 0 { printer.flags.minus = true }
      printer.flags.width = abs(width)
      return
    }
    let start = position
    printer.flags.width = readNumber()
    if isAfterIndex, position > start { isIndexGood = false }
  }

  private mutating func readPrecision() {
    // A point at the end is a verb, if a bad one.
    guard byte == UInt8(ascii: "."), position + 1 < format.count else { return }
    position += 1
    if isAfterIndex { isIndexGood = false }
    readIndex()
    if byte == UInt8(ascii: "*") {
      position += 1
      let precision = integerArgument().flatMap { $0 < 0 ? nil : $0 }
      if precision == nil { printer.output += "%!(BADPREC)".utf8 }
      printer.flags.precision = precision
      isAfterIndex = false
    } else {
      printer.flags.precision = readNumber() ?? 0
    }
  }

  /// A decimal number; nil if there is none or it is out of all proportion.
  private mutating func readNumber() -> Int? {
    let start = position
    var number = 0
    while let byte, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
      number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 10_000_000)
      position += 1
    }
    return position > start && number <= 1_000_000 ? number : nil
  }

  private mutating func integerArgument() -> Int? {
    guard argument < arguments.count else { return nil }
    defer { argument += 1 }
    guard case .int(let number, _) = arguments[argument], abs(number.clamped) <= 1_000_000 else { return nil }
    return Int(number)
  }

  /// `[n]`: the next argument is the n-th.
  private mutating func readIndex() {
    guard byte == UInt8(ascii: "[") else { return }
    isReordered = true
    isAfterIndex = true
    guard let end = format[position...].firstIndex(of: UInt8(ascii: "]")) else {
      isIndexGood = false
      position += 1
      return
    }
    let number = Int(String(decoding: format[(position + 1)..<end], as: UTF8.self))
    position = end + 1
    guard let number, number >= 1, number <= arguments.count else {
      isIndexGood = false
      return
    }
    argument = number - 1
  }

  private mutating func reportExtra() {
    printer.flags = Printer.Flags()
    printer.output += "%!(EXTRA ".utf8
    for (index, value) in arguments[argument...].enumerated() {
      if index > 0 { printer.output += ", ".utf8 }
      printer.output += value.typeName.utf8
      if !value.isNull {
        printer.output.append(UInt8(ascii: "="))
        printer.print(value, verb: UInt8(ascii: "v"))
      }
    }
    printer.output.append(UInt8(ascii: ")"))
  }
}

extension Int64 {
  /// The number, but never the one whose magnitude doesn't fit.
  fileprivate var clamped: Int64 { Swift.max(self, -Int64.max) }
}
