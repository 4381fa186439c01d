import Basics
import Testing

@Suite struct JSONTests {
  @Test("Order, number text and duplicate members survive, and the last duplicate is the one read")
  func keepsWhatFoundationLoses() throws {
    let json = try JSON.parse(#"{"b":1.10,"a":12345678901234567890,"b":"\ud83d\ude00"}"#)
    #expect(json.object?.map(\.key) == ["b", "a", "b"])
    #expect(json["a"]?.number == "12345678901234567890")
    #expect(json["b"]?.string == "😀")
    #expect(json.text() == #"{"b":1.10,"a":12345678901234567890,"b":"😀"}"#)
  }

  @Test("A value remembers line, column in code points and byte offset")
  func remembersPlaces() throws {
    let json = try JSON.parse("{\n  \"é\": [true]}")
    let range = json["é"]?[0]?.range
    #expect(range?.start == SourceMark(line: 2, column: 9, offset: 11))
    #expect(range?.end == SourceMark(line: 2, column: 13, offset: 15))
  }

  @Test("Each byte of a string that is not UTF-8 becomes a U+FFFD of its own, as in Go", arguments: ["", "\\n"])
  func replacesBytes(escape: String) throws {
    let json = try JSON.parse(Array(#"{"a":""#.utf8) + [0xE2, 0x82, 0x41, 0xFF] + Array("\(escape)\"}".utf8))
    #expect(json["a"]?.string == "\u{FFFD}\u{FFFD}A\u{FFFD}" + (escape.isEmpty ? "" : "\n"))
  }

  @Test(
    "What Go's decoder refuses is refused, with its place",
    arguments: [
      ("[1,]", 1, 4), ("{\"a\" 1}", 1, 6), ("01", 1, 2), ("nul", 1, 4), ("\"a\nb\"", 1, 3), ("[1] 2", 1, 5), ("", 1, 1),
      ("1.", 1, 3), ("-", 1, 2), ("{\n'a':1}", 2, 1), ("\"\\x\"", 1, 3),
    ])
  func refusesWhatIsNotJSON(text: String, line: Int32, column: Int32) {
    #expect { try JSON.parse(text) } throws: { error in
      let mark = (error as? JSONSyntaxError)?.mark
      return mark?.line == line && mark?.column == column
    }
  }

  @Test("Nesting without end is refused, not followed")
  func refusesEndlessNesting() {
    #expect(throws: JSONSyntaxError.self) { try JSON.parse(String(repeating: "[", count: 1_000_000)) }
  }

  @Test("Go's Marshal escapes HTML and line separators, the compact style does not")
  func escapesLikeGo() {
    let json: JSON = ["<&>": "\u{2028}\u{01}\"\\"]
    #expect(json.text(.goMarshal) == #"{"\u003c\u0026\u003e":"\u2028\u0001\"\\"}"#)
    #expect(json.text() == "{\"<&>\":\"\u{2028}\\u0001\\\"\\\\\"}")
  }
}

@Suite struct SecretBytesTests {
  @Test("A secret value shows nothing in any description, interpolation or dump")
  func showsNothing() {
    let secret = SecretBytes(utf8: "canary")
    var dumped = ""
    dump(["key": secret], to: &dumped)
    for text in ["\(secret)", String(describing: secret), String(reflecting: [secret]), dumped] {
      #expect(!text.contains("canary") && !text.contains("99, 97"))
    }
    #expect(secret.reveal() == Array("canary".utf8))
  }
}

@Suite struct DigestTests {
  @Test("created-by is the SHA3-224 of namespace/name, as the controller labels it")
  func namesTheOwner() {
    #expect(
      Digest.sha3_224.hash("default/case".utf8).hexadecimal
        == "62a76439f2c54a71ebc2bd8ad353622694d9c485d6bba413467182e4")
  }

  @Test("HMAC-SHA256 agrees with RFC 4231, test case 2")
  func authenticates() {
    let code = Digest.sha256.authenticationCode(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(code.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}
