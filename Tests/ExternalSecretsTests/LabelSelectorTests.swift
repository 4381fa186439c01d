import ExternalSecrets
import Testing

@Suite struct LabelSelectorTests {
  @Test(
    "A selector written as for kubectl chooses what kubectl's would",
    arguments: [
      ("app=web", true), ("app==web", true), ("app = web , tier", true), ("app!=web", false), ("none!=x", true),
      ("tier in (a, b)", true), ("tier notin (a,b)", false), ("none notin (a)", true), ("!none", true), ("!app", false),
      ("example.com/x=", true), ("app,none", false),
    ])
  func chooses(text: String, expected: Bool) throws {
    let selector = try #require(LabelSelector(parsing: text))
    #expect(selector.matches(["app": "web", "tier": "b", "example.com/x": ""]) == expected)
  }

  @Test(
    "What is no selector is not taken for one",
    arguments: ["", "a b", "a in b", "a in (b", "a=b,", "=b", "a=(", "a,,b"])
  func refuses(text: String) {
    #expect(LabelSelector(parsing: text) == nil)
  }
}
