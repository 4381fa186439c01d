// Text as it has to stand in a Go template to stay what it is.

/// Writes text into Go templates.
enum GoTemplateText {
  /// The text, its double braces hidden from Go.
  static func escaped(_ text: String) -> String { text.replacing("{{", with: "{{ \"{{\" }}") }

  /// The text as a string constant of Go.
  static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        output += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }

  /// Text with an action behind it: a brace just before it would be taken for the action's own.
  static func join(_ text: String, _ action: String) -> String {
    guard text.hasSuffix("{"), action.hasPrefix("{{") else { return text + action }
    return text.dropLast() + "{{ \"{\" }}" + action
  }

  /// Whether a name can stand behind a dot.
  static func isFieldName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
  }
}
