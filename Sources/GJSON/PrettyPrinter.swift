// `@pretty` and `@ugly`: the layout of tidwall/pretty 1.2, which gjson uses.

/// The text without white space outside strings.
func ugly(_ json: [UInt8]) -> [UInt8] {
  let scanner = Scanner(json)
  var output: [UInt8] = []
  var index = 0
  while index < json.count {
    let end = json[index] == UInt8(ascii: "\"") ? scanner.string(from: index + 1).end : index + 1
    if json[index] > 0x20 { output += json[index..<end] }
    index = end
  }
  return output
}

/// Lays JSON out over lines: short arrays of plain values on one, everything else with an element a line.
struct PrettyPrinter {
  private var width = 80
  private var prefix: [UInt8] = []
  private var indent: [UInt8] = [0x20, 0x20]
  private var sortsKeys = false
  private static let depthLimit = 200

  /// A printer with the options of a modifier's argument: `{"sortKeys":true,"indent":"\t","prefix":" ","width":40}`.
  init(argument: [UInt8]) {
    sortsKeys = option("sortKeys", in: argument)?.bool ?? false
    if let indent = option("indent", in: argument) { self.indent = PrettyPrinter.spaces(of: indent.text) }
    if let prefix = option("prefix", in: argument) { self.prefix = PrettyPrinter.spaces(of: prefix.text) }
    if let width = option("width", in: argument) { self.width = Int(exactly: width.number.rounded(.towardZero)) ?? 0 }
  }

  /// Nothing but white space may be used to indent.
  private static func spaces(of text: [UInt8]) -> [UInt8] {
    text.filter { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// The text laid out, with a line break at its end.
  func print(_ json: [UInt8]) -> [UInt8] {
    var output = prefix
    write(GJSON.Value(parsing: json), into: &output, level: 0, lineStart: 0)
    if !output.isEmpty { output.append(0x0A) }
    return output
  }

  /// Lays a value out at the output's end.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - output: What it is added to.
  ///   - level: How deep it stands.
  ///   - lineStart: Where the current line begins for the measure of what fits on it. Where no space gave way to the line
  ///     break, tidwall/pretty counts the break itself as a column.
  private func write(_ value: GJSON.Value, into output: inout [UInt8], level: Int, lineStart: Int) {
    guard value.isObject || value.isArray, level < PrettyPrinter.depthLimit else {
      output += value.raw
      return
    }
    if value.isArray, width > 0, let line = singleLine(value) {
      let column = output.count - lineStart
      if width - column > 3, line.count <= width - column {
        output += line
        return
      }
    }
    var items: [(name: GJSON.Value, value: GJSON.Value)] = []
    value.forEach { items.append(($0, $1)) }
    if value.isObject, sortsKeys {
      items.sort { $0.name.content.lexicographicallyPrecedes($1.name.content) }
    }
    output.append(UInt8(ascii: value.isObject ? "{" : "["))
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      let replacesSpace = value.isArray && index > 0 && width != -1
      let lineStart = output.count + (replacesSpace ? 1 : 0)
      breakLine(into: &output, level: level + 1)
      if value.isObject { output += item.name.raw + Array(": ".utf8) }
      write(item.value, into: &output, level: level + 1, lineStart: lineStart)
    }
    if !items.isEmpty { breakLine(into: &output, level: level) }
    output.append(UInt8(ascii: value.isObject ? "}" : "]"))
  }

  /// An array on one line; nil if an object stands in it.
  private func singleLine(_ array: GJSON.Value) -> [UInt8]? {
    var items: [[UInt8]] = []
    var isPlain = true
    array.forEach { _, element in
      if element.isObject { isPlain = false }
      guard isPlain else { return }
      guard element.isArray else { return items.append(element.raw) }
      guard let line = singleLine(element) else { return isPlain = false }
      items.append(line)
    }
    return isPlain ? [UInt8(ascii: "[")] + items.joined(separator: Array(", ".utf8)) + [UInt8(ascii: "]")] : nil
  }

  private func breakLine(into output: inout [UInt8], level: Int) {
    output.append(0x0A)
    output += prefix
    for _ in 0..<level { output += indent }
  }
}
