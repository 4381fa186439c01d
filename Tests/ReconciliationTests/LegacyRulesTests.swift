import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// What kubernetes-external-secrets writes, rule by rule, with values given for its backends.
@Suite struct LegacyRulesTests {
  static let values = """
    secretsManager:
      my-secret: '{"username": "admin", "password": "p4ss", "n": 1.10, "big": 12345678901234567890, "none": null,
        "list": [1, {"a": true}], "dotted.name": "dots", "deep": {"er": [{"x": "found"}]}}'
      plain: just text
      list: '["zero", "one"]'
      b64: aGVsbG8
      umlaut: grün
      json-b64: '{"cert": "aGVsbG8="}'
    systemManager:
      /app/db/user: admin
      /app/db/nested/pass: p4ss
      /app/other: other
      /app2/x: outside
    vault:
      secret/data/db: '{"password": "from the file"}'
    """

  /// What is decided about one legacy object named `case` with this spec.
  static func decide(
    _ spec: String, more: String = "", values: String? = values, root: String = "spec"
  ) async throws -> Decision {
    let indented = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    let yaml = """
      apiVersion: kubernetes-client.io/v1
      kind: ExternalSecret
      metadata: {name: case, namespace: default, labels: {app: web}}
      \(root):
      \(indented.joined(separator: "\n"))
      ---
      \(more)
      """
    let file = try values.map { try ValuesFile(Array($0.utf8), file: "values.yaml") }
    return try #require(await ManifestCluster(yaml: yaml).decisions(values: file).first)
  }

  static func data(_ spec: String) async throws -> [String: String]? {
    try await decide("backendType: secretsManager\n" + spec).data
  }

  // MARK: Data

  @Test("An entry without property stores the whole value under its name")
  func wholeValue() async throws {
    let data = try await Self.data("data: [{key: plain, name: my-external-secret-data}]")
    #expect(data == ["my-external-secret-data": "just text"])
  }

