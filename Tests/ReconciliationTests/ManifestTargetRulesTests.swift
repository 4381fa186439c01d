import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// `target.manifest`: objects of other kinds than Secret.
@Suite struct ManifestTargetRulesTests {
  private let both = """
    data: [{secretKey: user, remoteRef: {key: user}}, {secretKey: pass, remoteRef: {key: pass}}]
    """
  private let widget = "manifest: {apiVersion: example.com/v1, kind: Widget}"

  private func decide(_ target: String, more: String = "") async throws -> Decision {
    let indented = target.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return try await Scenario.decide(both + "\ntarget:\n" + indented.joined(separator: "\n"), more: more)
  }

  @Test("Without a template a ConfigMap gets all values as data, any other kind under spec.data")
  func simple() async throws {
    let configMap = try await decide("manifest: {apiVersion: v1, kind: ConfigMap}")
    #expect(configMap.json?["data"] == ["pass": "p4ssw0rd", "user": "admin"])
    #expect(configMap.condition?.reason == "ResourceSynced")
    let other = try await decide(widget)
    #expect(other.json?["spec"] == ["data": ["pass": "p4ssw0rd", "user": "admin"]])
    #expect(other.target.kind == "Widget")
  }

  @Test("A template's result goes where the target path says; what is missing on the way is made")
  func paths() async throws {
    let decision = try await decide(
      """
      \(widget)
      template:
        templateFrom:
        - {target: 'spec.rules[1].from', literal: 'user: "{{ .user }}"'}
        - {target: 'spec.rules[1].from', literal: 'num: 5'}
        - {target: spec.Mixed.Case, literal: '{{ .user }}'}
        data: {k: '{{ .pass }}'}
      """)
    #expect(
      decision.json?["spec"] == [
        "rules": [nil, ["from": ["user": "admin", "num": 5]]], "Mixed": ["Case": "admin"],
      ])
    #expect(decision.json?["data"] == ["k": "p4ssw0rd"])
  }

  @Test("A literal for a whole field replaces it")
  func wholeField() async throws {
    let decision = try await decide(
      "\(widget)\ntemplate: {templateFrom: [{target: spec, literal: 'a: 1'}, {target: spec, literal: 'b: \"{{ .user }}\"'}]}"
    )
    #expect(decision.json?["spec"] == ["b": "admin"])
  }

  @Test("Every value a template puts into the object is secret, down to numbers")
  func secrecy() async throws {
    let object = try #require(
      try await decide(
        "\(widget)\ntemplate: {templateFrom: [{target: spec.a, literal: '{num: 5, u: \"{{ .user }}\"}'}]}"
      )
      .written)
    let redacted = object.json { value, _ in value.isSecret ? "redacted" : .string("plain") }
    #expect(redacted["spec"] == ["a": ["num": "redacted", "u": "redacted"]])
  }

  @Test("Templates from a ConfigMap are rendered twice, and reach only the target Data")
  func renderedTwice() async throws {
    let configMap = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: tpl, namespace: default}
      data: {k: '{{ "{{ .user }}" }}'}
      """
    func decision(_ target: String) async throws -> Decision {
      try await decide(
        "\(widget)\ntemplate: {templateFrom: [{\(target)configMap: {name: tpl, items: [{key: k}]}}]}", more: configMap)
    }
    #expect(try await decision("").json?["data"] == ["k": "admin"])
    #expect(try await decision("target: spec.x, ").json?["spec"] == [:])
  }

  @Test("Template labels are not rendered here")
  func labels() async throws {
    // Unrendered a template is no label: the API server refuses it.
    let decision = try await decide("\(widget)\ntemplate: {metadata: {labels: {l: '{{ .user }}'}}, data: {k: v}}")
    #expect(decision.failure?.message.contains("metadata.labels[l]: Invalid value") == true)
    let object = try #require(
      try await decide("\(widget)\ntemplate: {metadata: {annotations: {a: '{{ .user }}'}}, data: {k: v}}").written)
    #expect(object.annotations["a"]?.bytes == SecretBytes(utf8: "{{ .user }}"))
  }

  @Test("A path may lead into the metadata: to labels, annotations and finalizers")
  func metadataPaths() async throws {
    let decision = try await decide(
      """
      \(widget)
      template:
        templateFrom:
        - {target: metadata.labels, literal: 'app: {{ .user }}'}
        - {target: metadata.annotations.who, literal: '{{ .pass }}'}
        - {target: 'metadata.finalizers[0]', literal: example.com/f}
        data: {k: v}
      """)
    let object = try #require(decision.written)
    #expect(object.labels["app"]?.bytes == SecretBytes(utf8: "admin") && object.labels["app"]?.isSecret == true)
    #expect(object.labels[Bookkeeping.managedLabel]?.bytes == SecretBytes(utf8: "true"))
    #expect(object.annotations["who"]?.bytes == SecretBytes(utf8: "p4ssw0rd"))
    #expect(object.finalizers == ["example.com/f"] && object.body.map(\.name) == ["spec", "data"])
    let number = try await decide("\(widget)\ntemplate: {templateFrom: [{target: metadata.labels.n, literal: '5'}]}")
    #expect(number.failure?.message.contains("metadata.labels.n is no string") == true)
  }

  @Test(
    "What the API server refuses of a ConfigMap is refused",
    arguments: [
      ("{target: data.n, literal: '5'}", "data[n]: must be a string"),
      ("{target: data.m, literal: '{a: b}'}", "data[m]: must be a string"),
      ("{target: data.big, literal: '{{ repeat 1100000 \"x\" }}'}", "may not be more than 1048576 bytes"),
      ("{target: data.a, literal: changed}", "field is immutable when `immutable` is set"),
    ])
  func configMaps(source: String, message: String) async throws {
    let live = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: case, namespace: default, uid: u}
      immutable: true
      data: {a: old}
      """
    let isImmutable = message.contains("immutable")
    let decision = try await decide(
      "manifest: {apiVersion: v1, kind: ConfigMap}\ntemplate: {templateFrom: [\(source)]}",
      more: isImmutable ? live : "")
    #expect(decision.failure?.message.contains(message) == true, "\(String(describing: decision.failure))")
  }

  private let live = """
    apiVersion: example.com/v1
    kind: Widget
    metadata: {name: case, namespace: default, uid: u, labels: {keep: me}}
    spec: {kept: true, data: {old: x}}
    """

  @Test("Owner replaces the object, Merge and CreateOrMerge add to it")
  func policies() async throws {
    let owner = try await decide("\(widget)\ntemplate: {templateFrom: [{target: spec.a, literal: 'b'}]}", more: live)
    #expect(owner.json?["spec"] == ["a": "b"] && owner.written?.labels["keep"] == nil)
    let merged = try await decide(
      "\(widget)\ncreationPolicy: Merge\ntemplate: {templateFrom: [{target: spec.a, literal: 'b'}]}", more: live)
    #expect(merged.json?["spec"] == ["kept": true, "data": ["old": "x"], "a": "b"])
    #expect(merged.written?.labels["keep"] != nil && merged.written?.ownerReferences.isEmpty == true)
    let absent = try await decide("\(widget)\ncreationPolicy: Merge")
    #expect(absent.outcome.word == "keep" && absent.condition?.reason == "ResourceMissing")
  }

  @Test("Kind Secret with a template writes plain text where the API server wants base64, and fails")
  func secretKind() async throws {
    let decision = try await decide(
      "manifest: {apiVersion: v1, kind: Secret}\ntemplate: {data: {k: 'not base64: {{ .user }}'}}")
    #expect(decision.outcome.word == "refuse" && decision.failure?.message.contains("base64") == true)
  }

  @Test(
    "A path that can't be followed is refused",
    arguments: ["spec..a", "'[0].a'", "'spec.a['", "'spec.a[x]'", "'spec.a[10001]'", "'spec[0]'"])
  func badPaths(path: String) async throws {
    let decision = try await decide("\(widget)\ntemplate: {templateFrom: [{target: \(path), literal: 'x'}]}")
    #expect(decision.outcome.word == "refuse")
  }

  @Test("A path of thousands of steps is refused, not followed")
  func deepPath() async throws {
    let path = "a" + String(repeating: ".a", count: 50_000)
    let decision = try await decide("\(widget)\ntemplate: {templateFrom: [{target: \(path), literal: 'x'}]}")
    #expect(decision.failure?.message.contains("more than 100") == true)
  }

  @Test("data-hash is over spec, else data; a note says that the controller needs a start-up flag")
  func hash() async throws {
    let decision = try await decide("manifest: {apiVersion: v1, kind: ConfigMap}")
    #expect(
      decision.written?.annotations[Bookkeeping.dataHashAnnotation]?.bytes
        == SecretBytes(utf8: Digest.sha3_224.hash("map[pass:p4ssw0rd user:admin]".utf8).hexadecimal))
    #expect(decision.notes.contains { $0.message.contains("--unsafe-allow-generic-targets") })
  }
}
