// JSON to Go's values and back, as encoding/json does it with `interface{}`.

internal import Basics
internal import GoTemplate

/// Reads and writes JSON as Go does.
enum GoJSON {
  /// Reads a text, or says in Go's words what is wrong with it; the words quote one character of it.
  static func parse(_ text: [UInt8]) throws(GoFunctionError) -> JSON {
    do throws(JSONSyntaxError) {
      return try JSON.parse(text, locating: false)
    } catch {
      throw failure(error, in: text)
    }
  }

  private static func failure(_ error: JSONSyntaxError, in text: [UInt8]) -> GoFunctionError {
    let context: String
    switch error.reason {
    case .unexpectedEnd: return GoFunctionError("unexpected end of JSON input")
    case .tooDeep: return GoFunctionError("exceeded max depth")
    case .trailingContent: context = "after top-level value"
    case .invalidCharacter(let place): context = place
    }
    let index = Int(error.mark.offset)
    guard text.indices.contains(index) else { return GoFunctionError("unexpected end of JSON input") }
    return GoFunctionError(
      "invalid character \(quoted(text[index])) \(context)", redacted: "invalid character \(context)")
  }

  /// A byte in single quotes, as Go's decoder names it.
  private static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): return #"'\''"#
    case UInt8(ascii: "\""): return #"'"'"#
    default:
      let text = GoQuote.quote(GoText.latin1(byte)).dropFirst().dropLast()
      return "'" + String(decoding: text, as: UTF8.self) + "'"
    }
  }

  /// The value an `interface{}` gets: numbers are floats, of members with one name the last counts.
  ///
  /// Numbers too large for a float become nil and are reported in `problem`.
  static func value(_ json: JSON, problem: inout GoFunctionError?) -> GoValue {
    switch json.value {
    case .null: return .null
    case .bool(let bool): return .bool(bool)
    case .number(let text):
      guard let number = Double(text), number.isFinite else {
        if problem == nil {
          problem = GoFunctionError(
            "json: cannot unmarshal number \(text) into Go value of type float64",
            redacted: "json: cannot unmarshal number into Go value of type float64")
        }
        return .null
      }
      return .float(number)
    case .string(let text): return .string(text)
    case .array(let elements): return .list(elements.map { value($0, problem: &problem) })
    case .object(let members):
      let map = GoMap()
      for member in members { map[Array(member.key.utf8)] = value(member.value, problem: &problem) }
      return .map(map)
    }
  }
}

/// Writes values as JSON.
struct GoJSONWriter {
  /// Whether `<`, `>`, `&` are escaped.
  var escapesHTML = true
  /// The text a level is indented by; nil for everything on one line.
  var indentation: [UInt8]?
  private var output: [UInt8] = []
  private var accounted = 0
  private var call: CallContext?

  init(escapesHTML: Bool = true, indentation: [UInt8]? = nil) {
    self.escapesHTML = escapesHTML
    self.indentation = indentation
  }

  /// Deeper than data gets; a map may contain itself, which Go finds out at 1000 levels of pointers.
  private static let depthLimit = 1000

  /// The text of a value, or Go's words for why there is none.
  mutating func text(_ value: GoValue, call: CallContext) throws(GoFunctionError) -> [UInt8] {
    (output, accounted, self.call) = ([], 0, call)
    try write(value, depth: 0)
    try account()
    return output
  }

  private mutating func account() throws(GoFunctionError) {
    try call?.spend(output.count - accounted)
    accounted = output.count
  }

