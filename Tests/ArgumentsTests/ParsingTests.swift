import Arguments
import Testing

private enum Color: String, CaseIterable, Sendable { case red, green }

@Suite struct ParsingTests {
  private let file = Option("filename", short: "f", valueName: "file", abstract: "", isRepeatable: true)
  private let color = Option<Color>(choice: "color", abstract: "")
  private let all = Flag("all", short: "A", abstract: "")
  private let recursive = Flag("recursive", short: "R", abstract: "")
  private let level = Option<String>(
    "v", short: "v", form: .optionalValue(bare: "1"), valueName: "level", abstract: ""
  ) { text throws(UsageError) in text }

  private var command: CommandDescription {
    CommandDescription(
      "test", abstract: "Tests.", argument: ArgumentDescription("NAME", abstract: "", count: 0...2),
      groups: [
        .init(
          "Options", [file.description, color.description, all.description, recursive.description, level.description])
      ])
  }

  private func parse(_ words: String...) throws -> ParsedArguments { try ParsedArguments(words, for: command) }

  @Test(
    "Every spelling kubectl takes gives the same value",
    arguments: [["-f", "x"], ["-fx"], ["-f=x"], ["--filename=x"], ["--filename", "x"], ["-ARf", "x"]])
  func takesEverySpelling(words: [String]) throws {
    let parsed = try ParsedArguments(words, for: command)
    #expect(try parsed.values(file) == ["x"])
  }

  @Test("Options stand anywhere, repeatable ones add up, of others the last counts, and after -- nothing is an option")
  func sorts() throws {
    let parsed = try parse("a", "-f", "1", "--color=red", "-f", "2", "--color", "green", "--", "-A")
    #expect(parsed.arguments == ["a", "-A"])
    #expect(try parsed.values(file) == ["1", "2"])
    #expect(try parsed.value(color) == .green)
    #expect(!parsed[all])
  }

  @Test("A flag can be taken back, and a level may stand alone")
  func takesFlags() throws {
    #expect(try parse("--all")[all] && !parse("--all=false")[all])
    #expect(
      try parse("-v").value(level) == "1" && parse("-v", "9").value(level) == "9" && parse("-v=6").value(level) == "6")
    // Go's strconv.ParseBool.
    for word in ["1", "t", "T", "true", "True", "TRUE"] { #expect(try parse("--all=\(word)")[all]) }
    for word in ["0", "f", "F", "false", "False", "FALSE"] { #expect(try !parse("--all=\(word)")[all]) }
    let parsed = try parse("-v", "name")
    #expect(parsed.arguments == ["name"])
  }

  @Test(
    "Wrong use says what is wrong and what would be right",
    arguments: [
      (["--filenam", "x"], "--filename"), (["-x"], "unknown option -x"), (["-f"], "-f needs a value"),
      (["--all=maybe"], "true or false"), (["--all=tRUE"], "true or false"), (["a", "b", "c"], "at most 2"),
    ])
  func explains(words: [String], expected: String) {
    #expect {
      try ParsedArguments(words, for: command)
    } throws: { error in
      guard let error = error as? UsageError else { return false }
      return "\(error.message) \(error.hint ?? "")".contains(expected)
    }
  }

  @Test("A value that is none of the choices names them")
  func namesChoices() throws {
    #expect(throws: UsageError("\"blue\" is not a value of --color", hint: "use one of red, green")) {
      try parse("--color=blue").value(color)
    }
  }
}

@Suite struct CompletionTests {
  private let completer = Completer([
    CommandDescription(
      "diff", abstract: "Shows.", argument: ArgumentDescription("NAME", abstract: "", completion: .namespaces),
      groups: [
        .init(
          "Options",
          [
            Option("namespace", short: "n", valueName: "name", abstract: "where", completion: .namespaces).description,
            Option("output", valueName: "form", abstract: "form", completion: .words(["json", "yaml"])).description,
          ])
      ]), CommandDescription("hidden", abstract: "", groups: [], isHidden: true),
  ])

  @Test("Commands, options, choices and live names are proposed where they fit")
  func proposes() {
    #expect(completer.answer([""]) == .words([.init("diff", abstract: "Shows.")]))
    #expect(completer.answer(["diff", "--o"]) == .words([.init("--output", abstract: "form")]))
    #expect(completer.answer(["diff", "--output", "j"]) == .words([.init("json")]))
    #expect(completer.answer(["diff", "--output=y"]) == .words([.init("--output=yaml")]))
    #expect(completer.answer(["diff", "-n", "x"]) == .lookUp(.namespaces, prefix: ""))
    #expect(completer.answer(["diff", "x"]) == .lookUp(.namespaces, prefix: ""))
  }
}
