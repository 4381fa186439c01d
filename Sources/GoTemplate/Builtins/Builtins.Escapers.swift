// html, js, urlquery.

extension Builtins {
  static let escapers: [FunctionReference] = [
    function("html", [], variadic: .any) { arguments, call in try spending(escapedForHTML(text(arguments)), call) },
    function("js", [], variadic: .any) { arguments, call in try spending(escapedForJavaScript(text(arguments)), call) },
    function("urlquery", [], variadic: .any) { arguments, call in try spending(escapedForQuery(text(arguments)), call)
    },
  ]

  /// The arguments as one text: nil prints as `<no value>` here, unlike in `print`.
  private static func text(_ arguments: [GoValue]) -> [UInt8] {
    if arguments.count == 1, let bytes = arguments[0].stringBytes { return bytes }
    return GoFormat.sprint(arguments.map { $0.isNull ? .string("<no value>") : $0 })
  }

  private static func escapedForHTML(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case 0: output += "\u{FFFD}".utf8
      case UInt8(ascii: "\""): output += "&#34;".utf8
      case UInt8(ascii: "'"): output += "&#39;".utf8
      case UInt8(ascii: "&"): output += "&amp;".utf8
      case UInt8(ascii: "<"): output += "&lt;".utf8
      case UInt8(ascii: ">"): output += "&gt;".utf8
      default: output.append(byte)
      }
    }
    return output
  }

  private static func escapedForJavaScript(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    GoQuote.forEachRune(in: text) { rune, bytes in
      switch rune {
      case "\\", "\"", "'":
        output.append(UInt8(ascii: "\\"))
        output += bytes
      // Go looks at characters beyond ASCII only: a byte that is none stays.
      case nil: output += bytes
      case let rune?:
        let isMarkup = rune == "<" || rune == ">" || rune == "&" || rune == "="
        guard isMarkup || rune.value < 0x20 || rune.value >= 0x80 && !GoQuote.isPrintable(rune)
        else {
          output += bytes
          return
        }
        output += "\\u".utf8
        let digits = String(rune.value, radix: 16, uppercase: true)
        output += String(repeating: "0", count: max(0, 4 - digits.utf8.count)).utf8
        output += digits.utf8
      }
    }
    return output
  }

  /// Go's `url.QueryEscape`.
  static func escapedForQuery(_ text: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        output.append(byte)
      case 0x20: output.append(UInt8(ascii: "+"))
      default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return output
  }
}
