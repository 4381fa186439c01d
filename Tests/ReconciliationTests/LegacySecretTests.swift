import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// The Secret that kubernetes-external-secrets writes: its template, and what was there before.
@Suite struct LegacySecretTests {
  private func decide(_ spec: String, live: String = "") async throws -> Decision {
    let more = live.isEmpty ? "" : "apiVersion: v1\nkind: Secret\nmetadata: {name: case, namespace: default\(live)"
    return try await LegacyRulesTests.decide("backendType: secretsManager\n" + spec, more: more)
  }

  @Test("The object's own labels aren't copied; it owns the Secret without blocking its deletion")
  func ownership() async throws {
    let object = try #require(try await decide("data: [{key: plain, name: a}]").written)
    #expect(object.labels.isEmpty && object.annotations.isEmpty && object.type == "Opaque")
    #expect(
      object.ownerReferences == [
        [
          "apiVersion": "kubernetes-client.io/v1", "controller": true, "kind": "ExternalSecret", "name": "case",
          "uid": "",
        ]
      ])
  }

  @Test("A template's strings are rendered wherever they stand, its lists aren't")
  func template() async throws {
    let object = try #require(
      try await decide(
        """
        data: [{key: my-secret, name: json}, {key: plain, name: plain}]
        template:
          type: kubernetes.io/basic-auth
          immutable: true
          metadata:
            labels: {user: '<%= JSON.parse(data.json).username %>'}
            annotations: {text: 'is ${data.plain}', missing: '[<%= data.nothing %>]'}
            finalizers: [example.com/f]
          stringData: {username: '<%= data.plain %>', plain: over}
          data: {plain: dW5kZXI=, more: bW9yZQ==}
        """
      ).decisionOrFailure)
    #expect(object.type == "kubernetes.io/basic-auth" && object.isImmutable == true)
    #expect(object.labels["user"]?.bytes == SecretBytes(utf8: "admin") && object.labels["user"]?.isSecret == true)
    #expect(object.finalizers == ["example.com/f"])
    let list = try await decide(
      "data: [{key: plain, name: plain}]\ntemplate: {metadata: {finalizers: ['<%= data.plain %>']}}")
    #expect(list.failure?.message.contains(#"Invalid value: "<%= data.plain %>""#) == true)
    #expect(object.annotations["missing"]?.bytes == SecretBytes(utf8: "[]"))
    let texts = object.data.mapValues { String(decoding: $0.bytes?.reveal() ?? [], as: UTF8.self) }
    #expect(texts["username"] == "just text" && texts["more"] == "more", "a template's data is under the generated one")
    #expect(texts["plain"] == "over", "the API server puts stringData over data")
  }

  @Test("Characters beyond ASCII arrive corrupted in templates, and only there; it is said")
  func corruption() async throws {
    let decision = try await decide(
      "data: [{key: umlaut, name: u}]\ntemplate: {metadata: {annotations: {c: '<%= data.u %>'}}}")
    #expect(decision.written?.annotations["c"]?.bytes == SecretBytes(utf8: "grC<n"))
    #expect(decision.data == ["u": "grün"])
    #expect(decision.notes.contains { $0.message.contains("corrupted") })
  }

  @Test("JavaScript that isn't run here hides only the value it makes")
  func notPreviewable() async throws {
    let decision = try await decide(
      """
      data: [{key: plain, name: a}]
      template: {metadata: {annotations: {bad: 'x <% let a = 1 %>', good: '<%= data.a %>'}}}
      """)
    let object = try #require(decision.written)
    #expect(object.annotations["bad"]?.content == .generated(by: .javaScript))
    #expect(object.annotations["good"]?.bytes == SecretBytes(utf8: "just text"))
    let note = try #require(decision.notes.first { $0.message.contains("can't be previewed") })
    #expect(note.path?.description == "spec.template.metadata.annotations.bad" && note.message.contains("column 5"))
  }

  @Test("A template that throws fails the whole object, at its place")
  func failingTemplate() async throws {
    let decision = try await decide(
      "data: [{key: plain, name: a}]\ntemplate: {metadata: {labels: {x: '<%= a %>'}}}")
    #expect(decision.outcome.word == "refuse")
    #expect(decision.failure?.message.contains("a is not defined") == true && decision.failure?.hint == "write data.a")
    #expect(decision.failure?.range?.start.line == 7)
  }

  @Test("The whole Secret is rewritten: labels, annotations and keys that others added go")
  func rewritten() async throws {
    let decision = try await decide(
      "data: [{key: plain, name: a}]", live: ", labels: {mine: x}, finalizers: [f]}\nstringData: {a: old, b: more}")
    let object = try #require(decision.written)
    #expect(object.labels.isEmpty && object.finalizers.isEmpty && Set(object.data.keys) == ["a"])
  }

  @Test("Where labels, annotations and data are equal nothing is written: another type stays, and it is said")
  func leftAlone() async throws {
    let spec = "data: [{key: plain, name: a}]\ntype: example.com/new"
    let equal = try await decide(spec, live: "}\ntype: Opaque\nstringData: {a: just text}")
    #expect(equal.written?.type == "Opaque" && equal.notes.contains { $0.message.contains("type stays") })
    let different = try await decide(spec, live: "}\ntype: Opaque\nstringData: {a: other}")
    #expect(different.failure?.message.contains("field is immutable") == true)
  }

  @Test("An immutable Secret can't be written over")
  func immutable() async throws {
    let decision = try await decide(
      "data: [{key: plain, name: a}]", live: "}\nimmutable: true\nstringData: {a: other}")
    #expect(decision.outcome.word == "refuse")
  }

  @Test("What the API server would refuse is refused: keys, labels, base64, numbers for strings")
  func refusedSecrets() async throws {
    for spec in [
      "data: [{key: plain, name: a b}]",
      "data: [{key: plain, name: a}]\ntemplate: {metadata: {labels: {x: '<%= data.a %>'}}}",
      "data: [{key: plain, name: a}]\ntemplate: {metadata: {labels: {x: 1}}}",
      "data: [{key: plain, name: a}]\ntemplate: {data: {x: no base64!}}",
      "data: [{key: plain, name: a}]\ntemplate: {type: kubernetes.io/tls}",
    ] {
      #expect(try await decide(spec).outcome.word == "refuse", "\(spec)")
    }
  }

  @Test("While a value can't be read, what is made of it can't be known either")
  func unreadable() async throws {
    let decision = try await LegacyRulesTests.decide(
      """
      backendType: azureKeyVault
      keyVaultName: v
      dataFrom: [more]
      data: [{key: a, name: a}]
      template: {metadata: {labels: {x: '<%= data.a %>', y: '<%= data.other %>', z: '<%= 1 + 1 %>'}}}
      """)
    let object = try #require(decision.written)
    #expect(object.labels["x"]?.bytes == nil && object.labels["y"]?.bytes == nil)
    #expect(object.labels["z"]?.bytes == SecretBytes(utf8: "2") && object.unknownEntries.count == 1)
  }
}

extension Decision {
  /// What would be written; the failure is the test's.
  fileprivate var decisionOrFailure: DesiredObject? {
    if let failure { Issue.record("\(failure)") }
    return written
  }
}
