import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// Providers that can't be read from here, generators: what is known is shown, what isn't is said.
@Suite struct UnreadableValuesTests {
  private let vault = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: vault, namespace: default}
    spec: {provider: {vault: {server: "https://vault.example.com"}}}
    """
  private let fromVault = "{secretKey: token, sourceRef: {storeRef: {name: vault}}, remoteRef: {key: app/token}}"

  @Test("Another provider is no error: the keys of data are known, their values are not")
  func data() async throws {
    let decision = try await Scenario.decide(
      "data: [\(fromVault), {secretKey: user, remoteRef: {key: user}}]", more: vault)
    let object = try #require(decision.written)
    #expect(object.data["token"]?.content == .unreadable(provider: "vault"))
    #expect(object.data["token"]?.provenance.origins.first?.remoteKey == "app/token")
    #expect(object.data["user"]?.isCertain == true)
    #expect(!object.isCertain && object.unknownEntries.isEmpty)
    #expect(object.annotations[Bookkeeping.dataHashAnnotation]?.isCertain == false)
    #expect(decision.notes.map(\.message) == ["provider vault: values can't be read from here"])
  }

  @Test("However many values of a provider are wanted, it is said once that they can't be read")
  func saidOnce() async throws {
    let more = fromVault.replacing("secretKey: token", with: "secretKey: other")
    let decision = try await Scenario.decide("data: [\(fromVault), \(more)]", more: vault)
    #expect(decision.written?.data.count == 2 && decision.notes.count == 1)
  }

  @Test("Templates that don't look at the unknown values are rendered all the same")
  func templates() async throws {
    let decision = try await Scenario.decide(
      """
      data: [\(fromVault), {secretKey: user, remoteRef: {key: user}}]
      target: {template: {metadata: {labels: {l: '{{ .user }}'}}, data: {a: 'u={{ .user }}', b: 't={{ .token }}'}}}
      """, more: vault)
    let object = try #require(decision.written)
    #expect(object.data["a"]?.bytes == SecretBytes(utf8: "u=admin"))
    #expect(object.data["b"]?.content == .unreadable(provider: "vault"))
    #expect(object.labels["l"]?.isCertain == true)
  }

  @Test("A syntax error in a template is found although the values are unknown")
  func syntaxError() async throws {
    let decision = try await Scenario.decide(
      "data: [\(fromVault)]\ntarget: {template: {data: {b: '{{ .token | nosuch }}'}}}", more: vault)
    #expect(decision.failure?.path?.description == "spec.target.template.data.b")
  }

  @Test("dataFrom of another provider: keys that can't be known are said to be there")
  func dataFrom() async throws {
    let decision = try await Scenario.decide(
      """
      dataFrom: [{extract: {key: app}, sourceRef: {storeRef: {name: vault}}}]
      data: [{secretKey: user, remoteRef: {key: user}}]
      """, more: vault)
    let object = try #require(decision.written)
    #expect(object.unknownEntries.map(\.description) == ["spec.dataFrom[0].extract"])
    #expect(object.data.keys.sorted() == ["user"])
  }

  @Test("A key a template wants may be among those that can't be known: no error")
  func unknownKeysInTemplates() async throws {
    let decision = try await Scenario.decide(
      """
      dataFrom: [{extract: {key: app}, sourceRef: {storeRef: {name: vault}}}]
      data: [{secretKey: user, remoteRef: {key: user}}]
      target: {template: {data: {a: '{{ .token }}', b: '{{ .user }}', c: '{{ range . }}{{ end }}'}}}
      """, more: vault)
    let object = try #require(decision.written)
    #expect(object.data["a"]?.isCertain == false && object.data["c"]?.isCertain == false)
    #expect(object.data["b"]?.bytes == SecretBytes(utf8: "admin"))
    #expect(object.unknownEntries.isEmpty)
  }

  @Test("A values file stands in for a store, and goes before what its provider holds")
  func valuesFile() async throws {
    let values = try ValuesFile(Array("vault: {app/token: t0k3n}\nstore: {user: other}\n".utf8), file: "values.yaml")
    let decision = try await Scenario.decide(
      "data: [\(fromVault), {secretKey: user, remoteRef: {key: user}}]", more: vault, values: values)
    #expect(decision.data == ["token": "t0k3n", "user": "other"])
  }

  @Test(
    "Generators: a Fake's values are known, also through a ClusterGenerator",
    arguments: [
      "apiVersion: generators.external-secrets.io/v1alpha1\nkind: Fake\nmetadata: {name: g, namespace: default}\nspec: {data: {k: v}}",
      """
      apiVersion: generators.external-secrets.io/v1alpha1
      kind: ClusterGenerator
      metadata: {name: g}
      spec: {kind: Fake, generator: {fakeSpec: {data: {k: v}}}}
      """,
    ])
  func fakeGenerator(generator: String) async throws {
    let kind = generator.contains("ClusterGenerator") ? "ClusterGenerator" : "Fake"
    #expect(try await generate(kind, generator).data == ["k": "v"])
  }

  @Test(
    "Generators: the keys of all others are known, their values are made at sync time",
    arguments: [
      ("Password", "{}", ["password"]), ("Password", "{secretKeys: [a, b]}", ["a", "b"]), ("UUID", "{}", ["uuid"]),
      ("SSHKey", "{}", ["privateKey", "publicKey"]),
      ("ECRAuthorizationToken", "{region: r}", ["expires_at", "password", "proxy_endpoint", "username"]),
      ("ECRAuthorizationToken", "{region: r, scope: public}", ["expires_at", "password", "username"]),
      ("STSSessionToken", "{region: r}", ["access_key_id", "expiration", "secret_access_key", "session_token"]),
    ])
  func otherGenerators(kind: String, spec: String, keys: [String]) async throws {
    let manifest =
      "apiVersion: generators.external-secrets.io/v1alpha1\nkind: \(kind)\nmetadata: {name: g, namespace: default}\nspec: \(spec)"
    let object = try #require(try await generate(kind, manifest).written)
    #expect(object.data.keys.map(\.text).sorted() == keys)
    #expect(object.data.values.allSatisfy { $0.content == .generated(by: .generator(.init(kind: kind, name: "g"))) })
  }

  @Test("Generators: a rewrite renames their keys; a third party's keys can't be known")
  func generatorKeys() async throws {
    let manifest =
      "apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: g, namespace: default}"
    let renamed = try await generate("Password", manifest, rewrite: "{regexp: {source: '^', target: db_}}")
    #expect(renamed.written?.data.keys.sorted() == ["db_password"])
    let webhook = manifest.replacing("Password", with: "Webhook")
    #expect(try await generate("Webhook", webhook).written?.unknownEntries.count == 1)
  }

  @Test("Generators: one that isn't there, and a group that isn't theirs, fail the object")
  func badGenerators() async throws {
    #expect(try await generate("Password", "").failure?.message.hasPrefix("unable to get generator") == true)
    let spec = "dataFrom: [{sourceRef: {generatorRef: {apiVersion: v1, kind: Password, name: g}}}]"
    #expect(try await Scenario.decide(spec).failure?.message.contains("generators group") == true)
    let newer = spec.replacing("apiVersion: v1", with: "apiVersion: generators.external-secrets.io/v1")
    #expect(try await Scenario.decide(newer).failure?.message.contains("unknown GVK") == true)
    let number = """
      apiVersion: generators.external-secrets.io/v1alpha1
      kind: Fake
      metadata: {name: g, namespace: default}
      spec: {data: {a: 5}}
      """
    #expect(try await generate("Fake", number).failure?.message.contains("is invalid") == true)
  }

  @Test(
    "Generators: a password of more than there is can't be made",
    arguments: [
      ("{length: 64, allowRepeat: false, noUpper: false}", "number of digits exceeds"),
      ("{length: 5, digits: 10, symbols: 0, allowRepeat: true, noUpper: false}", "less than total length"),
      ("{length: 60, digits: 5, symbols: 0, allowRepeat: false, noUpper: false}", "number of letters exceeds"),
      ("{length: 40, digits: 0, symbols: 0, allowRepeat: false, noUpper: true}", "number of letters exceeds"),
      ("{length: 10, digits: 0, symbols: 3, symbolCharacters: '-_', allowRepeat: false, noUpper: false}", "of symbols"),
      ("{length: 64, allowRepeat: true, noUpper: false}", nil),
      ("{length: 40, allowRepeat: false, noUpper: false}", nil),
    ])
  func passwords(spec: String, problem: String?) async throws {
    let manifest =
      "apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: g, namespace: default}\nspec: \(spec)"
    let decision = try await generate("Password", manifest)
    #expect(
      decision.failure.map { $0.message.contains(problem ?? "no problem") } ?? (problem == nil), "\(decision.outcome)")
  }

  @Test("A generator of another controller makes the object be skipped")
  func generatorClass() async throws {
    let manifest =
      "apiVersion: generators.external-secrets.io/v1alpha1\nkind: UUID\nmetadata: {name: g, namespace: default}\nspec: {controller: other}"
    #expect(try await generate("UUID", manifest).outcome.word == "skip")
  }

  private func generate(_ kind: String, _ manifest: String, rewrite: String? = nil) async throws -> Decision {
    let spec = """
      dataFrom:
      - sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: \(kind), name: g}}
        rewrite: [\(rewrite ?? "")]
      """
    return try await Scenario.decide(spec, more: manifest)
  }
}
