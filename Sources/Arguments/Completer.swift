// What fits at the cursor.

/// Finds what can be completed at the end of a command line.
public struct Completer: Sendable {
  /// One proposal.
  public struct Candidate: Sendable, Hashable {
    /// The word.
    public var word: String
    /// What it is, in a few words; empty for names.
    public var abstract: String

    /// A proposal.
    public init(_ word: String, abstract: String = "") {
      self.word = word
      self.abstract = abstract
    }
  }

  /// What stands at the cursor: words that are known, or something to be looked up.
  public enum Answer: Sendable, Hashable {
    /// These words.
    case words([Candidate])
    /// What this names; `prefix` is put before each (`--namespace=`).
    case lookUp(Completion, prefix: String)
  }

  let commands: [CommandDescription]

  /// Completes calls of these commands.
  public init(_ commands: [CommandDescription]) {
    self.commands = commands
  }

  /// What fits for the last of `words`, which may be empty and is still being typed.
  public func answer(_ words: [String]) -> Answer {
    guard let current = words.last else { return .words([]) }
    guard words.count > 1, let command = commands.first(where: { $0.name == words[0] }) else {
      return .words(
        commands.filter { !$0.isHidden }.map { Candidate($0.name, abstract: $0.abstract) }.starting(current))
    }
    let before = words.dropFirst().dropLast()
    if current.hasPrefix("-"), !before.contains("--") { return option(current, of: command) }
    if let previous = before.last, let option = awaitingValue(previous, of: command) {
      return value(option.completion, current, prefix: "")
    }
    return value(command.argument?.completion ?? .none, current, prefix: "")
  }

  private func option(_ current: String, of command: CommandDescription) -> Answer {
    let parts = current.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if current.hasPrefix("--"), parts.count == 2, let option = command.options.first(where: { $0.name == parts[0] }) {
      return value(option.completion, String(parts[1]), prefix: "--\(option.name)=")
    }
    let shown = command.options.filter { !$0.isHidden }
    return .words(shown.map { Candidate("--\($0.name)", abstract: $0.abstract) }.starting(current))
  }

  /// The option that the word names and whose value is still to come.
  private func awaitingValue(_ word: String, of command: CommandDescription) -> OptionDescription? {
    command.options.first { option in
      guard option.form == .value else { return false }
      return word == "--\(option.name)"
        || option.short.map { word.hasPrefix("-") && !word.hasPrefix("--") && word.last == $0 } == true
    }
  }

  private func value(_ completion: Completion, _ current: String, prefix: String) -> Answer {
    guard case .words(let words) = completion else { return .lookUp(completion, prefix: prefix) }
    return .words(
      words.map { Candidate($0) }.starting(current).map { Candidate(prefix + $0.word, abstract: $0.abstract) })
  }
}

extension [Completer.Candidate] {
  fileprivate func starting(_ prefix: String) -> [Completer.Candidate] { filter { $0.word.hasPrefix(prefix) } }
}
