import Basics
import ExternalSecrets
import Foundation
import TestSupport
import Testing
import YAML

@Suite struct SchemaTests {
  @Test(
    "The schema knows every path, type, enum, pattern, default, bound and required member of the projects' CRDs",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)))
  func knowsTheCRDs() throws {
    var count = 0
    for file in ["crds/external-secrets.yaml", "crds/kubernetes-external-secrets.yaml"] {
      for document in YAML.documents(try SharedOracle.bytes(file)) {
        let crd = try document.content.get()
        let group = crd["spec"]?["group"]?.string ?? ""
        let kind = crd["spec"]?["names"]?["kind"]?.string ?? ""
        for version in crd["spec"]?["versions"]?.array ?? [] {
          let name = version["name"]?.string ?? ""
          let schema = try #require(Schema(apiVersion: "\(group)/\(name)", kind: kind), "\(group)/\(name)/\(kind)")
          let differences = schema.differences(from: version["schema"]?["openAPIV3Schema"] ?? .null, count: &count)
          #expect(differences.isEmpty, "\(kind) \(name): \(differences.prefix(5))")
        }
      }
    }
    #expect(count > 5_000, "only \(count) facts were compared")
  }

  private func problems(_ text: String) throws -> [String] {
    let json = try #require(YAML.documents(Array(text.utf8)).first).content.get()
    let schema = try #require(
      Schema(apiVersion: json["apiVersion"]?.string ?? "", kind: json["kind"]?.string ?? ""))
    return schema.problems(json).map { "\($0.path): \($0.message)" }
  }

  private let head =
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x}\nspec:\n  secretStoreRef: {name: s}\n"

  @Test("What the API server accepts has no problem")
  func acceptsTheValid() throws {
    #expect(try problems(head + "  data: [{secretKey: a, remoteRef: {key: k}}]\n").isEmpty)
  }

  @Test(
    "What the API server refuses is said in its words, with the path",
    arguments: [
      (
        "  dataFrom: [{extract: {key: k, conversionStrategy: None}}]\n",
        #"spec.dataFrom[0].extract.conversionStrategy: Unsupported value: "None": supported values: "Default", "Unicode""#
      ),
      ("  data: [{secretKey: a, remoteRef: {kye: k}}]\n", "spec.data[0].remoteRef.key: Required value"),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}, remoteref: {}}]\n",
        #"spec.data[0].remoteref: unknown field "spec.data[0].remoteref""#
      ),
      ("  refreshInterval: 5\n", "spec.refreshInterval: Invalid value: must be of type string, not integer"),
      ("  target: {immutable: 'yes'}\n", "spec.target.immutable: Invalid value: must be of type boolean, not string"),
      (
        "  target: {name: Bad_Name}\n",
        #"spec.target.name: Invalid value: "Bad_Name": should match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'"#
      ),
      ("  data: {}\n", "spec.data: Invalid value: must be of type array, not object"),
    ])
  func refusesTheInvalid(text: String, expected: String) throws {
    let found = try problems(head + text)
    #expect(found.contains(expected), "\(found)")
  }

  @Test("What isn't written gets the default of its version")
  func fillsDefaultsIn() throws {
    for (version, strategy) in [("v1", nil), ("v1beta1", "Default")] {
      let json: JSON = ["spec": ["dataFrom": [["extract": ["key": "k"]]], "target": [:]]]
      let schema = try #require(Schema(apiVersion: "external-secrets.io/\(version)", kind: "ExternalSecret"))
      let spec = schema.defaulted(json)["spec"]
      #expect(spec?["target"]?["creationPolicy"]?.string == "Owner")
      #expect(spec?["dataFrom"]?[0]?["extract"]?["conversionStrategy"]?.string == strategy)
    }
  }
}

@Suite struct AdmissionTests {
  private func problems(_ spec: String, kind: String = "ExternalSecret") throws -> [String] {
    let text = "apiVersion: external-secrets.io/v1\nkind: \(kind)\nmetadata: {name: x, namespace: n}\nspec:\n\(spec)"
    let json = try #require(YAML.documents(Array(text.utf8)).first).content.get()
    return Admission.problems(Manifest(json)).map(\.message)
  }

