import Basics
import Testing

@testable import ExternalSecrets

@Suite struct DecodingTests {
  private func manifest(_ text: String) throws -> Manifest {
    Manifest(try JSON.parse(text), file: "a.json", defaultNamespace: "default")
  }

  @Test("Absent fields take the defaults of the CRD")
  func defaults() throws {
    let decoded = ExternalSecret.decode(
      try manifest(#"{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{"name":"db"}}"#))
    #expect(decoded.errors.isEmpty && decoded.unknownFields.isEmpty)
    #expect(decoded.object.spec == ExternalSecretSpec())
    #expect(decoded.object.spec.target.creationPolicy == .owner)
    #expect(decoded.object.spec.target.deletionPolicy == .retain)
    #expect(decoded.object.targetName == "db" && decoded.object.namespace == "default")
  }

  @Test("Unknown fields are reported and stay in the manifest")
  func unknownFields() throws {
    let decoded = ExternalSecret.decode(
      try manifest(
        #"{"kind":"ExternalSecret","metadata":{"name":"db"},"spec":{"new":1,"data":[{"remoteRef":{"key":"k","x":2}}]}}"#
      ))
    #expect(decoded.unknownFields.map(\.description) == ["spec.data[0].remoteRef.x", "spec.new"])
    #expect(decoded.object.manifest.json["spec"]?["new"]?.int == 1)
  }

  @Test("A field of the wrong type, and a value that doesn't exist, are errors with their place")
  func errors() throws {
    let decoded = ExternalSecret.decode(
      try manifest("{\"kind\":\"ExternalSecret\",\"spec\":{\n \"target\": {\"creationPolicy\": \"Own\", \"name\": 5}}}")
    )
    #expect(
      decoded.errors.map(\.description) == [
        "a.json:2:46: ExternalSecret default/: spec.target.name: is a number, must be a string",
        "a.json:2:31: ExternalSecret default/: spec.target.creationPolicy: unsupported value \"Own\"",
      ])
  }

  @Test(
    "A ClusterGenerator holds its settings under its kind's field",
    arguments: [
      ("Fake", "fakeSpec"), ("UUID", "uuidSpec"), ("SSHKey", "sshKeySpec"), ("STSSessionToken", "stsSessionTokenSpec"),
      ("ECRAuthorizationToken", "ecrAuthorizationTokenSpec"), ("MFA", "mfaSpec"),
    ])
  func clusterGenerator(kind: String, field: String) throws {
    let generator = Generator(
      try manifest(
        """
        {"apiVersion":"generators.external-secrets.io/v1alpha1","kind":"ClusterGenerator",
        "spec":{"kind":"\(kind)","generator":{"\(field)":{"controller":"c"}}}}
        """))
    #expect(generator.kind == kind && generator.controller == "c" && generator.manifest.namespace == nil)
  }

  @Test("A label selector needs all its labels and requirements")
  func labelSelector() {
    let selector = LabelSelector(
      matchLabels: ["a": "b"],
      matchExpressions: [.init(key: "c", relation: "In", values: ["d"]), .init(key: "e", relation: "DoesNotExist")])
    #expect(selector.matches(["a": "b", "c": "d"]))
    #expect(!selector.matches(["a": "b", "c": "d", "e": ""]))
    #expect(!selector.matches(["c": "d"]))
    #expect(LabelSelector().matches([:]))
    #expect(LabelSelector(matchExpressions: [.init(key: "c", relation: "In")]).problem != nil)
  }
}
