import Basics
import Testing
import YAML

/// The only document of a text, as compact JSON.
private func read(_ text: String) throws -> String {
  let documents = YAML.documents(Array(text.utf8))
  #expect(documents.count == 1)
  return try #require(documents.first).content.get().text()
}

/// The error of a text's only document.
private func failure(_ text: String) -> LocatedError? {
  guard case .failure(let error)? = YAML.documents(Array(text.utf8), file: "f.yaml").last?.content else { return nil }
  return error
}

@Suite struct YAMLReadingTests {
  @Test("A byte order mark is no part of the text: everything behind it is read, at its place")
  func byteOrderMark() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("a: 1\nb: 2\n---\nc: 3\n".utf8)
    let documents = try YAML.documents(bytes).map { try $0.content.get() }
    #expect(documents == [["a": 1, "b": 2], ["c": 3]])
    #expect(documents.first?["a"]?.range?.start == SourceMark(line: 1, column: 4, offset: 6))
    #expect(documents.first?["b"]?.range?.start == SourceMark(line: 2, column: 4, offset: 11))
  }

  @Test("A slash can't be escaped in YAML, as Go reads it; in JSON it can")
  func escapedSlash() throws {
    let failure = YAML.documents(Array(#"a: "b\/c""#.utf8)).first?.content
    #expect(throws: LocatedError.self) { try failure?.get() }
    #expect(try YAML.documents(Array(#"a: "b\\/c""#.utf8)).first?.content.get() == ["a": #"b\/c"#])
    #expect(try YAML.documents(Array(#"{"a": "b\/c"}"#.utf8)).first?.content.get() == ["a": "b/c"])
  }

  @Test(
    "Plain scalars mean what they mean to kubectl",
    arguments: [
      ("yes", "true"), ("n", "false"), ("Off", "false"), ("oN", "\"oN\""), ("~", "null"), ("", "null"),
      ("'yes'", "\"yes\""),
      ("010", "8"), ("0o17", "15"), ("0x1F", "31"), ("0b101", "5"), ("1_000", "1000"), ("-0x10", "-16"), ("08", "8"),
      ("+5", "5"), ("1.10", "1.1"), ("1e3", "1000"), ("1e21", "1e+21"), (".5", "0.5"), ("1.", "1"), ("1e", "\"1e\""),
      ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "18446744073709552000"),
      ("190:20:30", "\"190:20:30\""),
      ("2021-01-01", "\"2021-01-01\""), ("2021-13-01", "\"2021-13-01\""),
      ("2001-12-14t21:59:43.10-05:00", "\"2001-12-14t21:59:43.10-05:00\""), ("!!str 5", "\"5\""), ("! 5", "\"5\""),
      ("!!int '5'", "5"), ("!!binary aGk=", "\"hi\""), ("!custom 5", "5"), ("1.2.3", "\"1.2.3\""),
      ("-1-", "\"-1-\""),
    ])
  func resolvesScalars(text: String, expected: String) throws {
    #expect(try read("a: \(text)\n") == "{\"a\":\(expected)}")
  }

  @Test(
    "Keys become strings as sigs.k8s.io/yaml makes them",
    arguments: [
      ("n: 1", #"{"false":1}"#), ("010: x", #"{"8":"x"}"#), ("1.50: x", #"{"1.5":"x"}"#), ("'n': 1", #"{"n":1}"#),
    ])
  func convertsKeys(text: String, expected: String) throws {
    #expect(try read(text) == expected)
  }

  @Test("Anchors may be defined twice, aliases take the latest, merges stand where they are written")
  func resolvesAnchors() throws {
    #expect(try read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == #"{"a":1,"b":1,"c":2,"d":2}"#)
    #expect(try read("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}\n") == #"{"a":{"k":1,"l":2},"b":{"k":1,"l":3}}"#)
    #expect(try read("a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc: {<<: [*x, *y]}\n").hasSuffix(#""c":{"k":1,"m":3}}"#))
  }

  @Test("Of duplicate keys the last counts, and a warning names the line of the first")
  func warnsOfDuplicates() throws {
    let document = try #require(YAML.documents(Array("a: 1\nb: 2\na: 3\n".utf8)).first)
    #expect(try document.content.get().text() == #"{"a":3,"b":2}"#)
    #expect(document.warnings.first?.range?.start.line == 3)
    #expect(document.warnings.first?.hint?.contains("line 1") == true)
  }

  @Test("A broken document hides neither the ones before it nor the ones behind it")
  func recovers() throws {
    let documents = YAML.documents(Array("a: 1\n---\nb: [1\nc: d\n---\n# nothing\n---\ne: 5\n".utf8), file: "f.yaml")
    #expect(documents.count == 3)
    #expect(try documents[0].content.get().text() == #"{"a":1}"#)
    #expect(throws: LocatedError.self) { try documents[1].content.get() }
    let last = try documents[2].content.get()
    #expect(last.text() == #"{"e":5}"#)
    #expect(last["e"]?.range?.start == SourceMark(line: 8, column: 4, offset: 41))
  }

  @Test("Values and keys know their place, also behind text that is not ASCII")
  func locates() throws {
    let bytes = Array("# é\r\nkey: 'é: x'   # c\r\nlist:\r\n- {α: β}\r\n".utf8)
    let root = try #require(YAML.documents(bytes).first).content.get()
    let beta = try #require(root["list"]?[0]?.object?.first)
    #expect(beta.keyRange?.start.line == 4 && beta.keyRange?.start.column == 4)
    let range = try #require(beta.value.range)
    #expect(String(decoding: bytes[Int(range.start.offset)..<Int(range.end.offset)], as: UTF8.self) == "β")
  }

  @Test(
    "What is wrong is said with its place",
    arguments: [
      ("a: b: c\n", 1, "mapping values are not allowed"), ("a:\n\tb: 1\n", 2, "tab"),
      ("a: *nope\n", 1, "no anchor nope"),
      ("a: &x [*x]\n", 1, "contains itself"), ("? [1]\n: 2\n", 1, "must be a string"), ("x: {{ .a }}\n", 1, "template"),
      ("a: .inf\n", 1, "no JSON value"), ("<<: 5\n", 1, "merged"), ("a: \u{01}\n", 1, "control characters"),
    ])
  func explains(text: String, line: Int32, words: String) throws {
    let error = try #require(failure(text))
    #expect(error.range?.start.line == line)
    #expect("\(error) \(error.hint ?? "")".contains(words), "\(error)")
  }

  @Test("Text that is not UTF-8 is refused with the place of the bad byte")
  func refusesOtherEncodings() throws {
    let documents = YAML.documents([0x61, 0x3A, 0x20, 0x62, 0x0A, 0x63, 0x3A, 0x20, 0xFF, 0x0A], file: "f.yaml")
    guard case .failure(let error)? = documents.last?.content else {
      Issue.record("read")
      return
    }
    #expect(error.range?.start.line == 2)
  }

  @Test("Nesting and aliases without bound end in an error, soon")
  func isBounded() throws {
    #expect(failure("a: " + String(repeating: "[", count: 100_000))?.message.contains("200 levels") == true)
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<12 {
      bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(failure(bomb)?.message.contains("aliases multiply") == true)
  }

  @Test("JSON is read as JSON, surrogate pairs and big numbers included")
  func readsJSON() throws {
    #expect(
      try read(#" {"a": "😀", "n": 1.10, "y": yes}"#.replacing("yes", with: "true")) == #"{"a":"😀","n":1.10,"y":true}"#)
    #expect(try read("{a: yes}") == #"{"a":true}"#)
  }
}

@Suite struct YAMLWritingTests {
  @Test(
    "Strings that would turn into something else are quoted, all others stay plain",
    arguments: [
      ("plain text", "plain text"), ("yes", "\"yes\""), ("1", "\"1\""), ("", "\"\""), ("a: b", "'a: b'"),
      ("1:30", "\"1:30\""),
      ("2021-01-01", "\"2021-01-01\""), ("l1\nl2\n", "|\n  l1\n  l2"), ("#x", "'#x'"), ("é", "é"), ("<<", "\"<<\""),
      ("{{ .x }}", "'{{ .x }}'"),
    ])
  func quotesWhereNeeded(text: String, expected: String) throws {
    let written = YAML.text(["k": .string(text)])
    #expect(written == "k: \(expected)\n")
    let original: JSON = ["k": .string(text)]
    #expect(try read(written) == original.text())
  }

  @Test("Lists stand at their key's column and empty collections on its line, as kubectl prints them")
  func laysOutLikeKubectl() {
    let value: JSON = ["spec": ["list": [["a": 1, "b": []], "x"], "map": [:], "none": nil]]
    #expect(YAML.text(value) == "spec:\n  list:\n  - a: 1\n    b: []\n  - x\n  map: {}\n  none: null\n")
  }

  @Test("Go's order of keys puts numbers in order and letters last")
  func sortsLikeGo() {
    let value: JSON = ["a10": 1, "a2": 2, "b": 3, "A": 4, "a-1": 5, "a": 6, "_": 7, "1": 8]
    #expect(YAML.text(value, style: .go) == "_: 7\n\"1\": 8\nA: 4\na: 6\na-1: 5\na2: 2\na10: 1\nb: 3\n")
  }
}

@Suite struct SourceExcerptTests {
  private func excerpt(_ text: String, line: Int, column: Int) -> [String]? {
    let mark = SourceMark(line: line, column: column, offset: 0)
    return SourceExcerpt(Array(text.utf8)).lines(for: SourceRange(start: mark, end: mark))
  }

  @Test("The line is shown with a caret under the place")
  func showsLine() {
    #expect(excerpt("kind: ExternalSecret\nspec:\n  data: [\n", line: 3, column: 9) == ["  data: [", "        ^"])
  }

  @Test("The line of a workload that names a Secret's key is shown")
  func showsReference() {
    let text = "kind: Deployment\nspec:\n  secretKeyRef: {name: app, key: pasword}\n"
    #expect(excerpt(text, line: 3, column: 3)?.first == "  secretKeyRef: {name: app, key: pasword}")
  }

  @Test(
    "A line that may hold a secret value shows its key only",
    arguments: [
      ("kind: Secret\ndata:\n  password: canary: x\n", 3, "  password: …"),
      ("kind: Secret\nstringData: {a: canary\n", 2, "stringData: …"),
      ("{\"kind\":\"Secret\",\"data\":{\"a\":\"canary\"}\n", 1, "…"),
      (
        "kind: SecretStore\nspec:\n  provider:\n    fake:\n      data:\n      - key: a\n        value: canary: 1\n", 7,
        "        value: …"
      ),
      (
        "kind: SecretStore\nspec:\n  provider:\n    fake:\n      data:\n      - key: a\n        value: |\n          canary\n",
        8, "          …"
      ),
      ("data:\n  nokind: canary: y\n", 2, "  nokind: …"),
      ("kind: Secret\nstringData: {\na: canary\n}\n", 3, "a: …"),
      ("kind: Secret\nmetadata:\n  annotations:\n    copy: canary\n", 4, "    copy: …"),
      ("kind: Deployment\nenv:\n- {name: P, value: canary}\n", 3, "…"),
      ("kind: Deployment\nenv:\n- {\"name\": \"P\", \"value\": canary}\n", 3, "…"),
    ])
  func hidesValues(text: String, line: Int, expected: String) {
    #expect(excerpt(text, line: line, column: 3) == [expected])
  }
}
