// How one value prints under one verb.

/// The printer of package `fmt`: flags, and what has been printed.
struct Printer {
  struct Flags {
    var plus = false
    var minus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v`: names of struct fields.
    var plusValue = false
    /// `%#v`: Go syntax.
    var sharpValue = false
    var width: Int?
    var precision: Int?

    /// Turns `+` and `#` into what they mean to `%v`.
    mutating func takeValueFlags() {
      (sharpValue, sharp) = (sharp, false)
      (plusValue, plus) = (plus, false)
    }
  }

  var flags = Flags()
  var output: [UInt8] = []
  var verbBytes: [UInt8] = [UInt8(ascii: "v")]
  private static let depthLimit = 500
  /// More than a render may make: a value that holds another twice, and that another, would print for ever.
  private static let sizeLimit = 64 << 20

  mutating func print(_ value: GoValue, verb: UInt8, depth: Int = 0) {
    guard depth < Printer.depthLimit, output.count < Printer.sizeLimit else { return }
    if verb == UInt8(ascii: "T"), depth == 0 { return pad(Array(value.typeName.utf8)) }
    switch value {
    case .null:
      if depth > 0 {
        // In a list or map it is so under every verb, and never padded.
        output += (flags.sharpValue ? "interface {}(nil)" : "<nil>").utf8
      } else if verb == UInt8(ascii: "v") {
        pad(Array("<nil>".utf8))
      } else {
        output += "%!".utf8 + verbBytes + "(<nil>)".utf8
      }
    case .bool(let bool): self.bool(bool, value, verb)
    case .int(let number, let kind): integer(number, kind, value, verb)
    case .float(let number): float(number, value, verb)
    case .complex(let real, let imaginary): complex(real, imaginary, value, verb)
    case .string(let bytes): string(bytes, value, verb)
    case .bytes(let bytes): self.bytes(bytes, verb, depth)
    // No Sprintf wraps an error: what might hold one is complained of as a whole.
    case .slice(let slice): verb == UInt8(ascii: "w") ? badVerb(value) : list(slice, verb, depth)
    case .map(let map): verb == UInt8(ascii: "w") ? badVerb(value) : self.map(map, verb, depth)
    case .object(let object): verb == UInt8(ascii: "w") ? badVerb(value) : self.object(object, verb, depth)
    }
  }

  /// The complaint about a verb that doesn't fit: it shows the value with the verb's flags.
  mutating func badVerb(_ value: GoValue) {
    output += "%!".utf8 + verbBytes + "(".utf8 + value.typeName.utf8 + "=".utf8
    print(value, verb: UInt8(ascii: "v"))
    output += ")".utf8
  }

  private mutating func bool(_ bool: Bool, _ value: GoValue, _ verb: UInt8) {
    guard verb == UInt8(ascii: "t") || verb == UInt8(ascii: "v") else { return badVerb(value) }
    pad(Array((bool ? "true" : "false").utf8))
  }

  /// Pads to the width, with zeros only if they were asked for and stand on the left.
  mutating func pad(_ text: [UInt8]) {
    guard let width = flags.width else { return output += text }
    var count = 0
    GoQuote.forEachRune(in: text) { _, _ in count += 1 }
    let padding = repeatElement(
      flags.zero && !flags.minus ? UInt8(ascii: "0") : UInt8(ascii: " "), count: max(0, width - count))
    output += flags.minus ? text + padding : padding + text
  }

