import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// Templates of a Secret: what is rendered, in which order, and where it goes.
@Suite struct TemplateRulesTests {
  private let both = """
    data: [{secretKey: user, remoteRef: {key: user}}, {secretKey: pass, remoteRef: {key: pass}}]
    """

  private func decide(
    _ template: String, metadata: String = "{name: case, namespace: default}", more: String = ""
  ) async throws -> Decision {
    let indented = template.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    return try await Scenario.decide(
      both + "\ntarget:\n  template:\n" + indented.joined(separator: "\n"), metadata: metadata, more: more)
  }

  @Test("mergePolicy Replace writes only templated keys, Merge the provider's as well")
  func mergePolicy() async throws {
    let data = "data: {url: '{{ .user }}@db', user: fixed}"
    #expect(try await decide(data).data == ["url": "admin@db", "user": "fixed"])
    #expect(
      try await decide("mergePolicy: Merge\n" + data).data == ["url": "admin@db", "user": "fixed", "pass": "p4ssw0rd"])
  }

  @Test("A template with only metadata or type keeps the provider's keys")
  func metadataOnly() async throws {
    let object = try #require(try await decide("metadata: {labels: {l: '{{ .user }}'}}").written)
    #expect(object.data.keys.sorted() == ["pass", "user"])
    #expect(object.labels["l"]?.bytes == SecretBytes(utf8: "admin"))
  }

  @Test("Templates see provider data only, never each other's output")
  func providerDataOnly() async throws {
    let decision = try await decide("data: {user: changed, url: '{{ .user }}'}")
    #expect(decision.data == ["user": "changed", "url": "admin"])
  }

  @Test("templateFrom in order, then data, which wins")
  func order() async throws {
    let decision = try await decide(
      """
      data: {c: data}
      templateFrom:
      - literal: "a: one\\nb: one\\nc: one"
      - literal: "b: two\\nc: two"
      """)
    #expect(decision.data == ["a": "one", "b": "two", "c": "data"])
  }

  @Test("A field that isn't there is an error, index of it is empty")
  func missingKey() async throws {
    let missing = try await decide("data: {x: '{{ .nope }}'}")
    #expect(missing.outcome.word == "refuse" && missing.condition?.message == "could not update secret")
    #expect(missing.failure?.path?.description == "spec.target.template.data.x")
    #expect(missing.failure?.message.contains("map has no entry for key \"nope\"") == true)
    #expect(try await decide("data: {x: '[{{ index . \"nope\" }}]'}").data == ["x": "[]"])
  }

  @Test("Labels and annotations are copied from the ExternalSecret only where there is no template at all")
  func copiedMetadata() async throws {
    let metadata = """
      {name: case, namespace: default, labels: {l: x},
       annotations: {a: b, kubectl.kubernetes.io/last-applied-configuration: '{}'}}
      """
    let copied = try #require(try await Scenario.decide(both, metadata: metadata).written)
    #expect(copied.labels["l"]?.isSecret == false)
    #expect(
      copied.annotations.keys.sorted() == [
        "a", Bookkeeping.lastAppliedAnnotation, Bookkeeping.dataHashAnnotation,
      ])
    let spec = both + "\ntarget: {template: {}}"
    let templated = try #require(try await Scenario.decide(spec, metadata: metadata).written)
    #expect(templated.data.keys.sorted() == ["pass", "user"])
    #expect(templated.labels["l"] == nil && templated.annotations["a"] == nil)
  }

  @Test("Templated labels and annotations are secret, plain ones are not")
  func secrecy() async throws {
    let object = try #require(
      try await decide("metadata: {labels: {p: plain, t: '{{ .user }}'}, annotations: {t: 'x-{{ .pass }}'}}").written)
    #expect(object.labels["p"]?.isSecret == false && object.labels["t"]?.isSecret == true)
    #expect(object.annotations["t"]?.isSecret == true)
  }

  @Test("A template can't override the managed label, and keys are not templated")
  func bookkeeping() async throws {
    let object = try #require(
      try await decide("metadata: {labels: {\(Bookkeeping.managedLabel): 'no', 'k': v}}\ndata: {'{{ .user }}': x}")
        .failure)
    #expect(object.message.contains("data[{{ .user }}]"))
    let managed = try #require(
      try await decide("metadata: {labels: {\(Bookkeeping.managedLabel): 'no'}}").written)
    #expect(managed.labels[Bookkeeping.managedLabel]?.bytes == SecretBytes(utf8: "true"))
  }

  @Test("KeysAndValues is YAML 1.1, its first document only: numbers and words become Go's text")
  func yaml() async throws {
    let decision = try await decide(
      #"""
      templateFrom:
      - literal: |
          n: 1
          a: 010
          b: yes
          c:
          d: 1e6
          e: 2.0
          f: 2021-01-01
          g: "{{ .user }}"
          ---
          h: never
      """#)
    #expect(
      decision.data == [
        "false": "1", "a": "8", "b": "true", "c": "", "d": "1e+06", "e": "2", "f": "2021-01-01", "g": "admin",
      ])
  }

  @Test(
    "Of KeysAndValues an empty first document counts, and fractions are keys in single precision",
    arguments: [
      ("---\n# nothing\n---\na: b", [:]), ("~\n---\na: b", [:]), ("# a comment\n---\na: b", ["a": "b"]),
      ("1.23456789: x\n7: z", ["1.2345679": "x", "7": "z"]),
    ])
  func firstDocument(text: String, data: [String: String]) async throws {
    let decision = try await decide("templateFrom: [{literal: \(JSON.string(text).text())}]")
    #expect(decision.data == data)
  }

  @Test("Finalizers are names with a prefix, or Kubernetes' own", arguments: ["foo", "a b/c", "/x"])
  func finalizerNames(name: String) async throws {
    let failure = try #require(try await decide("metadata: {finalizers: ['\(name)']}").failure)
    #expect(failure.path?.description == "spec.target.template.metadata.finalizers")
    #expect(try await decide("metadata: {finalizers: [kubernetes]}").written?.finalizers == ["kubernetes"])
  }

  @Test("KeysAndValues that is no map of strings fails without quoting the text")
  func notAMap() async throws {
    for literal in ["'{{ .pass }}'", "'a: [1, {{ .pass }}]'", "'a: \"{{ .pass }}'"] {
      let failure = try #require(try await decide("templateFrom: [{literal: \(literal)}]").failure)
      #expect(failure.path?.description == "spec.target.template.templateFrom[0].literal")
      #expect(!failure.message.contains("p4ssw0rd"))
    }
  }

  private let configMap = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: tpl, namespace: default}
    data: {value: 'u={{ .user }}', map: "k: '{{ .pass }}'"}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: tpl, namespace: default}
    stringData: {value: 'p={{ .pass }}'}
    """

  @Test("templateFrom reads ConfigMaps and Secrets; the target names Data, Labels or Annotations in any case")
  func templateFrom() async throws {
    let decision = try await decide(
      """
      templateFrom:
      - {configMap: {name: tpl, items: [{key: value}, {key: map, templateAs: KeysAndValues}]}}
      - {secret: {name: tpl, items: [{key: value}]}, target: ANNOTATIONS}
      - {literal: 'l: "{{ .user }}"', target: labels}
      """, more: configMap)
    let object = try #require(decision.written)
    #expect(decision.data == ["value": "u=admin", "k": "p4ssw0rd"])
    #expect(object.annotations["value"]?.bytes == SecretBytes(utf8: "p=p4ssw0rd"))
    #expect(object.annotations["value"]?.isSecret == true)
    #expect(object.labels["l"]?.bytes == SecretBytes(utf8: "admin"))
  }

  @Test(
    "A ConfigMap, Secret or key that isn't there fails the object, at the reference",
    arguments: [
      ("{configMap: {name: nope, items: [{key: a}]}}", "configMap", "configmaps \"nope\" not found"),
      ("{secret: {name: nope, items: [{key: a}]}}", "secret", "secrets \"nope\" not found"),
      ("{configMap: {name: tpl, items: [{key: a}]}}", "configMap.items[0]", "missing key a"),
    ])
  func missingSource(entry: String, path: String, message: String) async throws {
    let failure = try #require(try await decide("templateFrom: [\(entry)]", more: configMap).failure)
    #expect(failure.path?.description == "spec.target.template.templateFrom[0].\(path)")
    #expect(failure.message.contains(message))
  }

  @Test("valuesDecodingStrategy decodes what was rendered")
  func valuesDecoding() async throws {
    let decision = try await decide("templateFrom: [{literal: 'k: aGk=', valuesDecodingStrategy: Base64}]")
    #expect(decision.data == ["k": "hi"])
    let bad = try await decide("templateFrom: [{literal: 'k: \"{{ .pass }}!\"', valuesDecodingStrategy: Base64}]")
    #expect(bad.failure?.message.contains("p4ssw0rd") == false)
  }

  @Test("Privileged types are refused by the webhook, and by the controller where the object is there already")
  func privileged() async throws {
    let bootstrap = "type: bootstrap.kubernetes.io/token"
    let new = try await decide(bootstrap)
    #expect(new.outcome.word == "refuse" && new.condition == nil)
    let live = try await decide(bootstrap, metadata: "{name: case, namespace: default, uid: u}")
    #expect(live.outcome.word == "refuse" && live.condition?.message == "could not update secret")
    #expect(live.failure?.path?.description == "spec.target.template.type")
  }

  @Test("Finalizers of the template are added, each once")
  func finalizers() async throws {
    let object = try #require(try await decide("metadata: {finalizers: [example.com/a, example.com/a]}").written)
    #expect(object.finalizers == ["example.com/a"])
  }

  @Test("Each templated key knows the template and the values it was made of")
  func provenance() async throws {
    let object = try #require(
      try await decide("data: {url: '{{ .user }}', all: '{{ range . }}x{{ end }}', fixed: f}").written)
    let url = try #require(object.data["url"]?.provenance)
    #expect(url.template?.description == "spec.target.template.data.url")
    #expect(url.origins.map(\.entry.description) == ["spec.data[0]"])
    #expect(url.origins.first?.remoteKey == "user" && url.origins.first?.store == StoreReference(name: "store"))
    #expect(object.data["all"]?.provenance.origins.count == 2)
    #expect(object.data["fixed"]?.provenance.origins.isEmpty == true)
  }

  @Test("What a template makes of an ambiguous value is ambiguous, everything else stays certain")
  func ambiguity() async throws {
    let decision = try await Scenario.decide(
      """
      dataFrom: [{find: {name: {regexp: ^dup}}, rewrite: [{regexp: {source: '-', target: _}}]}]
      data: [{secretKey: user, remoteRef: {key: user}}]
      target: {template: {data: {a: 'x-{{ .dup_a }}', b: '{{ .user }}'}}}
      """)
    let object = try #require(decision.written)
    #expect(object.data["a"]?.content == .ambiguous([SecretBytes(utf8: "x-one"), SecretBytes(utf8: "x-two")]))
    #expect(object.data["b"]?.isCertain == true)
  }
}