  private mutating func write(_ value: GoValue, depth: Int) throws(GoFunctionError) {
    guard depth < Self.depthLimit else { throw GoFunctionError("json: unsupported value: encountered a cycle") }
    // A value may hold another twice, and that another: the text is accounted for while it grows.
    if output.count - accounted > 1 << 16 { try account() }
    switch value {
    case .null: output += "null".utf8
    case .bool(let bool): output += (bool ? "true" : "false").utf8
    case .int(let number, let kind):
      output += (kind.isUnsigned ? String(UInt64(bitPattern: number)) : String(number)).utf8
    case .float(let number):
      guard number.isFinite else {
        let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
        throw GoFunctionError("json: unsupported value: \(text)")
      }
      output += GoNumber.json(number).utf8
    case .complex: throw GoFunctionError("json: unsupported type: complex128")
    case .string(let text): quote(text)
    case .bytes(let bytes): output += "\"\(Base64.standard.encode(bytes))\"".utf8
    case .slice(let slice):
      guard !slice.isNil else {
        output += "null".utf8
        return
      }
      try enclose("[", "]", slice.elements, depth: depth) { writer, element throws(GoFunctionError) in
        try writer.write(element, depth: depth + 1)
      }
    case .map(let map):
      try enclose("{", "}", map.sortedKeys, depth: depth) { writer, key throws(GoFunctionError) in
        try writer.write(member: key, map[key] ?? .null, depth: depth)
      }
    case .object(let object): try write(object, depth: depth)
    }
  }

  private mutating func write(_ object: any GoObject, depth: Int) throws(GoFunctionError) {
    if let time = object as? GoTime {
      quote(time.jsonText)
    } else if let number = object.goInteger {
      output += String(number).utf8
    } else if let version = object as? GoVersion {
      quote(Array(version.text.utf8))
    } else {
      try enclose("{", "}", object.fields, depth: depth) { writer, field throws(GoFunctionError) in
        try writer.write(member: Array(field.name.utf8), field.value, depth: depth)
      }
    }
  }

  private mutating func write(member name: [UInt8], _ value: GoValue, depth: Int) throws(GoFunctionError) {
    quote(name)
    output.append(UInt8(ascii: ":"))
    if indentation != nil { output.append(0x20) }
    try write(value, depth: depth + 1)
  }

  private mutating func enclose<Item>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item], depth: Int,
    _ write: (inout GoJSONWriter, Item) throws(GoFunctionError) -> Void
  ) throws(GoFunctionError) {
    output.append(UInt8(ascii: open))
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      breakLine(depth: depth + 1)
      try write(&self, item)
    }
    if !items.isEmpty { breakLine(depth: depth) }
    output.append(UInt8(ascii: close))
  }

  private mutating func breakLine(depth: Int) {
    guard let indentation else { return }
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<depth { output += indentation }
  }

  private mutating func quote(_ text: [UInt8]) {
    output.reserveCapacity(output.count + text.count + 2)
    output.append(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      // Most of a text is plain: it is taken over in one piece.
      let start = index
      while index < text.count, isPlain(text[index]) { index += 1 }
      if index > start { output += text[start..<index] }
      guard index < text.count else { break }
      let (scalar, length) = GoQuote.decode(text[index...])
      escape(scalar, text[index..<(index + length)])
      index += length
    }
    output.append(UInt8(ascii: "\""))
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x80...: false
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): !escapesHTML
    default: true
    }
  }

  private mutating func escape(_ scalar: Unicode.Scalar?, _ bytes: ArraySlice<UInt8>) {
    guard let scalar else {
      output += #"\ufffd"#.utf8
      return
    }
    if let escape = Self.escapes[scalar] {
      output += escape
    } else if scalar.value < 0x80 {
      output += (scalar.value < 0x10 ? #"\u000"# : #"\u00"#).utf8
      output += String(scalar.value, radix: 16).utf8
    } else {
      output += bytes
    }
  }

  /// What is always escaped; the two separators because JavaScript takes them for line breaks.
  private static let escapes: [Unicode.Scalar: [UInt8]] = [
    ("\"", #"\""#), ("\\", #"\\"#), ("\u{8}", #"\b"#), ("\u{C}", #"\f"#), ("\n", #"\n"#), ("\r", #"\r"#),
    ("\t", #"\t"#),
    ("\u{2028}", #"\u2028"#), ("\u{2029}", #"\u2029"#),
  ].reduce(into: [:]) { table, pair in table[pair.0] = Array(pair.1.utf8) }
}
