import Testing

@testable import RegularExpressions

/// A pattern and the text Go gives as its error.
struct BadPattern: Sendable, CustomTestStringConvertible {
  var pattern: String
  var error: String
  var testDescription: String { pattern }
  init(_ pattern: String, _ error: String) {
    self.pattern = pattern
    self.error = error
  }
}

@Suite("Go's regular expressions")
struct GoRegularExpressionTests {
  @Test("Between the bytes of a character nothing matches")
  func insideCharacters() throws {
    let expression = try GoRegularExpression(#"\B"#)
    #expect(expression.allMatches(in: Array("éé".utf8)).map { $0[0] } == [0..<0, 2..<2, 4..<4])
    #expect(expression.firstMatch(in: Array("aéb".utf8)) == nil)
  }

  @Test(
    "a pattern Go refuses is refused with Go's words",
    arguments: [
      BadPattern("(", "missing closing ): `(`"),
      BadPattern("a(b", "missing closing ): `a(b`"),
      BadPattern("a)", "unexpected ): `a)`"),
      BadPattern("[a", "missing closing ]: `[a`"),
      BadPattern("x[a-", "missing closing ]: `[a-`"),
      BadPattern("[b-a]", "invalid character class range: `b-a`"),
      BadPattern("[[:nope:]]", "invalid character class range: `[:nope:]`"),
      BadPattern("\\p{Nope}", "invalid character class range: `\\p{Nope}`"),
      BadPattern("a**", "invalid nested repetition operator: `**`"),
      BadPattern("a*+", "invalid nested repetition operator: `*+`"),
      BadPattern("*", "missing argument to repetition operator: `*`"),
      BadPattern("+a", "missing argument to repetition operator: `+`"),
      BadPattern("a|*", "missing argument to repetition operator: `*`"),
      BadPattern("a{1001}", "invalid repeat count: `{1001}`"),
      BadPattern("a{2,1}", "invalid repeat count: `{2,1}`"),
      BadPattern("a\\", "trailing backslash at end of expression: ``"),
      BadPattern("\\8", "invalid escape sequence: `\\8`"),
      BadPattern("\\y", "invalid escape sequence: `\\y`"),
      BadPattern("\\C", "invalid escape sequence: `\\C`"),
      BadPattern("\\Z", "invalid escape sequence: `\\Z`"),
      BadPattern("a(?=b)", "invalid or unsupported Perl syntax: `(?=`"),
      BadPattern("a(?!b)", "invalid or unsupported Perl syntax: `(?!`"),
      BadPattern("(?x)a", "invalid or unsupported Perl syntax: `(?x`"),
      BadPattern("(?<=a)b", "invalid named capture: `(?<=a)b`"),
      BadPattern("(?<!a)>b", "invalid named capture: `(?<!a)>`"),
      BadPattern("(?P=n)", "invalid or unsupported Perl syntax: `(?P`"),
      BadPattern("(?P<a-b>c)", "invalid named capture: `(?P<a-b>`"),
    ])
  func refusesAsGo(_ bad: BadPattern) {
    let error = #expect(throws: RegularExpressionError.self) { try GoRegularExpression(bad.pattern) }
    #expect(error?.description == "error parsing regexp: " + bad.error)
  }

  @Test("matches are not anchored and leftmost-first")
  func isLeftmostFirst() throws {
    let expression = try GoRegularExpression("(a|ab)(c|bcd)")
    #expect(text(expression.find(in: Array("xabcd".utf8))) == "abcd")
    #expect(expression.matches("xxabcxx"))
    #expect(try !GoRegularExpression("^b").matches("ab"))
  }

  @Test("named groups are taken in both spellings, and not inside classes or quotations")
  func takesBothNamedSpellings() throws {
    #expect(try GoRegularExpression("(?P<one>a)(?<two>b)").groupNames == ["one", "two"])
    #expect(try GoRegularExpression("[(?<x>]+").matches("(?<x>"))
    #expect(try GoRegularExpression(#"\Q(?<x>\E"#).matches("(?<x>"))
    #expect(try GoRegularExpression("[]a]+(?<n>b)").groupNames == ["n"])
    #expect(try GoRegularExpression("[^[:alpha:]](?<n>b)").groupNames == ["n"])
  }

  @Test("subjects are bytes: offsets count them, and broken UTF-8 is no obstacle")
  func worksOnBytes() throws {
    let expression = try GoRegularExpression("l+")
    #expect(expression.firstMatch(in: Array("héllo".utf8)) == [3..<5])
    #expect(expression.replacingAll(in: [0xFF, 0x6C, 0xFE], withLiteral: [0x21]) == [0xFF, 0x21, 0xFE])
  }

  @Test("a group that took no part is nil, one that matched nothing is empty")
  func tellsAbsentGroupsFromEmptyOnes() throws {
    let match = try #require(GoRegularExpression("(a)?(b*)c").firstMatch(in: Array("c".utf8)))
    #expect(match == [0..<1, nil, 0..<0])
  }

  @Test("an empty match right after another doesn't count", arguments: [-1, 2, 0])
  func skipsEmptyMatchesAfterMatches(limit: Int) throws {
    let found = try GoRegularExpression("a*").findAll(in: Array("baac".utf8), limit: limit)
    let expected: [Int: [String]] = [-1: ["", "aa", ""], 2: ["", "aa"]]
    #expect(found?.map { text($0) } == expected[limit])
  }

  @Test(
    "splitting counts pieces as Go does",
    arguments: [
      ("z+", "pizza", -1, ["pi", "a"]), ("a", "banana", -1, ["b", "n", "n", ""]), ("a", "banana", 0, nil),
      ("a", "banana", 1, ["banana"]), ("a", "banana", 2, ["b", "nana"]), ("", "abc", -1, ["a", "b", "c"]),
      ("x", "", -1, [""]), ("", "", -1, []), ("a*", "aab", -1, ["", "b"]),
    ] as [(String, String, Int, [String]?)])
  func splits(pattern: String, subject: String, limit: Int, pieces: [String]?) throws {
    let found = try GoRegularExpression(pattern).split(Array(subject.utf8), limit: limit)
    #expect(found?.map { text($0) } == pieces)
  }

  @Test(
    "replacement templates name groups as Go's do",
    arguments: [
      ("(\\w+)@(\\w+)", "me@host", "$2_$1", "me"), ("(\\w+)@(\\w+)", "me@host", "${2}-${1}", "host-me"),
      ("(?P<f>\\w+)@(\\w+)", "me@host", "${2}-${f}", "host-me"), ("a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-"),
      ("a(x*)b", "-ab-axxb-", "$1W", "---"), ("a", "abc", "$$", "$bc"), ("a", "abc", "$", "$bc"),
      ("a", "abc", "${", "${bc"), ("a", "abc", "${1", "${1bc"), ("(a)", "abc", "${01}", "bc"),
      ("(a)", "abc", "$9", "bc"),
      ("a*", "baac", "x", "xbxcx"), ("", "ab", "-", "-a-b-"), ("", "日本", "-", "-日-本-"),
      ("(a)|b", "ab", "<$1>", "<a><>"),
      ("x", "abc", "y", "abc"), ("(?P<n>x)|(?P<n>a)", "abc", "<$n>", "<a>bc"),
    ])
  func replaces(pattern: String, subject: String, template: String, result: String) throws {
    let expression = try GoRegularExpression(pattern)
    #expect(text(expression.replacingAll(in: Array(subject.utf8), with: Array(template.utf8))) == result)
  }

  @Test("a literal replacement is put in as it is")
  func replacesLiterally() throws {
    let expression = try GoRegularExpression("a(x*)b")
    #expect(
      text(expression.replacingAll(in: Array("-ab-axxb-".utf8), withLiteral: Array("${1}".utf8))) == "-${1}-${1}-")
  }

  @Test("quoting escapes every character with a meaning")
  func quotes() {
    #expect(
      text(GoRegularExpression.quoteMeta(Array("1.2(a)[b]{c}^$|?*+\\-é".utf8)))
        == #"1\.2\(a\)\[b\]\{c\}\^\$\|\?\*\+\\-é"#)
  }

  @Test("the cache gives the same expression again, and tells canonically equal patterns apart")
  func caches() throws {
    #expect(try GoRegularExpression.compiled("c+") === GoRegularExpression.compiled("c+"))
    let composed = try GoRegularExpression.compiled("^\u{e9}$")
    #expect(composed.matches("\u{e9}"))
    #expect(try GoRegularExpression.compiled("^e\u{301}$").matches("e\u{301}"))
  }

  @Test("a pattern that would take too much memory is refused, not compiled")
  func refusesHugePatterns() {
    let pattern = "((a{100}){100}){100}"
    #expect(throws: RegularExpressionError.self) { try GoRegularExpression(pattern) }
    #expect(throws: RegularExpressionError.self) { try GoRegularExpression(String(repeating: "(", count: 100_000)) }
  }

  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}
