// Help, laid out from the descriptions.

/// The help of the program and of its commands.
public enum HelpText {
  /// The help of one command.
  public static func text(for command: CommandDescription, width: Int = 100) -> String {
    var lines = [command.abstract, ""]
    if !command.discussion.isEmpty {
      for paragraph in command.discussion.split(separator: "\n", omittingEmptySubsequences: false) {
        lines += paragraph.isEmpty ? [""] : wrapped(String(paragraph), to: width, indent: 0)
      }
      lines.append("")
    }
    let argument = command.argument.map { argument in
      let dots = argument.count.upperBound > 1 ? "..." : ""
      return argument.count.lowerBound == 0 ? " [\(argument.name)\(dots)]" : " \(argument.name)\(dots)"
    }
    lines += ["Usage:", "  kubectl extsecret \(command.name)\(argument ?? "") [options]", ""]
    if !command.examples.isEmpty {
      lines.append("Examples:")
      for example in command.examples { lines += ["  # \(example.abstract)", "  \(example.call)", ""] }
    }
    for group in command.groups {
      let options = group.options.filter { !$0.isHidden }
      guard !options.isEmpty else { continue }
      lines.append("\(group.heading):")
      for option in options { lines += entry(for: option, width: width) }
      lines.append("")
    }
    if !command.exitCodes.isEmpty {
      lines.append("Exit codes:")
      for (code, meaning) in command.exitCodes {
        lines.append("  \(code)\(code < 10 ? "  " : code < 100 ? " " : "")  \(meaning)")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  /// The help of the program: its commands.
  public static func text(for commands: [CommandDescription], abstract: String) -> String {
    let shown = commands.filter { !$0.isHidden }
    let column = (shown.map(\.name.count).max() ?? 0) + 2
    var lines = [abstract, "", "Usage:", "  kubectl extsecret COMMAND [options]", "", "Commands:"]
    for command in shown {
      lines.append("  " + command.name.padded(to: column) + command.abstract)
    }
    lines += ["", "Use \"kubectl extsecret COMMAND --help\" for more about a command.", ""]
    return lines.joined(separator: "\n")
  }

  private static func entry(for option: OptionDescription, width: Int) -> [String] {
    var name = option.short.map { "-\($0), --\(option.name)" } ?? "    --\(option.name)"
    switch option.form {
    case .flag: break
    case .value: name += " <\(option.valueName)>"
    case .optionalValue: name += "[=<\(option.valueName)>]"
    }
    let column = 34
    let text = wrapped(option.abstract + (option.isRepeatable ? " (repeatable)" : ""), to: width, indent: column)
    let head = "  " + name
    guard head.count < column - 1, let first = text.first else { return [head] + text }
    return [head.padded(to: column) + first.drop { $0 == " " }] + text.dropFirst()
  }

  private static func wrapped(_ text: String, to width: Int, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if line.count > indent, line.count + word.count + 1 > width {
        lines.append(line)
        line = margin
      }
      line += line.count > indent ? " \(word)" : String(word)
    }
    return lines + [line]
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
