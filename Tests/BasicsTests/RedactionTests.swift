import Basics
import Testing

@Suite("Redaction")
struct RedactionTests {
  @Test("Values are taken out of a text, also in Base64, the longer before the shorter")
  func takesOut() {
    let redaction = Redaction([SecretBytes(utf8: "hunter"), SecretBytes(utf8: "hunter2"), SecretBytes(utf8: "abc")])
    #expect(
      redaction.apply(to: "bad value hunter2 (aHVudGVyMg==), hunter and abc")
        == "bad value <redacted> (<redacted>), <redacted> and abc")
    #expect(redaction.apply(to: "nothing here") == "nothing here")
  }
}