  private mutating func string(_ bytes: [UInt8], _ value: GoValue, _ verb: UInt8) {
    switch verb {
    case UInt8(ascii: "v"): flags.sharpValue ? pad(GoQuote.quote(truncated(bytes))) : pad(truncated(bytes))
    case UInt8(ascii: "s"): pad(truncated(bytes))
    case UInt8(ascii: "q"): quoted(bytes)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): hexadecimal(bytes, upper: verb == UInt8(ascii: "X"))
    default: badVerb(value)
    }
  }

  private mutating func quoted(_ bytes: [UInt8]) {
    let text = truncated(bytes)
    if flags.sharp, GoQuote.canBackquote(text) { return pad([0x60] + text + [0x60]) }
    pad(GoQuote.quote(text, asciiOnly: flags.plus))
  }

  /// The first characters, as many as the precision says.
  private func truncated(_ bytes: [UInt8]) -> [UInt8] {
    guard let precision = flags.precision else { return bytes }
    var kept: [UInt8] = []
    var count = 0
    GoQuote.forEachRune(in: bytes) { _, rune in
      if count < precision { kept += rune }
      count += 1
    }
    return kept
  }

  private mutating func hexadecimal(_ bytes: [UInt8], upper: Bool) {
    let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    let prefix: [UInt8] = flags.sharp ? [UInt8(ascii: "0"), upper ? UInt8(ascii: "X") : UInt8(ascii: "x")] : []
    var text: [UInt8] = []
    for (index, byte) in bytes.prefix(flags.precision ?? bytes.count).enumerated() {
      if flags.space, index > 0 { text.append(0x20) }
      if index == 0 || flags.space { text += prefix }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    pad(text)
  }

  private mutating func bytes(_ bytes: [UInt8], _ verb: UInt8, _ depth: Int) {
    switch verb {
    case UInt8(ascii: "s"): pad(truncated(bytes))
    case UInt8(ascii: "q"): quoted(bytes)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): hexadecimal(bytes, upper: verb == UInt8(ascii: "X"))
    case UInt8(ascii: "v") where flags.sharpValue:
      output += "[]byte{".utf8
      for (index, byte) in bytes.enumerated() { output += "\(index > 0 ? ", " : "")0x\(String(byte, radix: 16))".utf8 }
      output.append(UInt8(ascii: "}"))
    default:
      list(GoSlice(bytes.map { .int(Int64($0), .uint8) }, of: .int(.uint8)), verb, depth)
    }
  }

  private mutating func list(_ slice: GoSlice, _ verb: UInt8, _ depth: Int) {
    output += flags.sharpValue ? "[]\(slice.element){".utf8 : "[".utf8
    for (index, element) in slice.elements.enumerated() {
      if index > 0 { output += flags.sharpValue ? ", ".utf8 : " ".utf8 }
      print(element, verb: verb, depth: depth + 1)
    }
    output += flags.sharpValue ? "}".utf8 : "]".utf8
  }

  private mutating func map(_ map: GoMap, _ verb: UInt8, _ depth: Int) {
    output += flags.sharpValue ? "map[string]\(map.element){".utf8 : "map[".utf8
    for (index, key) in map.sortedKeys.enumerated() {
      if index > 0 { output += flags.sharpValue ? ", ".utf8 : " ".utf8 }
      print(.string(key), verb: verb, depth: depth + 1)
      output.append(UInt8(ascii: ":"))
      print(map[key] ?? .null, verb: verb, depth: depth + 1)
    }
    output += flags.sharpValue ? "}".utf8 : "]".utf8
  }

  private mutating func object(_ object: any GoObject, _ verb: UInt8, _ depth: Int) {
    if !flags.sharpValue, "vsxXq".utf8.contains(verb), let text = object.goString {
      return string(Array(text.utf8), .object(object), verb)
    }
    if let number = object.goInteger { return integer(number, .int64, .object(object), verb) }
    if object.goTypeName.hasPrefix("*"), flags.sharpValue || depth == 0 { output.append(UInt8(ascii: "&")) }
    if flags.sharpValue { output += object.goTypeName.drop { $0 == "*" }.utf8 }
    output.append(UInt8(ascii: "{"))
    for (index, field) in object.fields.enumerated() {
      if index > 0 { output += flags.sharpValue ? ", ".utf8 : " ".utf8 }
      if flags.plusValue || flags.sharpValue { output += "\(field.name):".utf8 }
      print(field.value, verb: verb, depth: depth + 1)
    }
    output.append(UInt8(ascii: "}"))
  }
}
