// Flux's ${NAME} and ${NAME:=default}: filled in before the text is read, where the values are given.

/// Variables to fill in.
struct Substitution: Sendable {
  private let values: [String: String]

  /// No variables: everything stays as it is.
  static let none = Substitution([:])

  /// Variables by their name.
  init(_ values: [String: String]) {
    self.values = values
  }

  /// The variables of a file of lines `NAME=value`; empty lines and lines that start with # don't count.
  ///
  /// - Parameter text: The file's text.
  /// - Returns: The variables; quotes around a value are taken off.
  static func variables(_ text: String) -> [String: String] {
    var variables: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      var value = parts[1]
      for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
        value = value.dropFirst().dropLast()
        break
      }
      variables[String(parts[0])] = String(value)
    }
    return variables
  }

  /// The text with the variables that are known filled in; `${NAME:=default}` and `${NAME:-default}` fall back on theirs.
  ///
  /// Nothing is filled in where no value is given at all: then what a variable will be is not known.
  func apply(to bytes: [UInt8]) -> [UInt8] {
    guard !values.isEmpty else { return bytes }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: "${".utf8), let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")),
        let value = value(of: String(decoding: bytes[(index + 2)..<end], as: UTF8.self))
      {
        output += value.utf8
        index = end + 1
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  private func value(of expression: String) -> String? {
    let name = expression.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    if let value = values[String(name)] { return value }
    let rest = expression.dropFirst(name.count)
    return rest.hasPrefix(":=") || rest.hasPrefix(":-") ? String(rest.dropFirst(2)) : nil
  }
}
