// kubectl extsecret completion

import Arguments

/// Prints a shell's completion script.
struct CompletionCommand: Command {
  static let description = CommandDescription(
    "completion", abstract: "Print the completion script of a shell: bash, zsh or fish.",
    discussion: """
      kubectl completes its plugins through an executable named kubectl_complete-extsecret on the PATH; the scripts here \
      complete kubectl-extsecret called by its own name.
      """,
    examples: [("Load it into this bash", "source <(kubectl-extsecret completion bash)")],
    argument: ArgumentDescription(
      "SHELL", abstract: "the shell", count: 1...1, completion: .words(CompletionShell.allCases.map(\.rawValue))),
    groups: [], exitCodes: [(0, "the script was printed"), (1, "wrong use")])

  private let shell: CompletionShell

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = arguments.arguments.first ?? ""
    guard let shell = CompletionShell(rawValue: name) else {
      throw UsageError("there is no completion for \"\(name)\"", hint: "use one of bash, zsh, fish")
    }
    self.shell = shell
  }

  func run(in environment: Environment) async -> Int32 {
    environment.print(shell.script)
    return 0
  }
}
