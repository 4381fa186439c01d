// JSON as text, in the two forms needed: compact as Go's encoding/json writes it, and indented for people.

extension JSON {
  /// How JSON is laid out as text.
  public struct TextStyle: Sendable {
    /// The number of spaces a level is indented by; nil writes everything on one line without spaces.
    public var indentation: Int?
    /// Whether `<`, `>`, `&`, U+2028 and U+2029 are escaped, as Go's `json.Marshal` does.
    public var escapesHTML: Bool
    /// Whether U+2028 and U+2029 are escaped, as Go's encoder does even where it leaves HTML alone.
    public var escapesLineSeparators: Bool

    /// A style of the given indentation and escaping.
    public init(indentation: Int? = nil, escapesHTML: Bool = false, escapesLineSeparators: Bool = false) {
      self.indentation = indentation
      self.escapesHTML = escapesHTML
      self.escapesLineSeparators = escapesLineSeparators || escapesHTML
    }

    /// Everything on one line.
    public static let compact = TextStyle()
    /// Two spaces a level.
    public static let indented = TextStyle(indentation: 2)
    /// What Go's `json.Marshal` writes (members stay in their order here: sort them first where Go would).
    public static let goMarshal = TextStyle(escapesHTML: true)
    /// What Go's `json.Encoder` writes with `SetEscapeHTML(false)`.
    public static let goEncoder = TextStyle(escapesLineSeparators: true)
  }

  /// The value as JSON text in UTF-8.
  ///
  /// - Parameters:
  ///   - style: How it is laid out.
  ///   - level: How deep it is to stand in the text around it: every line but the first is indented by that many levels.
  /// - Returns: The text.
  public func bytes(_ style: TextStyle = .compact, level: Int = 0) -> [UInt8] {
    var output: [UInt8] = []
    write(into: &output, style: style, level: level)
    return output
  }

  /// The value as JSON text.
  public func text(_ style: TextStyle = .compact) -> String {
    String(decoding: bytes(style), as: UTF8.self)
  }

  private func write(into output: inout [UInt8], style: TextStyle, level: Int) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let bool): output.append(contentsOf: (bool ? "true" : "false").utf8)
    case .number(let text): output.append(contentsOf: text.utf8)
    case .string(let text): JSON.quote(text, into: &output, style: style)
    case .array(let elements):
      JSON.enclose("[", "]", elements, into: &output, style: style, level: level) { element, output in
        element.write(into: &output, style: style, level: level + 1)
      }
    case .object(let members):
      JSON.enclose("{", "}", members, into: &output, style: style, level: level) { member, output in
        JSON.quote(member.key, into: &output, style: style)
        output.append(UInt8(ascii: ":"))
        if style.indentation != nil { output.append(UInt8(ascii: " ")) }
        member.value.write(into: &output, style: style, level: level + 1)
      }
    }
  }

  private static func enclose<Items: Collection>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: Items, into output: inout [UInt8], style: TextStyle,
    level: Int, _ write: (Items.Element, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: open))
    var isFirst = true
    for item in items {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      breakLine(into: &output, style: style, level: level + 1)
      write(item, &output)
    }
    if !isFirst { breakLine(into: &output, style: style, level: level) }
    output.append(UInt8(ascii: close))
  }

  private static func breakLine(into output: inout [UInt8], style: TextStyle, level: Int) {
    guard let indentation = style.indentation else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indentation * level))
  }

  /// Appends `text` as a quoted JSON string.
  ///
  /// - Parameters:
  ///   - text: The string.
  ///   - output: What it is appended to.
  ///   - escapesHTML: Whether `<`, `>`, `&`, U+2028 and U+2029 are escaped, as Go's `json.Marshal` does.
  public static func quote(_ text: String, into output: inout [UInt8], escapesHTML: Bool) {
    quote(text, into: &output, style: TextStyle(escapesHTML: escapesHTML))
  }

  /// Stretches of bytes that stand for themselves are copied whole.
  private static func quote(_ text: String, into output: inout [UInt8], style: TextStyle) {
    var text = text
    output.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var start = 0
      var index = 0
      while index < bytes.count {
        guard let (scalar, length) = special(bytes, at: index, style) else {
          index += 1
          continue
        }
        output.append(contentsOf: bytes[start..<index])
        append(scalar, to: &output)
        index += length
        start = index
      }
      output.append(contentsOf: bytes[start...])
    }
    output.append(UInt8(ascii: "\""))
  }

  /// The character at a place that must not stand for itself, and its number of bytes; nil if it may.
  private static func special(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ style: TextStyle)
    -> (Unicode.Scalar, Int)?
  {
    let byte = bytes[index]
    switch byte {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): return (Unicode.Scalar(byte), 1)
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
      return style.escapesHTML ? (Unicode.Scalar(byte), 1) : nil
    case 0xE2 where style.escapesLineSeparators && index + 2 < bytes.count && bytes[index + 1] == 0x80:
      switch bytes[index + 2] {
      case 0xA8: return ("\u{2028}", 3)
      case 0xA9: return ("\u{2029}", 3)
      default: return nil
      }
    default: return nil
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    switch scalar {
    case "\"", "\\":
      output.append(UInt8(ascii: "\\"))
      output.append(UInt8(truncatingIfNeeded: scalar.value))
    case "\n": output.append(contentsOf: "\\n".utf8)
    case "\r": output.append(contentsOf: "\\r".utf8)
    case "\t": output.append(contentsOf: "\\t".utf8)
    case "\u{08}": output.append(contentsOf: "\\b".utf8)
    case "\u{0C}": output.append(contentsOf: "\\f".utf8)
    default: escape(scalar, into: &output)
    }
  }

  private static func escape(_ scalar: Unicode.Scalar, into output: inout [UInt8]) {
    output.append(contentsOf: "\\u".utf8)
    let digits = Array("0123456789abcdef".utf8)
    for shift in [12, 8, 4, 0] { output.append(digits[Int(scalar.value >> UInt32(shift)) & 0xF]) }
  }
}