  @Test(
    "A property is a lodash path; what is no string is spelled as JavaScript does",
    arguments: [
      ("username", "admin"), ("n", "1.1"), ("big", "12345678901234567000"), ("none", "null"),
      ("list", #"[1,{"a":true}]"#), ("list[1].a", "true"), ("dotted.name", "dots"), ("deep.er[0].x", "found"),
      (#"deep["er"][0]"#, #"{"x":"found"}"#),
    ])
  func property(path: String, expected: String) async throws {
    let data = try await Self.data("data: [{key: my-secret, name: out, property: '\(path)'}]")
    #expect(data == ["out": expected])
  }

  @Test("A property of a value that isn't JSON leaves the key out, with a note")
  func propertyOfText() async throws {
    let decision = try await Self.decide(
      "backendType: secretsManager\ndata: [{key: plain, name: a, property: x}, {key: plain, name: b}]")
    #expect(decision.data == ["b": "just text"])
    #expect(decision.notes.contains { $0.message.contains("is not JSON") && $0.path?.description == "spec.data[0]" })
  }

  @Test("A property that isn't there fails the whole object, and names the nearest")
  func missingProperty() async throws {
    let decision = try await Self.decide(
      "backendType: secretsManager\ndata: [{key: plain, name: a}, {key: my-secret, name: b, property: usrname}]")
    #expect(decision.outcome.word == "refuse")
    #expect(decision.failure?.path?.description == "spec.data[1].property")
    #expect(decision.failure?.hint?.contains("username") == true)
    #expect(decision.condition?.reason == "ERROR")
  }

  @Test("A secret that isn't there fails the whole object")
  func missingSecret() async throws {
    let decision = try await Self.decide("backendType: secretsManager\ndata: [{key: my-secre, name: b}]")
    #expect(decision.outcome.word == "refuse" && decision.failure?.hint?.contains("my-secret") == true)
  }

  @Test("isBinary decodes a text as Node does, before nothing and after property")
  func binary() async throws {
    let data = try await Self.data(
      "data: [{key: b64, name: a, isBinary: true}, {key: json-b64, name: b, property: cert, isBinary: true}]")
    #expect(data == ["a": "hello", "b": "hello"])
  }

  @Test("dataFrom, dataFromWithOptions, data: of a key the last counts; isBinary of dataFromWithOptions doesn't")
  func precedence() async throws {
    let decision = try await Self.decide(
      """
      backendType: secretsManager
      data: [{key: plain, name: username}]
      dataFromWithOptions: [{key: my-secret, isBinary: true}]
      dataFrom: [json-b64, plain]
      """)
    let data = try #require(decision.data)
    #expect(data["username"] == "just text" && data["password"] == "p4ss" && data["cert"] == "aGVsbG8=")
    #expect(data["n"] == "1.1" && data["none"] == "null" && data["list"] == #"[1,{"a":true}]"#)
    #expect(decision.notes.contains { $0.message.contains("plain is not JSON") })
  }

  @Test("A list under dataFrom is spread by its numbers, as JavaScript does")
  func listIsSpread() async throws {
    #expect(try await Self.data("dataFrom: [list]") == ["0": "zero", "1": "one"])
  }

  @Test("Parameters below a path are named by the last part of their names, and not recursively by default")
  func paths() async throws {
    let flat = try await Self.decide("backendType: systemManager\ndata: [{path: /app/db}]")
    #expect(flat.data == ["user": "admin"])
    let deep = try await Self.decide("backendType: systemManager\ndata: [{path: /app, recursive: true}]")
    #expect(deep.data == ["user": "admin", "pass": "p4ss", "other": "other"])
  }

  @Test("The oldest form, secretDescriptor and properties, is read, and said to be refused by the last definition")
  func oldestForm() async throws {
    let decision = try await Self.decide(
      "backendType: secretsManager\ntype: kubernetes.io/ssh-auth\nproperties: [{key: plain, name: ssh-privatekey}]",
      root: "secretDescriptor")
    #expect(decision.data == ["ssh-privatekey": "just text"] && decision.written?.type == "kubernetes.io/ssh-auth")
    #expect(decision.notes.contains { $0.message.contains("oldest form") })
  }

  // MARK: Backends

  @Test("Other backends say that a preview isn't possible, and which keys there will be")
  func otherBackends() async throws {
    let spec = "backendType: gcpSecretsManager\nprojectId: p\ndata: [{key: a, name: x}]"
    let decision = try await Self.decide(spec)
    #expect(decision.written?.data["x"]?.content == .unreadable(provider: "gcpSecretsManager"))
    #expect(decision.notes.contains { $0.message.contains("values can't be read from here") })
    let given = try await Self.decide("backendType: vault\ndata: [{key: secret/data/db, name: x, property: password}]")
    #expect(given.data == ["x": "from the file"])
  }

  @Test("An object that the API server refuses is refused: a backend that doesn't exist, both key and path, neither")
  func refused() async throws {
    for spec in [
      "backendType: gsm\ndata: [{key: a, name: x}]", "backendType: systemManager\ndata: [{key: a, name: x, path: /a}]",
      "backendType: systemManager\ndata: [{name: x}]", "backendType: secretsManager", "data: [{key: a, name: x}]",
    ] {
      #expect(try await Self.decide(spec).outcome.word == "refuse", "\(spec)")
    }
  }

  // MARK: Permission

  @Test(
    "A namespace's annotations restrict keys and paths of data and dataFrom, and roles; absent they allow",
    arguments: [
      ("data: [{key: my-secret, name: a}]", "permitted-key-name: ^my-", true),
      ("data: [{key: my-secret, name: a}]", "permitted-key-name: secret$", true),
      ("data: [{key: plain, name: a}]", "permitted-key-name: ^my-", false),
      ("dataFrom: [my-secret]", "permitted-key-name: other", false),
      ("dataFromWithOptions: [{key: my-secret}]", "permitted-key-name: other", true),
      ("data: [{key: plain, name: a}]", "permitted-key-name: ''", true),
      ("roleArn: 'arn:aws:iam::1:role/a'\ndata: [{key: plain, name: a}]", "other: x", true),
      ("roleArn: 'arn:aws:iam::1:role/a'\ndata: [{key: plain, name: a}]", "role: role/b", false),
      ("roleArn: 'arn:aws:iam::1:role/a'\ndata: [{key: plain, name: a}]", "role: role/.*", true),
      ("data: [{key: plain, name: a}]", "role: role/b", true),
    ])
  func permission(spec: String, annotation: String, isAllowed: Bool) async throws {
    let name = annotation.replacing(
      "permitted-key-name", with: "externalsecrets.kubernetes-client.io/permitted-key-name"
    ).replacing("role:", with: "iam.amazonaws.com/permitted:")
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, annotations: {\(name)}}"
    let decision = try await Self.decide("backendType: secretsManager\n" + spec, more: namespace)
    #expect(decision.outcome.word == (isAllowed ? "write" : "refuse"))
    if !isAllowed { #expect(decision.failure?.message.contains("not allowed to fetch secret") == true) }
  }
}
