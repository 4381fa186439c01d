import GJSON
import Testing

/// What stands at `path`, as text; nil if nothing does.
private func find(_ path: String, in document: String) throws -> String? {
  let value = try GJSON.value(at: path, in: Array(document.utf8))
  return value.exists ? String(decoding: value.text, as: UTF8.self) : nil
}

private let people = """
  {"name": {"first": "Tom", "last": "Anderson"}, "age":37, "children": ["Sara","Alex","Jack"], "fav.movie": "Deer Hunter",
   "friends": [
    {"first": "Dale", "last": "Murphy", "age": 44, "nets": ["ig", "fb", "tw"]},
    {"first": "Roger", "last": "Craig", "age": 68, "nets": ["fb", "tw"]},
    {"first": "Jane", "last": "Murphy", "age": 47, "nets": ["ig", "tw"]}
   ], "empty": null, "esc\\"key": "a\\u00e9\\ud83d\\ude00\\n", "price": 1.50, "big": 12345678901234567890, "exp": 1e5}
  """

@Suite struct GJSONPathTests {
  @Test(
    "A path finds what gjson documents",
    arguments: [
      ("name.last", "Anderson"), ("age", "37"), ("children", #"["Sara","Alex","Jack"]"#), ("children.#", "3"),
      ("children.1", "Alex"), ("child*.2", "Jack"), ("c?ildren.0", "Sara"), (#"fav\.movie"#, "Deer Hunter"),
      ("friends.#.first", #"["Dale","Roger","Jane"]"#), ("friends.1.last", "Craig"),
      (#"friends.#(last=="Murphy").first"#, "Dale"), (#"friends.#(last=="Murphy")#.first"#, #"["Dale","Jane"]"#),
      ("friends.#(age>45)#.last", #"["Craig","Murphy"]"#), (#"friends.#(first%"D*").last"#, "Murphy"),
      (#"friends.#(first!%"D*").last"#, "Craig"), (#"friends.#(nets.#(=="fb"))#.first"#, #"["Dale","Roger"]"#),
      (#"children.#(!="Sara")"#, "Alex"), (#"children.#(>"M")#"#, #"["Sara"]"#), ("friends.#(age>=100)#", "[]"),
      ("friends.#", "3"), ("friends.#.nets.#", "[3,2,2]"), ("empty", ""), (#"esc"key"#, "aé😀\n"), ("price", "1.5"),
      ("big", "12345678901234567890"), ("exp", "100000"), ("friends.#.nets|0", #"["ig", "fb", "tw"]"#),
      ("friends|1|first", "Roger"), ("name.@this.first", "Tom"),
    ])
  func findsWhatIsDocumented(path: String, expected: String) throws {
    #expect(try find(path, in: people) == expected)
  }

  @Test(
    "A path that leads nowhere finds nothing",
    arguments: [
      "nope", "name.nope", "age.x", "children.3", "children.x", "children.-1", "friends.#(age>100)", "", "fav.movie",
    ])
  func findsNothing(path: String) throws {
    #expect(try find(path, in: people) == nil)
  }

  @Test(
    "A bracket that is no multipath gives way to the text behind it, as in gjson",
    arguments: [
      ("[a", #"{"[a":1}"#, nil), ("[a]x", #"{"[a]x":1}"#, nil), ("[prod] key", #"{"a":1," key":2}"#, "2"),
      ("[a", #"{"":5}"#, "5"), ("{a", #"{"":5}"#, "5"), ("[[x]x]", #"{"x":1}"#, "[1]"),
      (#"{"y":[x]x}"#, #"{"x":1}"#, #"{"y":1}"#), (#"\[a]x"#, #"{"[a]x":1}"#, "1"),
    ])
  func brackets(path: String, document: String, expected: String?) throws {
    #expect(try find(path, in: document) == expected)
  }

  @Test(
    "A pattern that ends in the middle of an escape matches nothing, or behind a star a backslash",
    arguments: [
      (#"#(%"a\\")"#, #"["a"]"#, nil), (#"?\\"#, #"{"a":2}"#, nil), (#"#(%"*\\")#"#, #"["a","a\\"]"#, #"["a\\"]"#),
    ])
  func unfinishedPatterns(path: String, document: String, expected: String?) throws {
    #expect(try find(path, in: document) == expected)
  }

  @Test("A sign is no hexadecimal digit")
  func signedEscape() throws {
    #expect(try find("a", in: #"{"a":"\u+041"}"#) == "\u{0}")
  }

  @Test("What fits on a line is measured as tidwall/pretty does: a line break that replaced no space is a column")
  func prettyColumns() throws {
    for (count, breaks) in [(68, false), (69, true)] {
      let text = String(repeating: "x", count: count)
      let list = try #require(try find("@pretty", in: #"{"a":["\#(text)"]}"#))
      #expect(list.contains("[\n") == breaks, "\(list)")
    }
  }

  @Test(
    "Modifiers, literals and multipaths",
    arguments: [
      ("children|@reverse", #"["Jack","Alex","Sara"]"#), ("name|@reverse", #"{"last":"Anderson","first":"Tom"}"#),
      ("children.@reverse.0", "Jack"), ("name.@ugly", #"{"first":"Tom","last":"Anderson"}"#),
      ("name.@pretty", "{\n  \"first\": \"Tom\",\n  \"last\": \"Anderson\"\n}\n"),
      (#"name.@pretty:{"indent":"\t","sortKeys":true}"#, "{\n\t\"first\": \"Tom\",\n\t\"last\": \"Anderson\"\n}\n"),
      ("children.@pretty", "[\"Sara\", \"Alex\", \"Jack\"]\n"), ("name.@keys", #"["first","last"]"#),
      ("name.@values", #"["Tom","Anderson"]"#), ("children.@keys", "[null,null,null]"),
      ("name.first.@tostr", #""Tom""#), ("friends.#.nets|@flatten", #"["ig", "fb", "tw","fb", "tw","ig", "tw"]"#),
      ("[name.first,age]", #"["Tom",37]"#), (#"{name.first,"years":age}"#, #"{"first":"Tom","years":37}"#),
      (#"{"x":!"lit"}"#, #"{"x":"lit"}"#), ("[name.first,nope]", #"["Tom"]"#), ("!true", "true"),
      ("name.first|@this|@tostr|@fromstr", "Tom"), ("@valid.age", "37"),
      ("@dig:first", #"["Tom","Dale","Roger","Jane"]"#),
      ("friends.{first,last}", "{}"), ("friends.0.{first,last}", #"{"first":"Dale","last":"Murphy"}"#),
      ("friends.0.nets.[0,1]", #"["ig","fb"]"#), ("@nope", nil),
    ])
  func appliesModifiers(path: String, expected: String?) throws {
    #expect(try find(path, in: people) == expected)
  }

  @Test(
    "Modifiers that reshape whole documents",
    arguments: [
      ("@flatten", "[1,[2],[3,4],[5,[6,7]]]", "[1,2,3,4,5,[6,7]]"),
      (#"@flatten:{"deep":true}"#, "[1,[2],[3,4],[5,[6,7]]]", "[1,2,3,4,5,6,7]"),
      ("@join", #"[{"a":1,"b":2},{"b":3}]"#, #"{"a":1,"b":3}"#),
      (#"@join:{"preserve":true}"#, #"[{"a":1,"b":2},{"b":3}]"#, #"{"a":1,"b":2,"b":3}"#),
      ("@group", #"{"id":["1","2"],"val":[3,4]}"#, #"[{"id":"1","val":3},{"id":"2","val":4}]"#),
      ("..#", "{\"a\":1}\n{\"a\":2}", "2"), ("..1.a", "{\"a\":1}\n{\"a\":2}", "2"),
      ("..#.a", "{\"a\":1}\n{\"a\":2}", "[1,2]"), (#"#(a=="~true")#"#, "[]", "[]"),
      ("#(a==~true)#", #"[{"a":1},{"a":"t"},{"a":false},{"b":1}]"#, #"[{"a":1},{"a":"t"}]"#),
      ("#(a==~false)#.a", #"[{"a":0},{"a":null},{"b":1},{"a":2}]"#, "[0,null]"),
      ("#(a==~null)#", #"[{"a":null},{"b":1},{"a":1}]"#, #"[{"a":null},{"b":1}]"#),
      ("@valid", "{bad", nil), ("@fromstr", #""{\"a\":1}""#, #"{"a":1}"#),
    ])
  func reshapesDocuments(path: String, document: String, expected: String?) throws {
    #expect(try find(path, in: document) == expected)
  }

  @Test(
    "The corners that the controller's answers depend on",
    arguments: [
      // The document is not validated: what stands before the damage is found.
      ("a", #"hello {"a":1}"#, "1"), ("a", #"{"a":1"#, "1"), ("a", "plain text", nil), ("a", "", nil),
      // The first of duplicate members counts.
      ("a", #"{"a":1,"a":2}"#, "1"),
      // A pipe can't be escaped away.
      ("a|b", #"{"a|b":1}"#, nil),
      // Dots are escaped one by one or not at all.
      (#"n.x\.y"#, #"{"n":{"x.y":1}}"#, "1"), ("n.x.y", #"{"n":{"x.y":1}}"#, nil),
      // Objects keep their own spacing, and a string its escapes undone.
      ("a", "{\"a\": { \"b\" :  1 }}", "{ \"b\" :  1 }"), ("a", #"{"a":"\u0041\/\\"}"#, #"A/\"#),
      ("a", #"{"a":-0.0}"#, "-0"), ("a", #"{"a":1E-7}"#, "0.0000001"), ("a", #"{"a":1e21}"#, "1000000000000000000000"),
      ("a", #"{"a":123456789.125}"#, "123456789.125"), ("a", #"{"a":nan}"#, "NaN"), ("a", #"{"a":1e999}"#, "+Inf"),
    ])
  func agreesInTheCorners(path: String, document: String, expected: String?) throws {
    #expect(try find(path, in: document) == expected)
  }

  @Test("A path that doubles its result at every step is given up instead of filling the memory")
  func givesUpOnExplosions() {
    let path = Array(repeating: "[@this,@this]", count: 60).joined(separator: "|")
    #expect(throws: GJSON.PathTooExpensive.self) { try find(path, in: people) }
  }

  @Test("Paths nested without end are given up, and deep documents are walked without harm")
  func survivesDepth() throws {
    let nested = String(repeating: "[", count: 100_000)
    #expect(try find("0", in: nested) == String(repeating: "[", count: 99_999))
    #expect(throws: GJSON.PathTooExpensive.self) {
      try find(String(repeating: "0.", count: 50_000) + "0", in: nested)
    }
    #expect(throws: GJSON.PathTooExpensive.self) { try find("@flatten:{\"deep\":true}", in: nested) }
    #expect(throws: GJSON.PathTooExpensive.self) { try find("@dig:x", in: nested) }
  }

  @Test("No path, however odd, and no document, however broken, ends in a trap")
  func survivesOddities() throws {
    let parts = [
      "a", ".", "|", "#", "(", ")", "[", "]", "{", "}", "\"", "\\", "@", ":", "!", "*", "?", "=", "~", "1", ",",
      "@join", "%",
    ]
    let documents = [
      people, "[1,[2,{\"a\":\"\\", "{\"a\":\"\\u12", "[", "{", "\"", "", "{\"\\\"", "[{\"a\":[1,\"x\"]}", "nul",
    ]
    var state: UInt64 = 42
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    for _ in 0..<20_000 {
      let path = (0..<(1 + next(8))).map { _ in parts[next(parts.count)] }.joined()
      let document = documents[next(documents.count)]
      do { _ = try find(path, in: document) } catch is GJSON.PathTooExpensive {}
    }
  }
}
