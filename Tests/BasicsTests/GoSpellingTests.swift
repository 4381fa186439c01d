import Basics
import Testing

/// Spellings of Go that the controller's output is made of.
@Suite struct GoSpellingTests {
  @Test(
    "Floating-point numbers as %v prints them",
    arguments: [
      (1.5, "1.5"), (100000, "100000"), (1_000_000, "1e+06"), (12_345_678, "1.2345678e+07"), (0.0001, "0.0001"),
      (0.00001, "1e-05"), (-2, "-2"), (0, "0"), (1e100, "1e+100"),
    ] as [(Double, String)])
  func general(number: Double, text: String) {
    #expect(GoNumber.general(number) == text)
  }

  @Test(
    "Each byte that is no part of valid UTF-8 becomes one replacement character",
    arguments: [
      ([0x61, 0xE2, 0x82, 0x62], "a\u{FFFD}\u{FFFD}b"), ([0xE2, 0x82, 0xAC], "€"), ([0xFF], "\u{FFFD}"), ([], ""),
      ([0xF0, 0x9F, 0x98, 0x80, 0xC0], "😀\u{FFFD}"),
    ] as [([UInt8], String)])
  func text(bytes: [UInt8], text: String) {
    #expect(GoText.string(bytes) == text)
  }

  @Test("Go's encoder escapes line separators even where it leaves HTML alone")
  func encoder() {
    let json: JSON = ["<é>": "\u{2028}\u{2029}\u{2030}\"\\\n\u{01}"]
    #expect(json.text(.goEncoder) == #"{"<é>":"\u2028\u2029"# + "\u{2030}" + #"\"\\\n\u0001"}"#)
    #expect(json.text(.goMarshal) == #"{"\u003cé\u003e":"\u2028\u2029"# + "\u{2030}" + #"\"\\\n\u0001"}"#)
    #expect(json.text(.compact) == "{\"<é>\":\"\u{2028}\u{2029}\u{2030}\\\"\\\\\\n\\u0001\"}")
  }

  @Test("A value that stands deeper is indented by as many levels more")
  func level() {
    let text = String(decoding: (["a": [1]] as JSON).bytes(.indented, level: 1), as: UTF8.self)
    #expect(text == "{\n    \"a\": [\n      1\n    ]\n  }")
  }
}
