import Basics
import Foundation
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test("Every length of every byte comes back")
  func roundTrips() {
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
      #expect(Base64.standard.encode(bytes) == Data(bytes).base64EncodedString())
      #expect(Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
      #expect(Base64.url.decode(Base64.url.encode(bytes)) == bytes)
    }
  }

  @Test("As in Go, line breaks are passed over and left-over bits don't matter")
  func lenient() {
    #expect(Base64.standard.decode("aGVs\r\nbG8\n=\n") == Array("hello".utf8))
    #expect(Base64.standard.decode("aGVsbG9=") == Array("hello".utf8))
  }

  @Test(
    "As in Go, missing, wrong or early padding and foreign characters are refused",
    arguments: ["a", "aGVsbG8", "aGVsbG8==", "aGV=bG8=", "=", "a===", "aGVs bG8=", "aGVs-G8=", "aGVsbG8=x", "YWJj===="])
  func refuses(text: String) {
    #expect(Base64.standard.decode(text) == nil)
  }
}
