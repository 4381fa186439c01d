import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

@Suite struct ValuesFileTests {
  private let file = "vault:\n  app/db: {user: admin, a.b: dotted, n: 1.50}\n  token: t0k3n\n  empty:\n"

  private func source() throws -> any SecretSource {
    try #require(try ValuesFile(Array(file.utf8), file: "values.yaml").source(for: "vault"))
  }

  @Test("Strings are values as they stand, all else is its JSON text")
  func values() async throws {
    let source = try source()
    #expect(try await source.secret(RemoteReference(key: "token")) == SecretBytes(utf8: "t0k3n"))
    #expect(try await source.secret(RemoteReference(key: "empty")) == SecretBytes([]))
    #expect(try await source.secret(RemoteReference(key: "app/db", property: "a.b")) == SecretBytes(utf8: "dotted"))
    #expect(try await source.secretMap(RemoteReference(key: "app/db"))["user"] == SecretBytes(utf8: "admin"))
    await #expect(throws: SecretSourceError.notFound) { try await source.secret(RemoteReference(key: "nope")) }
  }

  @Test("Find looks by path and name")
  func find() async throws {
    let source = try source()
    #expect(try await source.find(FindQuery(path: "app/")).map(\.key) == ["app/db"])
    #expect(try await source.find(FindQuery(name: "^t")).map(\.key) == ["token"])
  }

  @Test("Another shape is refused with its place, and no value in the message")
  func shape() {
    #expect {
      try ValuesFile(Array("vault:\n  - s3cret\n".utf8), file: "values.yaml")
    } throws: { error in
      let text = "\(error)"
      return text.hasPrefix("values.yaml:2:") && !text.contains("s3cret")
    }
  }

  @Test("Stores the file doesn't name have no source")
  func otherStores() throws {
    let values = try ValuesFile(Array(file.utf8), file: "values.yaml")
    #expect(values.source(for: "aws") == nil)
    #expect(values.storeNames == ["vault"])
  }
}
