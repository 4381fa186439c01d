import Basics
import Testing

@Suite("Durations")
struct GoDurationTests {
  @Test(
    "Go's durations are read",
    arguments: [
      ("1h0m0s", 3_600_000), ("0", 0), ("-1.5m", -90_000), ("+.5s", 500), ("1.s", 1000), ("1h15m30.918s", 4_530_918),
      ("100ms", 100), ("0s", 0),
    ] as [(String, Int)])
  func reads(text: String, milliseconds: Int) {
    #expect(Duration(go: text) == .milliseconds(milliseconds))
  }

  @Test(
    "Anything else is refused",
    arguments: ["", "1", "h", "1d", "1h ", "1..5s", ".s", "--1s", "3000000h", "1h-1s", "٣s"])
  func refuses(text: String) {
    #expect(Duration(go: text) == nil)
  }

  @Test("Ages are written as kubectl writes them")
  func short() {
    let written: [(Int, String)] = [
      (0, "0s"), (119, "119s"), (120, "2m"), (121, "2m1s"), (599, "9m59s"), (601, "10m"), (10799, "179m"),
      (10800, "3h"), (10860, "3h1m"), (28800, "8h"), (172_800, "2d"), (176_400, "2d1h"), (691_200, "8d"),
      (63_072_000, "2y"), (63_158_400, "2y1d"), (-60, "-60s"),
    ]
    for (seconds, text) in written { #expect(Duration.seconds(seconds).short == text) }
  }
}

@Suite("Tables")
struct TextTableTests {
  @Test("Columns are as wide as their widest cell, and lines end in no spaces")
  func aligned() {
    let table = TextTable(
      columns: ["NAME", "READY", "CAUSE"], rows: [["a-long-name", "no", "it is\u{E9}"], ["b", "yes", ""]])
    #expect(table.lines() == ["NAME          READY   CAUSE", "a-long-name   no      it isé", "b             yes"])
    #expect(table.lines(width: 24).map(\.count) == [24, 24, 17])
    #expect(table.lines(isWithoutHeadings: true).count == 2)
  }

  @Test("Colours take no width")
  func colours() {
    #expect("\u{1B}[31mred\u{1B}[0m".displayWidth == 3)
  }
}
