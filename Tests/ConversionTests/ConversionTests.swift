import Basics
import Conversion
import ExternalSecrets
import Scaffolding
import Testing
import YAML

/// What retired manifests become; that both make the same Secret is proven by `--verify` (CommandsTests).
@Suite struct ConversionTests {
  private func convert(_ yaml: String, region: String? = "eu-west-1", cluster: Bool = false) throws
    -> Conversion.Outcome
  {
    let manifests = try YAML.documents(Array(yaml.utf8)).enumerated().map { index, document in
      Manifest(try document.content.get(), file: "f.yaml", document: index, defaultNamespace: "default")
    }
    var settings = Conversion.Settings()
    settings.region = region
    settings.usesClusterStores = cluster
    return Conversion(settings).convert(manifests)
  }

  private func legacy(_ spec: String, name: String = "a", metadata: String = "") -> String {
    """
    apiVersion: kubernetes-client.io/v1
    kind: ExternalSecret
    metadata: {name: \(name)\(metadata)}
    spec:
    \(spec.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    ---

    """
  }

  private func spec(_ text: String) throws -> JSON {
    let outcome = try convert(legacy(text))
    #expect(outcome.losses.isEmpty && outcome.results.allSatisfy { $0.losses.isEmpty })
    return try #require(outcome.results.first?.converted?.json["spec"])
  }

  // MARK: Stores

