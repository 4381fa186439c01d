import Basics
import ExternalSecrets
import Reconciliation
import TestSupport
import Testing
import YAML

/// The controller's hashes, against objects the controller itself left.
@Suite struct BookkeepingTests {
  private func samples(_ file: String) throws -> [Manifest] {
    try YAML.documents(SharedOracle.bytes("samples/\(file)")).flatMap { document in
      try (document.content.get()["items"]?.array ?? []).map { Manifest($0) }
    }
  }

  @Test(
    "data-hash and created-by are what the controller wrote",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)))
  func secrets() throws {
    let secrets = try samples("secrets-live.yaml").map(LiveSecret.init)
    #expect(secrets.count == 2)
    for secret in secrets {
      #expect(ControllerHash.data(secret.data) == secret.manifest.annotations[Bookkeeping.dataHashAnnotation])
      let owner = secret.manifest.json["metadata"]?["ownerReferences"]?[0]?["name"]?.string ?? ""
      #expect(
        ControllerHash.createdBy(namespace: "default", name: owner)
          == secret.manifest.labels[Bookkeeping.createdByLabel])
      #expect(secret.drift == .none && secret.isManaged)
    }
  }

  @Test(
    "syncedResourceVersion is what the controller set",
    .enabled(if: SharedOracle.isPresent, Comment(rawValue: SharedOracle.absence)))
  func syncedResourceVersion() throws {
    let synced = try samples("externalsecrets-live.yaml").map { ExternalSecret.decode($0).object }
      .filter { !$0.status.syncedResourceVersion.isEmpty }
    #expect(synced.count == 2)
    for externalSecret in synced {
      let manifest = externalSecret.manifest
      #expect(
        ControllerHash.syncedResourceVersion(
          generation: manifest.generation ?? 0, labels: manifest.labels, annotations: manifest.annotations)
          == externalSecret.status.syncedResourceVersion)
    }
  }

  @Test("data-hash is SHA3-224 of Go's text of the data: keys sorted, bytes in decimal")
  func dataHash() {
    let hash = Digest.sha3_224.hash("map[k1:[104 105] k2:[] z:[0 255]]".utf8).hexadecimal
    #expect(
      ControllerHash.data(["k2": SecretBytes([]), "k1": SecretBytes(utf8: "hi"), "z": SecretBytes([0, 255])]) == hash)
    #expect(ControllerHash.data([:]) == Digest.sha3_224.hash("map[]".utf8).hexadecimal)
  }

  @Test("The hash of other kinds is over spec, else data, in Go's text of the decoded JSON")
  func contentHash() throws {
    let object = try JSON.parse(
      #"{"data": {"x": "y"}, "spec": {"b": [1, 2.50, true, null], "a": {"k": "v w"}, "f": 1e21}}"#)
    let text = "map[a:map[k:v w] b:[1 2.5 true <nil>] f:1e+21]"
    #expect(ControllerHash.content(object) == Digest.sha3_224.hash(text.utf8).hexadecimal)
    let data = try JSON.parse(#"{"data": {"x": "y"}}"#)
    #expect(ControllerHash.content(data) == Digest.sha3_224.hash("map[x:y]".utf8).hexadecimal)
    #expect(ControllerHash.content([:]) == nil)
  }

  @Test("A Secret whose data no longer hashes to its annotation was edited by hand")
  func drift() throws {
    func secret(_ hash: String?) -> LiveSecret {
      var metadata: JSON.Members = ["name": "s"]
      if let hash { metadata.append("annotations", .object([Bookkeeping.dataHashAnnotation: .string(hash)])) }
      return LiveSecret(
        Manifest(["apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata), "data": ["k": "aGk="]]))
    }
    #expect(secret(ControllerHash.data(["k": SecretBytes(utf8: "hi")])).drift == .none)
    #expect(secret("0").drift == .edited)
    #expect(secret(nil).drift == .unknown)
  }
}
