// What a scalar means: the rules of YAML 1.1 as go-yaml v2 applies them, which `sigs.k8s.io/yaml` and so kubectl use.

internal import Basics

/// A scalar as it stands in the text.
struct Scalar: Equatable {
  var text: String
  /// Whether it is written without quotes and not as a block.
  var isPlain: Bool
  var tag: String?

  var isMergeKey: Bool { isPlain && text == "<<" && (tag == nil || tag == "!") || tag == Tag.merge }

  /// The JSON value it stands for; nil if it doesn't fit its tag, or is an infinity or NaN, which JSON doesn't have.
  var resolved: JSON.Content? {
    switch tag {
    case nil: isPlain ? Scalar.meaning(of: text) : .string(text)
    case "!": .string(text)
    case Tag.string, Tag.timestamp: .string(text)
    case Tag.binary: Base64.standard.decode(text).map { .string(String(decoding: $0, as: UTF8.self)) }
    case Tag.null, Tag.bool, Tag.int: Scalar.meaning(of: text).flatMap { Scalar.tag(of: $0) == tag ? $0 : nil }
    case Tag.float: Scalar.meaning(of: text).flatMap { if case .number = $0 { $0 } else { nil } }
    default: isPlain ? Scalar.meaning(of: text) : .string(text)
    }
  }

  enum Tag {
    static let merge = "tag:yaml.org,2002:merge"
    static let string = "tag:yaml.org,2002:str"
    static let binary = "tag:yaml.org,2002:binary"
    static let null = "tag:yaml.org,2002:null"
    static let bool = "tag:yaml.org,2002:bool"
    static let int = "tag:yaml.org,2002:int"
    static let float = "tag:yaml.org,2002:float"
    static let timestamp = "tag:yaml.org,2002:timestamp"
  }

  private static func tag(of content: JSON.Content) -> String? {
    switch content {
    case .null: Tag.null
    case .bool: Tag.bool
    case .number(let text): text.utf8.contains(where: { ".eE".utf8.contains($0) }) ? Tag.float : Tag.int
    default: nil
    }
  }

  /// What a plain scalar means; nil for infinities and NaN.
  static func meaning(of text: String) -> JSON.Content? {
    guard let first = text.utf8.first else { return .null }
    if let word = words[text] { return word }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      if infinities.contains(text) { return nil }
      return number(text) ?? .string(text)
    default: return .string(text)
    }
  }

  private static let infinities: Set<String> = [
    ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
  ]

  private static let words: [String: JSON.Content] = {
    var words: [String: JSON.Content] = [:]
    for word in ["~", "null", "Null", "NULL"] { words[word] = .null }
    for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { words[word] = .bool(true) }
    for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] {
      words[word] = .bool(false)
    }
    return words
  }()

  /// The number a text stands for, in the spelling Go's JSON encoder gives it.
  private static func number(_ text: String) -> JSON.Content? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    let plain = String(decoding: digits, as: UTF8.self)
    if let integer = integer(plain) { return .number(integer) }
    guard isFloat(digits), let double = Double(plain), double.isFinite else { return nil }
    return .number(GoNumber.json(double))
  }

  /// A decimal, `0x`, `0o`, `0b` or `0`-octal integer, in decimal.
  private static func integer(_ text: String) -> String? {
    var body = Substring(text)
    let isNegative = body.first == "-"
    if isNegative || body.first == "+" { body = body.dropFirst() }
    guard let first = body.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return nil }
    var radix = 10
    if first == UInt8(ascii: "0"), body.utf8.count > 1 {
      switch body.dropFirst().first {
      case "x", "X": (radix, body) = (16, body.dropFirst(2))
      case "o", "O": (radix, body) = (8, body.dropFirst(2))
      case "b", "B": (radix, body) = (2, body.dropFirst(2))
      default: (radix, body) = (8, body.dropFirst())
      }
    }
    // Swift takes a sign here too, Go doesn't.
    guard let leading = body.utf8.first, leading != UInt8(ascii: "-"), leading != UInt8(ascii: "+"),
      let magnitude = UInt64(body, radix: radix)
    else { return nil }
    guard isNegative else { return String(magnitude) }
    return magnitude <= UInt64(Int64.max) + 1 ? (magnitude == 0 ? "0" : "-\(magnitude)") : nil
  }

  /// Whether a text is `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
  private static func isFloat(_ text: [UInt8]) -> Bool {
    var index = 0
    func digits() -> Int {
      let start = index
      while index < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[index] { index += 1 }
      return index - start
    }
    func take(_ bytes: StaticString) -> Bool {
      let isOne = index < text.count && (0..<bytes.utf8CodeUnitCount).contains { bytes.utf8Start[$0] == text[index] }
      if isOne { index += 1 }
      return isOne
    }
    _ = take("+-")
    let whole = digits()
    let fraction = take(".") ? digits() : 0
    guard whole + fraction > 0 else { return false }
    if take("eE") {
      _ = take("+-")
      guard digits() > 0 else { return false }
    }
    return index == text.count
  }
}
