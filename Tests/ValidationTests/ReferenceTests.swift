import Basics
import ExternalSecrets
import Testing
import Validation
import YAML

/// References, among files and with what a cluster has.
@Suite struct ReferenceTests {
  private func manifests(_ text: String) throws -> [Manifest] {
    try YAML.documents(Array(text.utf8), file: "f.yaml").enumerated().map { index, document in
      Manifest(try document.content.get(), file: "f.yaml", document: index, defaultNamespace: "default")
    }
  }

  private func found(_ text: String, cluster: ClusterObjects = ClusterObjects()) async throws -> [String] {
    let report = await Validator().report(
      try manifests(text), failures: [], warnings: [], sources: ["f.yaml": Array(text.utf8)], cluster: cluster)
    return report.findings.filter { ["reference", "store", "workload-key"].contains($0.id) }.map { finding in
      "\(finding.error.range?.start.line ?? 0) \(finding.id): \(finding.error.message)"
    }
  }

  private let externalSecret = """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: db, namespace: shop}
    spec:
      secretStoreRef: {name: aws}
      target:
        template:
          templateFrom:
          - configMap: {name: texts, items: [{key: a}, {key: config}]}
          - secret: {name: parts, items: [{key: header}]}
      data:
      - secretKey: password
        remoteRef: {key: prod/db}
        sourceRef:
          generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, name: made}

    """

