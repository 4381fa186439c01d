// Numeric literals: what a literal can be is kept, because its type depends on where it is used.

/// A number of a template's text.
struct NumberConstant: Sendable {
  private(set) var int: Int64?
  private(set) var uint: UInt64?
  private(set) var float: Double?
  private(set) var complex: (real: Double, imaginary: Double)?
  /// The value where no type is asked for; nil if it overflows `int`.
  private(set) var ideal: Ideal?

  enum Ideal: Sendable {
    case int(Int64)
    case float(Double)
    case complex(Double, Double)
  }

  /// A character constant, quotes included; nil if it is malformed.
  init?(character literal: [UInt8]) {
    guard let content = GoQuote.unquote(literal), !content.isEmpty else { return nil }
    let (scalar, length) = GoQuote.decode(content[...])
    // '\xff' is a character of its own, not a byte of UTF-8.
    guard length == content.count else { return nil }
    let value = Int64(scalar?.value ?? UInt32(content[0]))
    int = value
    uint = UInt64(value)
    float = Double(value)
    ideal = .int(value)
  }

  /// A number or complex constant; nil if it is malformed or too large for every type.
  init?(_ literal: [UInt8], isComplex: Bool) {
    let text = String(decoding: literal, as: UTF8.self)
    if isComplex {
      guard let split = literal.dropFirst().lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
        let real = Self.float(String(decoding: literal[..<split], as: UTF8.self)),
        let imaginary = Self.float(String(decoding: literal[split...].dropLast(), as: UTF8.self))
      else { return nil }
      complex = (real, imaginary)
      ideal = .complex(real, imaginary)
      return
    }
    if literal.last == UInt8(ascii: "i") {
      guard let imaginary = Self.float(String(text.dropLast())) else { return nil }
      complex = (0, imaginary)
      ideal = .complex(0, imaginary)
      return
    }
    int = Self.integer(text)
    uint = Self.unsigned(text)
    if let int {
      float = Double(int)
    } else if let uint {
      float = Double(uint)
    } else if let value = Self.float(text) {
      let isIntegerSyntax = !text.utf8.contains { ".eEpP".utf8.contains($0) }
      guard !isIntegerSyntax || text.lowercased().hasPrefix("0x") == false || text.lowercased().contains("p") else {
        return nil
      }
      // An integer too large for every integer type is an error, not a float.
      guard !isIntegerSyntax else { return nil }
      float = value
      int = Int64(exactly: value)
      uint = UInt64(exactly: value)
    }
    let isHexadecimalInteger = text.lowercased().hasPrefix("0x") && !text.lowercased().contains("p")
    if let float, !isHexadecimalInteger, text.utf8.contains(where: { ".eEpP".utf8.contains($0) }) {
      ideal = .float(float)
    } else if let int {
      ideal = .int(int)
    }
    if int == nil, uint == nil, float == nil { return nil }
  }

  /// A literal with its sign and base prefix taken apart; nil if its underscores are misplaced.
  private static func parts(_ text: String) -> (isNegative: Bool, body: String, radix: Int)? {
    var body = Substring(text)
    let isNegative = body.first == "-"
    if isNegative || body.first == "+" { body = body.dropFirst() }
    var radix = 10
    let prefix = body.prefix(2).lowercased()
    if let found = ["0x": 16, "0o": 8, "0b": 2][prefix] {
      (radix, body) = (found, body.dropFirst(2))
    } else if body.count > 1, body.first == "0", body.allSatisfy({ $0.isNumber || $0 == "_" }) {
      (radix, body) = (8, body.dropFirst())
    }
    // Underscores separate digits, or a base prefix and digits; nowhere else.
    if body.contains("_") {
      let pieces = body.split(separator: "_", omittingEmptySubsequences: false)
      for (index, piece) in pieces.enumerated() where piece.isEmpty && (index > 0 || radix == 10) { return nil }
    }
    return (isNegative, String(body.filter { $0 != "_" }), radix)
  }

  private static func unsigned(_ text: String) -> UInt64? {
    guard let (isNegative, body, radix) = parts(text), !isNegative, !text.hasPrefix("+"), isDigits(body) else {
      return nil
    }
    return UInt64(body, radix: radix)
  }

  private static func integer(_ text: String) -> Int64? {
    guard let (isNegative, body, radix) = parts(text), isDigits(body), let magnitude = UInt64(body, radix: radix) else {
      return nil
    }
    guard isNegative else { return Int64(exactly: magnitude) }
    return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  private static func isDigits(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return first != UInt8(ascii: "+") && first != UInt8(ascii: "-")
  }

  private static func float(_ text: String) -> Double? {
    guard let first = text.utf8.last, first != UInt8(ascii: "_") else { return nil }
    let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
    // Go wants an exponent in hexadecimal floats; Swift doesn't.
    if plain.lowercased().contains("0x"), !plain.lowercased().contains("p") { return nil }
    guard let value = Double(plain.hasSuffix(".") ? plain + "0" : plain), value.isFinite else { return nil }
    return value
  }
}
