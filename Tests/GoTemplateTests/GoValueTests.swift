import GoTemplate
import Testing

@Suite struct GoValueTests {
  @Test("A shared map changes for everyone who holds it")
  func sharesMaps() {
    let map = GoMap(["a": 1].reduce(into: [:]) { $0[Array($1.key.utf8)] = .int($1.value) })
    let value = GoValue.map(map)
    map["b"] = .string("x")
    guard case .map(let seen) = value else { return }
    #expect(seen.sortedKeys.map { String(decoding: $0, as: UTF8.self) } == ["a", "b"])
    #expect(value.typeName == "map[string]interface {}")
  }
}
