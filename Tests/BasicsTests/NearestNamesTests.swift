import Basics
import Testing

@Suite("Near names")
struct NearestNamesTests {
  @Test("A slip of the finger finds its name, a different word finds none")
  func near() {
    let names = ["production", "staging", "kind-dev", "prod-eu"]
    #expect(names.nearest(to: "prodcution") == ["production"])
    #expect(names.nearest(to: "stagign") == ["staging"])
    #expect(names.nearest(to: "prod") == ["prod-eu", "production"])
    #expect(names.nearest(to: "dev") == ["kind-dev"])
    #expect(names.nearest(to: "qa").isEmpty)
    #expect(names.nearest(to: "").isEmpty)
  }
}