  @Test(
    "The webhook's rules for ExternalSecrets",
    arguments: [
      ("  data: []\n", "either data or dataFrom should be specified"),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}}, {secretKey: a, remoteRef: {key: l}}]\n",
        "duplicate secretKey found: a"
      ),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}}]\n  target: {deletionPolicy: Delete, creationPolicy: Merge}\n",
        "deletionPolicy=Delete must not be used"
      ),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}}]\n  target: {deletionPolicy: Merge, creationPolicy: None}\n",
        "no Secret to merge with"
      ),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}}]\n  target: {template: {type: bootstrap.kubernetes.io/token}}\n",
        "is not allowed"
      ),
      (
        "  data: [{secretKey: a, remoteRef: {key: k}}]\n  target: {template: {templateFrom: [{target: Bogus, literal: x}]}}\n",
        #"templateFrom target="Bogus" is not allowed"#
      ),
      ("  data: [{secretKey: a, remoteRef: {key: k}}]\n  refreshInterval: 1d\n", "invalid duration"),
      ("  dataFrom: [{}]\n", "either extract, find, or sourceRef must be set"),
      ("  dataFrom: [{sourceRef: {}}]\n", "generatorRef or storeRef must be set"),
      ("  dataFrom: [{extract: {key: a}, find: {name: {regexp: x}}}]\n", "cannot be set at the same time"),
    ])
  func refusesExternalSecrets(spec: String, expected: String) throws {
    let found = try problems(spec)
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }

  @Test("Duplicate keys pass under other deletion policies than Retain, and an entry with only a store passes")
  func acceptsWhatTheWebhookAccepts() throws {
    #expect(
      try problems(
        "  data: [{secretKey: a, remoteRef: {key: k}}, {secretKey: a, remoteRef: {key: l}}]\n  target: {deletionPolicy: Delete}\n"
      ).isEmpty)
    #expect(try problems("  dataFrom: [{sourceRef: {storeRef: {name: s}}}]\n").isEmpty)
  }

  @Test(
    "A null where null is no value counts as absent, as the API server prunes it; in a list, and where required, not")
  func nulls() throws {
    #expect(
      try problems(
        "  data:\n  target: {template: , name: ~}\n  dataFrom: [{extract: {key: k, property: }, rewrite: , sourceRef: }]\n"
      ).isEmpty)
    func schemaProblems(_ spec: String) throws -> [String] {
      let yaml = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n" + spec
      let json = try #require(YAML.documents(Array(yaml.utf8)).first).content.get()
      return Schema(apiVersion: "external-secrets.io/v1", kind: "ExternalSecret")?.problems(json).map {
        "\($0.path): \($0.message)"
      } ?? []
    }
    #expect(try schemaProblems("  data: [null]\n").count == 1)
    #expect(
      try schemaProblems("  data: [{secretKey: a, remoteRef: {key: }}]\n") == [
        "spec.data[0].remoteRef.key: Required value"
      ])
    #expect(try schemaProblems("  target: {template: {data: {a: null}}}\n").isEmpty)
    let kept = Schema(apiVersion: "external-secrets.io/v1", kind: "ExternalSecret")?.defaulted([
      "spec": ["target": ["creationPolicy": nil, "template": ["data": ["a": nil, "b": "x"]]]]
    ])
    #expect(kept?["spec"]?["target"]?["creationPolicy"] == "Owner")
    #expect(kept?["spec"]?["target"]?["template"]?["data"] == ["b": "x"])
  }

  @Test(
    "The API server's rules for metadata",
    arguments: [
      ("{name: My_App}", "a lowercase RFC 1123 subdomain"), ("{name: a, namespace: a.b}", "RFC 1123 label"),
      ("{name: a, labels: {a: 'b c'}}", "a valid label must be empty or"),
      ("{name: a, labels: {a: 5}}", "must be a string"),
      ("{name: a, labels: {'a b': c}}", "name part must"), ("{name: a, annotations: {a: true}}", "must be a string"),
      ("{name: a, finalizers: ['a b']}", "name part must"), ("{name: '${APP}-x', labels: {a: '${B C}'}}", nil),
      ("{name: a.b-c, namespace: x, labels: {a.b/c: D_e}, annotations: {A/b: 'any thing'}}", nil),
    ])
  func metadata(metadata: String, problem: String?) throws {
    let yaml = "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: \(metadata)\n"
    let manifest = Manifest(try #require(YAML.documents(Array(yaml.utf8)).first).content.get())
    let found = ObjectMetadataRules.problems(manifest)
    #expect(found.first.map { $0.message.contains(problem ?? "none") } ?? (problem == nil), "\(found)")
  }

  @Test(
    "The webhook's rules for stores",
    arguments: [
      ("SecretStore", "  provider: {}\n", "exactly one backend specified, found 0"),
      ("SecretStore", "  provider: {fake: {data: []}, aws: {}}\n", "found 2"),
      ("SecretStore", "  provider: {fake: {data: [{key: a}]}}\n", "value must be set in data 0"),
      ("SecretStore", "  refreshInterval: '60'\n  provider: {fake: {data: []}}\n", "invalid duration"),
      ("SecretStore", "  refreshInterval: -5\n  provider: {fake: {data: []}}\n", "must not be negative"),
      ("SecretStore", "  refreshInterval: -5m\n  provider: {fake: {data: []}}\n", "must not be negative"),
      (
        "ClusterSecretStore",
        "  provider: {kubernetes: {auth: {token: {bearerToken: {name: a, key: b}}}}}\n",
        "cluster scope requires namespace"
      ),
      (
        "SecretStore",
        "  provider: {aws: {service: SecretsManager, region: r, secretsManager: {recoveryWindowInDays: 3}}}\n",
        "invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days"
      ),
      (
        "ClusterSecretStore",
        "  provider: {aws: {service: SecretsManager, region: r, "
          + "secretsManager: {recoveryWindowInDays: 7, forceDeleteWithoutRecovery: true}}}\n",
        "invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays"
      ),
      (
        "SecretStore",
        "  provider: {aws: {service: SecretsManager, region: x, auth: {secretRef: {accessKeyIDSecretRef: {name: a, key: b, namespace: other}}}}}\n",
        "namespace should either be empty"
      ),
      (
        "ClusterSecretStore", "  conditions: [{namespaceRegexes: ['(']}]\n  provider: {fake: {data: []}}\n",
        "failed to compile 0th namespace regex in 0th condition"
      ),
      (
        "ClusterSecretStore", "  provider: {kubernetes: {server: {caProvider: {type: Secret, name: a, key: b}}}}\n",
        "CAProvider.namespace must not be empty"
      ),
    ])
  func refusesStores(kind: String, spec: String, expected: String) throws {
    let found = try problems(spec, kind: kind)
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }

  @Test(
    "On real manifests the verdicts are those of a real API server and the webhook",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)))
  func agreesOnRealManifests() throws {
    let verdicts = try JSON.parse(try SharedOracle.bytes("corpus/verdicts.json"))
    var disagreements: [String] = []
    var judged = 0
    for member in verdicts.object ?? [:] {
      let documents = YAML.documents(try SharedOracle.bytes("corpus/eso/\(member.key)"))
      let manifests = documents.compactMap { try? $0.content.get() }.map { Manifest($0, defaultNamespace: "default") }
      for expected in member.value["objects"]?.array ?? [] where expected["schema"]?.string != "skipped" {
        guard
          let manifest = manifests.first(where: {
            $0.name == expected["name"]?.string && $0.kind == expected["kind"]?.string
              && $0.apiVersion == expected["version"]?.string
          }), let schema = Schema(apiVersion: manifest.apiVersion, kind: manifest.kind)
        else {
          disagreements.append("\(member.key): \(expected["name"]?.string ?? "") not found")
          continue
        }
        judged += 1
        let isValid = schema.problems(manifest.json).isEmpty
        if isValid != (expected["schema"]?.string == "valid") {
          disagreements.append("\(member.key) \(manifest.name): \(schema.problems(manifest.json).map(\.message))")
        }
      }
      let refused = manifests.contains { !Admission.problems($0).isEmpty }
      if refused == (member.value["webhook"]?.array ?? []).isEmpty {
        disagreements.append("\(member.key) webhook: \(manifests.flatMap { Admission.problems($0).map(\.message) })")
      }
    }
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(12))")
    #expect(judged > 400)
  }
}
