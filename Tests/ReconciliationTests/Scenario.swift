import Basics
import ExternalSecrets
import Reconciliation
import SecretSources
import Testing

/// Builds the manifests of a test: a `fake` store named `store`, and one ExternalSecret named `case`.
enum Scenario {
  static let store = """
    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata: {name: store, namespace: default}
    spec:
      provider:
        fake:
          data:
          - {key: user, value: admin}
          - {key: pass, value: p4ssw0rd}
          - {key: db, value: '{"user": "admin", "pass": "p4ssw0rd", "n": 1.10, "none": null, "weird key/1": "w"}'}
          - {key: app/one, value: '{"A":"1","B":"2"}'}
          - {key: app/two, value: '{"B":"3","C":"4"}'}
          - {key: dup-a, value: one}
          - {key: dup_a, value: two}
          - {key: b64, value: aGVsbG8=}
          - {key: empty-object, value: '{}'}
          - {key: nul, value: "a\\0b"}

    """

  /// An ExternalSecret with the given spec, and further documents.
  static func yaml(_ spec: String, metadata: String = "{name: case, namespace: default}", more: String = "") -> String {
    let indented = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return """
      \(store)
      ---
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: \(metadata)
      spec:
        secretStoreRef: {name: store, kind: SecretStore}
      \(indented.joined(separator: "\n"))
      ---
      \(more)
      """
  }

  /// What the controller would do with one ExternalSecret.
  static func decide(
    _ spec: String, metadata: String = "{name: case, namespace: default}", more: String = "",
    settings: Reconciler.Settings = Reconciler.Settings(), values: ValuesFile? = nil
  ) async throws -> Decision {
    let cluster = try ManifestCluster(yaml: yaml(spec, metadata: metadata, more: more))
    let decisions = await cluster.decisions(settings: settings, values: values)
    return try #require(decisions.first { $0.externalSecret.manifest.name == "case" || decisions.count == 1 })
  }

  /// One `data` entry that reads `user` into `out`.
  static let one = "data: [{secretKey: out, remoteRef: {key: user}}]"
}
