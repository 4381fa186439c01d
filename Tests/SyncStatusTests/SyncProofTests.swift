import Basics
import ExternalSecrets
import SyncStatus
import Testing

@Suite("The proof of a sync")
struct SyncProofTests {
  private let metadata = #"{"generation": 2, "labels": {"b": "2", "a": "1"}, "annotations": {"x": "y z"}}"#

  @Test("It is the generation and a hash of annotations and labels, keys sorted")
  func text() throws {
    let object = try Sample.externalSecret(metadata: metadata)
    let text = "{annotations:map[x:y z] labels:map[a:1 b:2]}"
    #expect(object.proof?.current == "2-" + Digest.sha3_224.hash(text.utf8).hexadecimal)
    #expect(object.proof?.older == "2-" + Digest.md5.hash(text.utf8).hexadecimal)
    // As a controller wrote it for an object without labels and annotations.
    let text2 = "{annotations:map[] labels:map[]}"
    #expect(try Sample.externalSecret().proof?.current == "1-" + Digest.sha3_224.hash(text2.utf8).hexadecimal)
  }

  @Test("Ready alone proves nothing: a change of a label makes an object not synced")
  func notReady() throws {
    let proof = try #require(try Sample.externalSecret(metadata: metadata).proof)
    let status = Sample.status(ready: true, reason: "SecretSynced", lastSync: 10, version: proof.current)
    #expect(try Sample.externalSecret(metadata: metadata, status: status).isSynced == true)
    #expect(try Sample.externalSecret(metadata: #"{"generation": 2}"#, status: status).isSynced == false)
    let older = Sample.status(ready: true, reason: "SecretSynced", lastSync: 10, version: proof.older)
    #expect(try Sample.externalSecret(metadata: metadata, status: older).isSynced == true)
  }

  @Test("Where the controller writes no version it can't be told; where it never synced it is not synced")
  func unknown() throws {
    let status = Sample.status(ready: true, reason: "SecretSynced", lastSync: 10)
    #expect(try Sample.externalSecret(status: status).isSynced == nil)
    #expect(try Sample.externalSecret().isSynced == false)
  }

  @Test("kubernetes-external-secrets counts what generation it looked at")
  func legacy() throws {
    func object(_ generation: Int) throws -> LiveExternalSecret {
      LiveExternalSecret(
        try JSON.parse(
          """
          {"kind": "ExternalSecret", "metadata": {"name": "a", "namespace": "n", "generation": 3},
           "status": {"status": "SUCCESS", "observedGeneration": \(generation), "lastSync": "2026-11-23T23:44:52.123Z"}}
          """), resource: Sample.legacy)
    }
    #expect(try object(3).isSynced == true)
    #expect(try object(0).isSynced == false)
    #expect(try object(0).status.lastSync == Timestamp(rfc3339: "2026-11-23T23:44:52.123Z"))
  }
}
