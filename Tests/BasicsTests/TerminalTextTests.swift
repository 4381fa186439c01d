import Basics
import Testing

@Suite struct TerminalTextTests {
  @Test(
    "What a terminal would act on is shown instead",
    arguments: [
      ("plain ü 漢", "plain ü 漢"), ("a\u{1B}[2Jb", "a\\x1b[2Jb"), ("a\nb\tc\r", "a\\nb\\tc\\r"),
      ("\u{9B}31m", "\\x9b31m"), ("a\u{202E}b", "a\\u202eb"), ("\u{7F}\u{0}", "\\x7f\\x00"),
    ])
  func makesVisible(text: String, expected: String) {
    #expect(text.visible == expected)
  }

  @Test("In lines of our own, line breaks, tabs and plain colours stay; nothing else does")
  func keepsColors() {
    #expect("\u{1B}[31mred\u{1B}[0m\n\tx".visibleInLines == "\u{1B}[31mred\u{1B}[0m\n\tx")
    #expect("\u{1B}[8mhidden\u{1B}[31".visibleInLines == "\\x1b[8mhidden\\x1b[31")
    #expect("a\rb\u{1B}]0;title\u{7}".visibleInLines == "a\\rb\\x1b]0;title\\x07")
  }
}
