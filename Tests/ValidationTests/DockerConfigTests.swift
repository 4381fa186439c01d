import Basics
import ExternalSecrets
import Testing
import Validation
import YAML

/// Templates of `.dockerconfigjson`: what is wrong for certain, and what only may be.
@Suite struct DockerConfigTests {
  private func found(_ template: String) async throws -> [String] {
    let manifest: JSON = [
      "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": ["name": "r"],
      "spec": [
        "secretStoreRef": ["name": "s"],
        "target": [
          "template": [
            "type": "kubernetes.io/dockerconfigjson", "data": [".dockerconfigjson": .string(template)],
          ]
        ], "dataFrom": [["extract": ["key": "k"]]],
      ],
    ]
    let report = await Validator().report([Manifest(manifest)], failures: [], warnings: [], sources: [:])
    return report.findings.filter { $0.id == "docker-config" }.map(\.error.message)
  }

  @Test(
    "What no value can make a docker config of is found",
    arguments: [
      (#"{"auths": {"r": {"auth": "{{ .a }}",}}}"#, "no JSON"), (#"{"auths": {"r": {"auth": "{{ .a }}"}}"#, "no JSON"),
      (#"{"auth": {"r": {"auth": "{{ .a | b64enc }}"}}}"#, "no auths"), (#"{"auths": ["{{ .a }}"]}"#, "no auths"),
    ])
  func certain(template: String, problem: String) async throws {
    let messages = try await found(template)
    #expect(messages.count == 1 && messages[0].contains(problem), "\(messages)")
  }

  @Test(
    "What a value may make right is left alone",
    arguments: [
      #"{{ .config }}"#, #"{"auths": {{ .auths }}}"#, #"{"auths": {"{{ .registry }}": {"auth": {{ .auth }}}}}"#,
      #"{"auths": {"r": {"auth": "{{ printf "%s:%s" .u .p | b64enc }}"}}}"#,
      #"{"auths": {{ .list | fromJson | first }}"#,
      #"{"auths": ${AUTHS}"#, #"{"auths": {"r": {"auth": "{{ "{{" }} printf "%s" .p {{ "}}" }}"}}}"#,
      #"{"auths": {{ range $k, $v := . }}"#, #"{{- "{" }}"auths": {{ .x }}"#,
    ])
  func uncertain(template: String) async throws {
    #expect(try await found(template).isEmpty)
  }
}
