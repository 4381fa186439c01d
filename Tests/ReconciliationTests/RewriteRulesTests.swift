import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// `rewrite`: each operation on the result of the last.
@Suite struct RewriteRulesTests {
  private func extract(_ rewrite: String, key: String = "app/one") async throws -> Decision {
    try await Scenario.decide("dataFrom: [{extract: {key: \(key)}, rewrite: [\(rewrite)]}]")
  }

  private func find(_ rewrite: String, name: String = "^app/") async throws -> Decision {
    try await Scenario.decide("dataFrom: [{find: {name: {regexp: '\(name)'}}, rewrite: [\(rewrite)]}]")
  }

  @Test(
    "regexp is Go's ReplaceAllString",
    arguments: [
      ("(.)", "x_$1", ["x_A", "x_B"]), ("(.)", "${1}x", ["Ax", "Bx"]), ("(?P<l>.)", "${l}_", ["A_", "B_"]),
      ("(.)", "$1_$1", ["A", "B"]), ("$", ".end", ["A.end", "B.end"]),
    ])
  func regexp(source: String, target: String, keys: [String]) async throws {
    let decision = try await extract("{regexp: {source: '\(source)', target: '\(target)'}}")
    #expect(decision.data?.keys.sorted() == keys)
  }

  @Test("In a target $1_$2 names the group 1_, which isn't there")
  func groupNames() async throws {
    #expect(try await extract("{regexp: {source: '(A)()', target: '$1_$2.k'}}").data?.keys.sorted() == [".k", "B"])
  }

  @Test("Operations run in order")
  func chain() async throws {
    let decision = try await extract(
      "{regexp: {source: A, target: X}}, {regexp: {source: X, target: YY}}, {transform: {template: 'k_{{ .value }}'}}")
    #expect(decision.data == ["k_YY": "1", "k_B": "2"])
  }

  @Test("In a transform an unknown field prints <no value>, and a syntax error fails the object")
  func transform() async throws {
    let invalid = try await extract("{transform: {template: '{{ .nope }}'}}")
    #expect(invalid.failure?.message.contains("key has invalid character <") == true)
    let broken = try await extract("{transform: {template: '{{ nosuch }}'}}")
    #expect(broken.failure?.message.contains("function \"nosuch\" not defined") == true)
    #expect(broken.failure?.path?.description == "spec.dataFrom[0].extract")
  }

  @Test("Two keys that become one are ambiguous: the candidates are named, none is passed off as certain")
  func ambiguity() async throws {
    let decision = try await find("{regexp: {source: '-', target: _}}", name: "^dup")
    let object = try #require(decision.written)
    #expect(object.data["dup_a"]?.content == .ambiguous([SecretBytes(utf8: "one"), SecretBytes(utf8: "two")]))
    #expect(!object.isCertain)
    #expect(decision.notes.contains { $0.message.contains("\"dup_a\" is ambiguous") })
    #expect(object.data["dup_a"]?.provenance.origins.compactMap(\.remoteKey) == ["dup-a", "dup_a"])
  }

  @Test("Two keys that become one are certain when their values are the same")
  func harmlessCollision() async throws {
    let decision = try await extract("{regexp: {source: '.*', target: k}}", key: "'{}'")
    #expect(decision.outcome.word == "refuse")
    let same = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: same, namespace: default}
      spec: {provider: {fake: {data: [{key: k, value: '{"a": "1", "b": "1"}'}]}}}
      """
    let spec =
      "dataFrom: [{extract: {key: k}, sourceRef: {storeRef: {name: same}}, rewrite: [{regexp: {source: '^.$', target: k}}]}]"
    let object = try #require(try await Scenario.decide(spec, more: same).written)
    #expect(object.data["k"]?.content == .known(SecretBytes(utf8: "1")))
  }

  @Test("merge: keys in order, priority last so that it wins, strategy Extract replaces the map")
  func merge() async throws {
    #expect(try await find("{merge: {conflictPolicy: Ignore}}").data == ["A": "1", "B": "3", "C": "4"])
    let priority = try await find("{merge: {conflictPolicy: Ignore, priority: [app_one]}}")
    #expect(priority.data == ["A": "1", "B": "2", "C": "4"])
  }

  @Test("merge: a member present twice is an error unless Ignore, and a priority doesn't lift it")
  func mergeConflicts() async throws {
    for merge in ["{}", "{priority: [app_one]}", "{conflictPolicy: Error}"] {
      #expect(try await find("{merge: \(merge)}").failure?.message.contains("conflicts: B") == true)
    }
  }

  @Test("merge: a priority key that is absent is an error unless IgnoreNotFound")
  func mergePriority() async throws {
    let strict = try await find("{merge: {conflictPolicy: Ignore, priority: [nope]}}")
    #expect(strict.failure?.message.contains("\"nope\"") == true)
    #expect(strict.failure?.hint?.contains("app_one, app_two") == true)
    let ignoring = try await find("{merge: {conflictPolicy: Ignore, priority: [nope], priorityPolicy: IgnoreNotFound}}")
    #expect(ignoring.data?["B"] == "3")
  }

  @Test("merge: strategy JSON needs into and keeps the inputs beside the merged object")
  func mergeJSON() async throws {
    let missing = try await find("{merge: {conflictPolicy: Ignore, strategy: JSON}}")
    #expect(missing.failure?.message.contains("'into'") == true)
    let merged = try await find("{merge: {conflictPolicy: Ignore, strategy: JSON, into: all}}")
    #expect(merged.data?["all"] == #"{"A":"1","B":"3","C":"4"}"#)
    #expect(merged.data?.keys.sorted() == ["all", "app_one", "app_two"])
  }

  @Test("merge: numbers pass through float64; Extract escapes HTML in nested JSON, JSON doesn't")
  func mergeSpelling() async throws {
    let store = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: other, namespace: default}
      spec: {provider: {fake: {data: [{key: k, value: '{"n": 2.50, "e": 1e21, "o": {"b": "<", "a": 1.0}, "z": null}'}]}}}
      """
    func merged(_ merge: String) async throws -> [String: String]? {
      let spec = """
        dataFrom:
        - {find: {name: {regexp: k}}, sourceRef: {storeRef: {name: other}}, rewrite: [{merge: \(merge)}]}
        """
      return try await Scenario.decide(spec, more: store).data
    }
    #expect(
      try await merged("{}") == [
        "n": "2.5", "e": "1000000000000000000000", "o": #"{"a":1,"b":"\u003c"}"#, "z": "",
      ])
    #expect(
      try await merged("{strategy: JSON, into: all}")?["all"]
        == #"{"e":1e+21,"n":2.5,"o":{"a":1,"b":"<"},"z":null}"#)
  }

  @Test("merge: a value that is no JSON object fails the object and is not quoted")
  func mergeOfText() async throws {
    let decision = try await find("{merge: {}}", name: "^user$")
    #expect(decision.failure?.message.contains("\"user\" is not JSON") == true)
    #expect(decision.failure?.message.contains("admin") == false)
  }
}