  @Test("There is one store for each backend, region and role, however many objects read from it")
  func stores() throws {
    let yaml =
      legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]", name: "a")
      + legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]", name: "b")
      + legacy("backendType: secretsManager\nregion: us-east-1\ndata: [{key: k, name: nn}]", name: "c")
      + legacy(
        "backendType: secretsManager\nroleArn: 'arn:aws:iam::1:role/x/Reader'\ndata: [{key: k, name: nn}]", name: "d")
      + legacy("backendType: systemManager\ndata: [{key: k, name: nn}]", name: "e")
    let outcome = try convert(yaml)
    #expect(
      outcome.stores.map(\.name) == [
        "secretsmanager", "secretsmanager-us-east-1", "secretsmanager-reader", "systemmanager",
      ])
    #expect(outcome.results.map { $0.store?.name ?? "" } == [outcome.stores[0].name] + outcome.stores.map(\.name))
    let aws = outcome.stores.map { $0.json["spec"]?["provider"]?["aws"] }
    #expect(aws[2] == ["service": "SecretsManager", "region": "eu-west-1", "role": "arn:aws:iam::1:role/x/Reader"])
    #expect(aws[3]?["service"]?.string == "ParameterStore")
  }

  @Test("Each namespace has its own SecretStore, or all share a ClusterSecretStore")
  func namespaces() throws {
    let yaml =
      legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]", metadata: ", namespace: x")
      + legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]", metadata: ", namespace: z")
    let own = try convert(yaml)
    #expect(own.stores.map { $0.json["metadata"]?["namespace"]?.string } == ["x", "z"])
    #expect(Set(own.stores.map(\.name)) == ["secretsmanager"])
    let shared = try convert(yaml, cluster: true)
    #expect(shared.stores.map(\.kind) == ["ClusterSecretStore"])
    #expect(shared.stores.first?.json["metadata"]?["namespace"] == nil)
  }

  @Test("A region nobody names is a loss with its place, and so is all that other backends keep in their settings")
  func missingSettings() throws {
    let outcome = try convert(legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]"), region: nil)
    #expect(outcome.losses.first?.message.contains("no region") == true)
    #expect(outcome.losses.first?.range?.start.line == 5 && outcome.losses.first?.file == "f.yaml")
    let vault = try convert(legacy("backendType: vault\nvaultRole: r\ndata: [{key: k, name: nn, property: p}]"))
    #expect(vault.stores.first?.json["spec"]?["provider"]?["vault"]?["version"] == "v2")
    #expect(vault.losses.first?.message.contains("address of Vault") == true)
    let google = try convert(
      legacy("backendType: gcpSecretsManager\nprojectId: p\ndata: [{key: k, name: nn, version: 3}]"))
    #expect(google.losses.isEmpty && google.stores.first?.json["spec"]?["provider"]?["gcpsm"] == ["projectID": "p"])
    #expect(google.results.first?.converted?.json["spec"]?["data"]?[0]?["remoteRef"]?["version"] == "3")
    let other = try convert(legacy("backendType: akeyless\ndata: [{key: k, name: nn}]"))
    #expect(other.stores.isEmpty && other.losses.count == 1 && other.results.first?.converted != nil)
  }

  // MARK: Entries

  @Test("Entries keep key, version and decoding; a lodash path becomes one of gjson")
  func entries() throws {
    let spec = try spec(
      """
      backendType: secretsManager
      data:
      - {key: a, name: whole}
      - {key: a, name: deep, property: 'x[0]["y.z"]', versionStage: AWSPREVIOUS}
      - {key: a, name: bin, isBinary: true, versionId: 1-2, versionStage: ignored}
      dataFrom: [b]
      dataFromWithOptions: [{key: c, versionStage: AWSCURRENT}]
      """)
    #expect(spec["data"]?[0]?["remoteRef"] == ["key": "a"])
    #expect(spec["data"]?[1]?["remoteRef"] == ["key": "a", "version": "AWSPREVIOUS", "property": #"x.0.y\.z"#])
    #expect(spec["data"]?[2]?["remoteRef"] == ["key": "a", "version": "uuid/1-2", "decodingStrategy": "Base64"])
    #expect(spec["dataFrom"] == [["extract": ["key": "b"]], ["extract": ["key": "c"]]])
    #expect(spec["target"] == nil)
  }

  @Test("A path becomes a search whose names are cut to their last part, one level deep unless recursive")
  func paths() throws {
    let spec = try spec("backendType: systemManager\ndata: [{path: /a.b}, {path: /c/, recursive: true}]")
    #expect(spec["dataFrom"]?[0]?["find"]?["name"]?["regexp"] == #"^/a\.b/[^/]+$"#)
    #expect(spec["dataFrom"]?[0]?["rewrite"] == [["regexp": ["source": "^.*/", "target": ""]]])
    #expect(spec["dataFrom"]?[1]?["find"] == ["path": "/c/", "name": ["regexp": "^/c/"]])
  }

  @Test("What has no equal is named at its line, and the rest is converted")
  func losses() throws {
    let outcome = try convert(
      legacy(
        """
        backendType: systemManager
        controllerId: other
        data:
        - {path: /a, property: p}
        - {key: k, name: nn}
        template:
          metadata:
            labels: {a: '<% let x %>', b: fine}
            annotations: {c: '<%= data.nn.trim() %>', d: '<%= JSON.parse(data.nn) %>'}
        """))
    let result = try #require(outcome.results.first)
    #expect(result.losses.map { $0.range?.start.line } == [12, 13, 13, 8, 6])
    #expect(result.converted?.json["spec"]?["data"]?.array?.count == 1)
    #expect(result.converted?.json["spec"]?["target"]?["template"]?["metadata"] == ["labels": ["b": "fine"]])
  }

  @Test("Labels of the old object stay its own: the new one is given a template, so that it copies none to the Secret")
  func labels() throws {
    let outcome = try convert(
      legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]", metadata: ", labels: {app: web}"))
    let json = try #require(outcome.results.first?.converted?.json)
    #expect(json["metadata"]?["labels"] == ["app": "web"])
    #expect(json["spec"]?["target"]?["template"] == ["engineVersion": "v2"])
  }

  // MARK: Keys that workloads use

  @Test("Keys that a workload uses and the old object never wrote are added where it is plain where they are")
  func addedKeys() throws {
    let deployment = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec:
        template:
          spec:
            containers:
            - name: c
              env: [{name: U, valueFrom: {secretKeyRef: {name: a, key: user.name}}}]
      """
    let one = try convert(legacy("backendType: secretsManager\ndata: [{key: k, name: nn}]") + deployment)
    #expect(one.results.first?.addedKeys == ["user.name"])
    #expect(
      one.results.first?.converted?.json["spec"]?["data"]?[1]
        == ["secretKey": "user.name", "remoteRef": ["key": "k", "property": #"user\.name"#]])
    let two = try convert(
      legacy("backendType: secretsManager\ndata: [{key: k, name: nn}, {key: l, name: m}]") + deployment)
    #expect(two.results.first?.addedKeys == [] && two.results.first?.notes.count == 1)
  }

  // MARK: Versions

  @Test("v1beta1 and v1alpha1 become v1: dataFrom is wrapped, engine v1 is a loss, what the server adds goes")
  func versions() throws {
    let outcome = try convert(
      """
      apiVersion: external-secrets.io/v1alpha1
      kind: ExternalSecret
      metadata: {name: a, uid: x, resourceVersion: "1"}
      spec:
        secretStoreRef: {name: s}
        target: {template: {data: {a: '{{ .b | toString }}'}}}
        dataFrom: [{key: k}]
      ---
      apiVersion: external-secrets.io/v1beta1
      kind: ClusterSecretStore
      metadata: {name: s}
      spec: {provider: {aws: {service: SecretsManager, region: eu-west-1, bogus: 1}}}
      ---
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: t}
      """)
    #expect(outcome.results.count == 2 && outcome.stores.isEmpty)
    let first = try #require(outcome.results.first?.converted?.json)
    #expect(first["apiVersion"] == "external-secrets.io/v1" && first["metadata"] == ["name": "a"])
    #expect(first["spec"]?["dataFrom"] == [["extract": ["key": "k"]]])
    #expect(outcome.results[0].losses.map { $0.path?.description } == ["spec.target.template"])
    #expect(outcome.results[1].losses.map { $0.path?.description } == ["spec.provider.aws.bogus"])
  }
}
