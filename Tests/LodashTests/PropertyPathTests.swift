import Basics
import Lodash
import Testing

/// The paths of `_.get`; what they are cut into was recorded from lodash 4.17.
@Suite struct PropertyPathTests {
  @Test(
    "A path is cut where lodash cuts it",
    arguments: [
      ("a.b", ["a", "b"]), ("a.b[0]", ["a", "b", "0"]), (#"a["c.d"]"#, ["a", "c.d"]), ("a['x'].y", ["a", "x", "y"]),
      (".a", ["", "a"]), ("a.", ["a", ""]), ("a..b", ["a", "", "b"]), ("a[]", ["a", ""]), ("a[].b", ["a", "", "b"]),
      ("[0].a", ["0", "a"]), ("a[-1]", ["a", "-1"]), ("a[1.5]", ["a", "1.5"]), ("a[b].c", ["a", "b", "c"]),
      ("$x-y.z", ["$x-y", "z"]), (#"a["q\"r"]"#, ["a", "q\"r"]), ("a.b.c[0][1].d", ["a", "b", "c", "0", "1", "d"]),
      (#"["a"]["b"]"#, ["a", "b"]), ("a[0]b", ["a", "0", "b"]),
    ])
  func steps(path: String, expected: [String]) {
    #expect(PropertyPath(path).steps == expected)
  }

  private static func found(_ path: String, in json: String) throws -> String {
    switch PropertyPath(path).value(in: JSValue(try JSON.parse(json))) {
    case .found(let value): value.json ?? "undefined"
    case .missing: "missing"
    case .inherited: "inherited"
    }
  }

  @Test("A member of exactly the path's name goes before what the path leads to")
  func exactNameFirst() throws {
    #expect(try Self.found("a.b", in: #"{"a.b": 1, "a": {"b": 2}}"#) == "1")
    #expect(try Self.found("a.b", in: #"{"a": {"b": 2}}"#) == "2")
  }

  @Test("Elements, lengths and characters are members; what JavaScript gives to all is told apart")
  func members() throws {
    #expect(try Self.found("a[1].c", in: #"{"a": [0, {"c": null}]}"#) == "null")
    #expect(try Self.found("a.length", in: #"{"a": [0, 1]}"#) == "2")
    #expect(try Self.found("[0]", in: #""xyz""#) == #""x""#)
    #expect(try Self.found("toString", in: "{}") == "inherited")
    for (path, json) in [("a.b", "{}"), ("a", "null"), ("a", "5"), ("a[2]", #"{"a": [0, 1]}"#)] {
      #expect(try Self.found(path, in: json) == "missing", "\(path)")
    }
  }
}
