import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// The `fake` provider's own rules (`controller.md`).
@Suite struct FakeSourceTests {
  private let source = FakeSource(
    FakeProvider(data: [
      .init(key: "db", value: #"{"a.b": "dotted", "a": {"b": "nested"}, "n": null, "f": 1.50, "dup": 1, "dup": 2}"#),
      .init(key: "v", value: "one", version: "v1"), .init(key: "v", value: "two", version: "v2"),
      .init(key: "same", value: "first"), .init(key: "same", value: "last"), .init(key: "app/x", value: "x"),
      .init(key: "app-x", value: "y"), .init(key: "text", value: "plain"), .init(key: "list", value: "[1]"),
    ]), store: "store")

  private func text(_ key: String, _ property: String = "", version: String = "") async throws -> String {
    let value = try await source.secret(RemoteReference(key: key, property: property, version: version))
    return String(decoding: value.reveal(), as: UTF8.self)
  }

  @Test("A property is a gjson path as it stands: dots are not tried as part of a name first")
  func propertyIsPath() async throws {
    #expect(try await text("db", "a.b") == "nested")
    #expect(try await text("db", "a\\.b") == "dotted")
    #expect(try await text("db", "n") == "")
    #expect(try await text("db", "f") == "1.5")
    #expect(try await text("db", "dup") == "1")
  }

  @Test("A property, key or version that isn't there counts as a secret that does not exist")
  func missing() async {
    await #expect(throws: SecretSourceError.notFound) { try await text("db", "nope") }
    await #expect(throws: SecretSourceError.notFound) { try await text("nope") }
    await #expect(throws: SecretSourceError.notFound) { try await text("v") }
    await #expect(throws: SecretSourceError.notFound) { try await text("v", version: "v3") }
  }

  @Test("Versions are kept apart; of the same key and version the last value counts")
  func versions() async throws {
    #expect(try await text("v", version: "v1") == "one")
    #expect(try await text("v", version: "v2") == "two")
    #expect(try await text("same") == "last")
  }

  @Test("Extract unquotes strings, keeps all other text as it stands, and takes the last of duplicate members")
  func extract() async throws {
    let map = try await source.secretMap(RemoteReference(key: "db"))
    let texts = map.mapValues { String(decoding: $0.reveal(), as: UTF8.self) }
    #expect(
      texts == ["a.b": "dotted", "a": #"{"b": "nested"}"#, "n": "", "f": "1.50", "dup": "2"])
  }

  @Test("Extract of anything but an object fails without quoting the value", arguments: ["text", "list"])
  func extractOfOthers(key: String) async {
    await #expect {
      try await source.secretMap(RemoteReference(key: key))
    } throws: { error in
      guard case .failed(let cause, _) = error as? SecretSourceError else { return false }
      return cause.hasPrefix("unable to unmarshal secret \(key)") && !cause.contains("plain") && !cause.contains("[1]")
    }
  }

  @Test("Find takes each key's latest version, converts keys at once, and refuses two keys that become one")
  func find() async throws {
    let versions = try await source.find(FindQuery(name: "^v$"))
    #expect(versions.map(\.value) == [SecretBytes(utf8: "two")])
    let converted = try await source.find(FindQuery(name: "^app/"))
    #expect(converted.map(\.key) == ["app_x"] && converted.map(\.remoteKey) == ["app/x"])
    let unicode = try await source.find(FindQuery(name: "^app/", conversionStrategy: .unicode))
    #expect(unicode.map(\.key) == ["app_U002f_x"])
    let colliding = FakeSource(
      FakeProvider(data: [.init(key: "a/b", value: ""), .init(key: "a b", value: "")]), store: "store")
    await #expect(throws: SecretSourceError.self) { try await colliding.find(FindQuery(name: "")) }
  }

  @Test("Find by anything but the name is refused, and so is a bad expression")
  func findOperators() async {
    await #expect(throws: SecretSourceError.self) { try await source.find(FindQuery(tags: ["a": "b"])) }
    await #expect(throws: SecretSourceError.self) { try await source.find(FindQuery(name: "(")) }
  }
}