  @Test("What isn't among the files is asked of a cluster: each object once, both kinds of store, no file's own object")
  func unresolved() throws {
    let project = Project(try manifests(externalSecret + "---\n" + externalSecret))
    #expect(
      project.unresolved.map { "\($0.reference)" } == [
        "ClusterSecretStore aws", "ConfigMap shop/texts", "Password shop/made", "Secret shop/parts",
        "SecretStore shop/aws",
      ])
    let store = "---\napiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: aws, namespace: shop}\n"
    #expect(
      !Project(try manifests(externalSecret + store)).unresolved.contains { $0.name == "aws" && $0.namespace != nil })
    let cluster = externalSecret.replacing("{name: aws}", with: "{name: aws, kind: ClusterSecretStore}")
    #expect(Project(try manifests(cluster)).unresolved.contains { "\($0.reference)" == "Namespace shop" })
  }

  @Test("Without a cluster nothing is said of what isn't there; with one, what it lacks is found at the field")
  func absent() async throws {
    #expect(try await found(externalSecret).isEmpty)
    let all = Set(try Project(manifests(externalSecret)).unresolved.map(\.reference))
    #expect(
      try await found(externalSecret, cluster: ClusterObjects(absent: all)) == [
        "5 reference: there is no SecretStore shop/aws, neither among the files nor in the cluster",
        "9 reference: there is no ConfigMap shop/texts, neither among the files nor in the cluster",
        "10 reference: there is no Secret shop/parts, neither among the files nor in the cluster",
        "15 reference: there is no Password shop/made, neither among the files nor in the cluster",
      ])
  }

  @Test("Keys are looked for in what is there: in a file, in the cluster, and in what an ExternalSecret writes")
  func keys() async throws {
    let texts = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: texts, namespace: shop}\n"
    #expect(try await found(externalSecret + texts + "data: {a: x}\nbinaryData: {config: eA==}\n").isEmpty)
    #expect(
      try await found(externalSecret + texts + "data: {a: x, conf: y}\n") == [
        "9 reference: the ConfigMap shop/texts has no key config; its keys: a, conf"
      ])
    let live = try manifests(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: parts, namespace: shop}\ndata: {head: eA==}\n")
    #expect(
      try await found(externalSecret, cluster: ClusterObjects(manifests: live)) == [
        "10 reference: the Secret shop/parts has no key header; its keys: head"
      ])
    let writer = """
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: parts, namespace: shop}
      spec: {secretStoreRef: {name: aws}, data: [{secretKey: heading, remoteRef: {key: k}}]}
      """
    #expect(
      try await found(externalSecret + writer) == [
        "10 reference: the Secret shop/parts has no key header; its keys: heading"
      ])
    let placeholder = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: parts, namespace: shop}\n"
    #expect(try await found(externalSecret + placeholder).isEmpty, "something else fills it")
    let variable = externalSecret.replacing("name: texts", with: "name: \"${TEXTS}\"")
    #expect(try await found(variable, cluster: ClusterObjects(absent: [])).isEmpty)
  }

  @Test("The Secrets that a store's credentials name are looked at, a ClusterSecretStore's in the namespace it names")
  func credentials() async throws {
    let secret =
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: shop}\nstringData: {id: x, key: y}\n"
    func store(_ kind: String, _ namespace: String) -> String {
      """
      apiVersion: external-secrets.io/v1
      kind: \(kind)
      metadata: {name: aws\(kind == "SecretStore" ? ", namespace: shop" : "")}
      spec:
        provider:
          aws:
            service: SecretsManager
            region: eu-west-1
            auth:
              secretRef:
                accessKeyIDSecretRef: {name: keys, key: id\(namespace)}
                secretAccessKeySecretRef: {name: keys, key: secret\(namespace)}

      """ + secret
    }
    let message = "12 reference: the Secret shop/keys has no key secret; its keys: id, key"
    #expect(try await found(store("SecretStore", "")) == [message])
    #expect(try await found(store("ClusterSecretStore", ", namespace: shop")) == [message])
    #expect(try await found(store("ClusterSecretStore", "")).isEmpty, "it is read in each ExternalSecret's namespace")
  }

  @Test("A ClusterSecretStore's conditions are certain once the namespace's labels are known")
  func conditions() async throws {
    let text = """
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: {name: db, namespace: shop}
      spec: {secretStoreRef: {name: aws, kind: ClusterSecretStore}, data: [{secretKey: a, remoteRef: {key: k}}]}
      ---
      apiVersion: external-secrets.io/v1
      kind: ClusterSecretStore
      metadata: {name: aws}
      spec:
        conditions: [{namespaceSelector: {matchLabels: {team: a}}}, {namespaceRegexes: ["^prod-"]}]
        provider: {aws: {service: SecretsManager, region: eu-west-1}}
      """
    #expect(try await found(text).isEmpty)
    func namespace(_ team: String) throws -> ClusterObjects {
      ClusterObjects(
        manifests: try manifests("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: \(team)}}\n"))
    }
    #expect(try await found(text, cluster: try namespace("a")).isEmpty)
    #expect(
      try await found(text, cluster: try namespace("b")) == [
        "4 store: ClusterSecretStore aws does not let namespace shop in"
      ])
    #expect(try await found(text.replacing("shop", with: "prod-1"), cluster: try namespace("b")).isEmpty)
  }

  @Test("A PushSecret's Secret and the keys it pushes are looked for; with a template keys are its own")
  func pushSecrets() async throws {
    let text = """
      apiVersion: external-secrets.io/v1alpha1
      kind: PushSecret
      metadata: {name: push, namespace: shop}
      spec:
        secretStoreRefs: [{name: aws, kind: SecretStore}]
        selector: {secret: {name: source}}
        data:
        - match: {secretKey: usr, remoteRef: {remoteKey: prod/user}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: source, namespace: shop}
      stringData: {user: x}
      """
    #expect(try await found(text) == ["8 reference: the Secret shop/source has no key usr; its keys: user"])
    #expect(
      try await found(text.replacing("  data:\n", with: "  template: {data: {usr: x}}\n  data:\n")).isEmpty)
  }

  /// An ExternalSecret that writes the key `user`.
  private let user = """
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: db, namespace: shop}
    spec: {secretStoreRef: {name: aws}, data: [{secretKey: user, remoteRef: {key: k}}]}

    """

  @Test("Every way in which pods ask for a key is looked at: variables, volumes, projections, pulling images")
  func uses() async throws {
    let text =
      user + """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: shop}
        spec:
          imagePullSecrets:
          - name: db
          ephemeralContainers:
          - name: c
            env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: usr}}}]
          volumes:
          - name: v
            projected:
              sources:
              - secret: {name: db, items: [{key: user, path: u}, {key: pass, path: p}]}
              - secret: {name: db, optional: true, items: [{key: pass, path: p}]}
        """
    let lines = try await found(text).map { $0.split(separator: ":")[0] }
    #expect(lines == ["11 workload-key", "14 workload-key", "19 workload-key"])
  }

  @Test("A workload of the cluster that would lose a key is found at the ExternalSecret")
  func liveWorkloads() async throws {
    let workload = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        template:
          spec: {containers: [{name: c, env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: pass}}}]}]}

      """
    let cluster = ClusterObjects(manifests: try manifests(workload))
    let message = try #require(try await found(user, cluster: cluster).first)
    #expect(message.hasPrefix("3 workload-key: the Secret db will have no key pass, which Deployment shop/web"))
    let mended = workload.replacing("key: pass", with: "key: user")
    #expect(try await found(user + "---\n" + mended, cluster: cluster).isEmpty, "the files' own Deployment counts")
  }

  @Test("A ClusterExternalSecret is held against the rules of what it passes on, at its own fields")
  func passedOn() async throws {
    let text = """
      apiVersion: external-secrets.io/v1
      kind: ClusterExternalSecret
      metadata: {name: everywhere}
      spec:
        externalSecretName: db
        namespaceSelectors: [{matchLabels: {a: b}}]
        externalSecretSpec:
          secretStoreRef: {name: aws, kind: ClusterSecretStore}
          target:
            template:
              type: kubernetes.io/tls
              data:
                x: "{{ .pasword }}"
          data:
          - secretKey: password
            remoteRef: {key: prod/db}
          dataFrom: []
      """
    let report = await Validator().report(
      try manifests(text), failures: [], warnings: [], sources: ["f.yaml": Array(text.utf8)])
    #expect(
      report.findings.map { "\($0.error.range?.start.line ?? 0) \($0.id)" } == ["11 secret-type", "13 template-key"],
      "\(report.findings.map { "\($0.error)" })")
    let finding = try #require(report.findings.last)
    #expect("\(finding.error.object?.description ?? "")" == "ClusterExternalSecret everywhere")
    #expect("\(finding.error.path?.description ?? "")" == "spec.externalSecretSpec.target.template.data.x")
    let right = text.replacing("pasword", with: "password").replacing("kubernetes.io/tls", with: "Opaque")
    let silent = await Validator().report(
      try manifests(right), failures: [], warnings: [], sources: ["f.yaml": Array(right.utf8)])
    #expect(silent.findings.isEmpty, "\(silent.findings.map { "\($0.error)" })")
  }
}
