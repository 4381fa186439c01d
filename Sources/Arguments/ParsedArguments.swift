// From words to values, in kubectl's manners: options anywhere, `--name=value` or `--name value`, `-n=x`, `-nx`, `-AR`.

internal import Basics

/// The words of a command line, sorted into options and arguments.
public struct ParsedArguments: Sendable {
  /// The arguments that are no options, in their order.
  public private(set) var arguments: [String] = []
  /// The words as they were given.
  public let words: [String]
  private var values: [String: [String]] = [:]

  /// Sorts the words that follow a command's name.
  ///
  /// - Parameters:
  ///   - words: The words.
  ///   - command: The command they are for.
  /// - Throws: ``UsageError`` for an unknown option, a missing or surplus value, or too few or many arguments.
  public init(_ words: [String], for command: CommandDescription) throws(UsageError) {
    self.words = words
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        arguments += rest
        break
      } else if word.hasPrefix("--") {
        try takeLong(word.dropFirst(2), &rest, command)
      } else if word.hasPrefix("-"), word != "-" {
        try takeShort(word.dropFirst(), &rest, command)
      } else {
        arguments.append(word)
      }
    }
    try checkCount(command)
  }

  private mutating func takeLong(
    _ word: Substring, _ rest: inout ArraySlice<String>, _ command: CommandDescription
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let option = command.options.first(where: { $0.name == name }) else {
      let near = command.options.filter { !$0.isHidden }.map(\.name).nearest(to: name).map { "--" + $0 }
      throw UsageError(
        "unknown option --\(name)",
        hint: near.isEmpty
          ? "see kubectl extsecret \(command.name) --help" : "did you mean \(near.joined(separator: ", "))?")
    }
    try take(option, parts.count > 1 ? String(parts[1]) : nil, spelled: "--\(name)", &rest)
  }

  private mutating func takeShort(
    _ word: Substring, _ rest: inout ArraySlice<String>, _ command: CommandDescription
  ) throws(UsageError) {
    var letters = word
    while let letter = letters.popFirst() {
      guard let option = command.options.first(where: { $0.short == letter }) else {
        throw UsageError("unknown option -\(letter)", hint: "see kubectl extsecret \(command.name) --help")
      }
      if option.form == .flag {
        let value = letters.first == "=" ? String(letters.dropFirst()) : nil
        try take(option, value, spelled: "-\(letter)", &rest)
        if value != nil { return }
        continue
      }
      let value = letters.isEmpty ? nil : String(letters.first == "=" ? letters.dropFirst() : letters)
      return try take(option, value, spelled: "-\(letter)", &rest)
    }
  }

  private mutating func take(
    _ option: OptionDescription, _ given: String?, spelled: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let value: String
    switch option.form {
    case .flag:
      // The words of Go's strconv.ParseBool, as for any flag of kubectl.
      switch given ?? "true" {
      case "1", "t", "T", "true", "True", "TRUE": value = "true"
      case "0", "f", "F", "false", "False", "FALSE": value = "false"
      case let word: throw UsageError("\(spelled) takes true or false, not \"\(word)\"")
      }
    case .optionalValue(let bare):
      if let given {
        value = given
      } else if let next = rest.first, !next.isEmpty,
        next.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
      {
        value = next
        rest.removeFirst()
      } else {
        value = bare
      }
    case .value:
      if let given {
        value = given
      } else if let next = rest.popFirst() {
        value = next
      } else {
        throw UsageError("\(spelled) needs a value", hint: "write \(spelled) <\(option.valueName)>")
      }
    }
    // Of an option that can stand only once the last one counts, as in kubectl.
    values[option.name] = option.isRepeatable ? values[option.name, default: []] + [value] : [value]
  }

  private func checkCount(_ command: CommandDescription) throws(UsageError) {
    guard let argument = command.argument else {
      guard let first = arguments.first else { return }
      throw UsageError("\(command.name) takes no arguments, but got \"\(first)\"")
    }
    guard arguments.count >= argument.count.lowerBound else {
      throw UsageError("\(command.name) needs \(argument.name)", hint: "see kubectl extsecret \(command.name) --help")
    }
    guard arguments.count <= argument.count.upperBound else {
      throw UsageError(
        "\(command.name) takes at most \(argument.count.upperBound) \(argument.name), got \(arguments.count)")
    }
  }

  /// The value of an option; nil if it wasn't given.
  ///
  /// - Parameter option: The option.
  /// - Returns: Its value; the last one if it was given more than once.
  /// - Throws: ``UsageError`` if the value can't be understood.
  public func value<Value>(_ option: Option<Value>) throws(UsageError) -> Value? {
    guard let text = values[option.description.name]?.last else { return nil }
    return try option.read(text)
  }

  /// All values of a repeatable option, in their order.
  ///
  /// - Parameter option: The option.
  /// - Returns: Its values.
  /// - Throws: ``UsageError`` if one can't be understood.
  public func values<Value>(_ option: Option<Value>) throws(UsageError) -> [Value] {
    var list: [Value] = []
    for text in values[option.description.name] ?? [] { list.append(try option.read(text)) }
    return list
  }

  /// Whether a flag is set.
  public subscript(flag: Flag) -> Bool { values[flag.description.name]?.last == "true" }

  /// Whether a flag was given at all, be it as `--name=false`.
  public func isGiven(_ flag: Flag) -> Bool { values[flag.description.name] != nil }
}
